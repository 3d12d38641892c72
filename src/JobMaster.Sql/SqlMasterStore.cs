using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The master store in a relational database: the parts that are the same on all, and those of the provider.</summary>
[Experimental("JM9001")]
public abstract class SqlMasterStore : IMasterStore
{
    private readonly SqlMasterParts _own;

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="own">The parts of the provider.</param>
    protected SqlMasterStore(SqlMasterParts own)
    {
        ArgumentNullException.ThrowIfNull(own);
        _own = own;
        var (parts, entry, exit) = (own.Store, own.Entry, new SqlJobExit(own.Store));
        var insert = new SqlJobInsert(parts, entry);
        var record = new SqlJobRecord(parts, exit);
        var transactions = new SqlJobTransactions(parts, insert, record, entry, exit);
        Jobs = new SqlJobStore(parts, insert, own.Claim ?? new SqlJobClaim(parts), record, entry, exit);
        Admissions = new SqlAdmissionStore(parts, entry, exit);
        Reads = new SqlJobReadStore(parts);
        Sessions = new SqlSessionStore(parts, own.WritePolledQueue);
        Schema = own.Schema;
        Schedules = new SqlScheduleStore(
            parts, own.ScheduleEntry is { } ofSchedules ? new SqlJobInsert(parts, ofSchedules) : insert, exit);
        Retention = own.Retention ?? new SqlRetentionStore(parts);
        Settings = new SqlSettingStore(parts);
        Audit = new SqlAuditStore(parts);
        Controls = new SqlControlStore(parts);
        Definitions = new SqlDefinitionStore(parts);
        Failures = new SqlFailureStore(parts, entry);
        Statistics = new SqlStatisticStore(parts);
        Alerts = new SqlAlertStore(parts);
        Limits = new SqlLimitStore(parts);
        Gates = new SqlGateStore(parts);
        Operations = new SqlOperationStore(parts, entry, exit);
        Transactions = own.AroundTransactions?.Invoke(transactions) ?? transactions;
    }

    /// <inheritdoc/>
    public string Description => _own.Description;

    /// <inheritdoc/>
    public IJobStore Jobs { get; }

    /// <inheritdoc/>
    public IAdmissionStore Admissions { get; }

    /// <inheritdoc/>
    public IJobReadStore Reads { get; }

    /// <inheritdoc/>
    public ISessionStore Sessions { get; }

    /// <inheritdoc/>
    public ISchemaStore Schema { get; }

    /// <inheritdoc/>
    public IScheduleStore Schedules { get; }

    /// <inheritdoc/>
    public IRetentionStore Retention { get; }

    /// <inheritdoc/>
    public ISettingStore Settings { get; }

    /// <inheritdoc/>
    public IAuditStore Audit { get; }

    /// <inheritdoc/>
    public IControlStore Controls { get; }

    /// <inheritdoc/>
    public IDefinitionStore Definitions { get; }

    /// <inheritdoc/>
    public IFailureStore Failures { get; }

    /// <inheritdoc/>
    public IOperationStore Operations { get; }

    /// <inheritdoc/>
    public IStatisticStore Statistics { get; }

    /// <inheritdoc/>
    public IAlertStore Alerts { get; }

    /// <inheritdoc/>
    public ILimitStore Limits { get; }

    /// <inheritdoc/>
    public IGateStore Gates { get; }

    /// <inheritdoc/>
    public IJobTransactions? Transactions { get; }

    /// <inheritdoc/>
    public IWakeUps? WakeUps => _own.WakeUps;

    /// <inheritdoc/>
    public int WriteConcurrency => _own.WriteConcurrency;

    /// <summary>The shared parts, for tests of internals.</summary>
    internal SqlStoreParts Parts => _own.Store;

    /// <inheritdoc/>
    public bool IsTransient(Exception exception) => Parts.Dialect.IsTransient(exception);

    /// <inheritdoc/>
    public bool IsOutwaited(Exception exception) => Parts.Dialect.IsOutwaited(exception);

    /// <inheritdoc/>
    public bool IsRefusal(Exception exception) => Parts.Dialect.IsRefusal(exception);

    /// <inheritdoc/>
    public JobMasterStoreException? Explain(Exception exception) => Parts.Dialect.Explain(exception);

    /// <inheritdoc/>
    public bool IsHeld(Exception exception) => Parts.Dialect.IsHeld(exception);

    /// <summary>Writes what is queued and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _own.Close().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
