using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>The master store in a PostgreSQL database.</summary>
[Experimental("JM9001")]
public sealed class PostgresMasterStore : IMasterStore
{
    internal const string DefaultSchema = "jobmaster";

    private readonly SqlStoreParts _parts;
    private readonly PostgresRunner _runner;

    private PostgresMasterStore(MasterStoreContext context, PostgresStoreOptions options, Func<SqlStoreParts, SqlStoreParts>? change)
    {
        options.Check();
        string schema = context.Schema ?? DefaultSchema;
        var statements = new SqlStatements(typeof(PostgresMasterStore).Assembly, schema, context.TablePrefix);
        var source = new PostgresSource(options) { ReadProcess = statements["read_process"].Text };
        Description = source.Description;
        var failures = new PostgresFailures(Description, schema);
        var dialect = new PostgresDialect(failures);
        var beat = new PostgresBeatLink(source, dialect, PostgresBeatLink.PatienceFor(context.HeartbeatTimeout));
        _runner = new PostgresRunner(
            source, dialect, statements, new InsertLinks(source, dialect, options.WriteConcurrency, TimeProvider.System), beat);
        var watermarks = Watermarks = new ClaimWatermarks(options.ClaimFullScanInterval, TimeProvider.System);
        _parts = new SqlStoreParts(dialect, statements, _runner, context.StoreClock)
        {
            Arrived = watermarks.Arrived, IndexedMetadata = context.IndexedMetadata,
        };
        _parts = change?.Invoke(_parts) ?? _parts;
        var logger = context.LoggerFactory.CreateLogger(typeof(PostgresMasterStore).FullName!);

        var entry = new PostgresJobEntry(_parts);
        var exit = new SqlJobExit(_parts);
        var insert = new SqlJobInsert(_parts, entry);
        var record = new SqlJobRecord(_parts, exit);
        var retention = new PostgresRetentionStore(_parts, logger);
        _runner.AddHistory = async token => await retention.AddHistoryAsync(days: 1, token).ConfigureAwait(false);
        Jobs = new SqlJobStore(_parts, insert, new PostgresJobClaim(_parts, watermarks), record, entry, exit);
        Admissions = new SqlAdmissionStore(_parts, entry, exit);
        Reads = new SqlJobReadStore(_parts);
        Sessions = new SqlSessionStore(_parts, watermarks.WriteLook);
        Schema = new PostgresSchemaStore(_parts, failures, Description);
        Schedules = new SqlScheduleStore(_parts, insert, exit);
        Retention = retention;
        Settings = new SqlSettingStore(_parts);
        Audit = new SqlAuditStore(_parts);
        Controls = new SqlControlStore(_parts);
        Definitions = new SqlDefinitionStore(_parts);
        Failures = new SqlFailureStore(_parts, entry);
        Statistics = new SqlStatisticStore(_parts);
        Alerts = new SqlAlertStore(_parts);
        Operations = new SqlOperationStore(_parts, entry, exit);
        Transactions = new PostgresJobTransactions(new SqlJobTransactions(_parts, insert, record, entry, exit), _runner);
        WriteConcurrency = options.WriteConcurrency;
        if (options.UseNotifications)
        {
            WakeUps = PostgresWakeUps.Create(source, statements, $"{schema}.{context.TablePrefix}", logger);
        }
    }

    /// <inheritdoc/>
    public string Description { get; }

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
    public IJobTransactions? Transactions { get; }

    /// <inheritdoc/>
    public IWakeUps? WakeUps { get; }

    /// <inheritdoc/>
    public int WriteConcurrency { get; }

    /// <summary>What the parts share, for tests that look beneath.</summary>
    internal SqlStoreParts Parts => _parts;

    /// <summary>Where claims start, for tests that look beneath.</summary>
    internal ClaimWatermarks Watermarks { get; }

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="context">What the core gives every provider.</param>
    /// <param name="options">How the store works.</param>
    /// <exception cref="JobMasterConfigurationException">The options, the schema or the prefix cannot be used.</exception>
    public static PostgresMasterStore Create(MasterStoreContext context, PostgresStoreOptions options) =>
        Create(context, options, change: null);

    /// <summary>Creates the store with other parts.</summary>
    internal static PostgresMasterStore Create(
        MasterStoreContext context, PostgresStoreOptions options, Func<SqlStoreParts, SqlStoreParts>? change)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        return new PostgresMasterStore(context, options, change);
    }

    /// <inheritdoc/>
    public bool IsTransient(Exception exception) => _parts.Dialect.IsTransient(exception);

    /// <inheritdoc/>
    public bool IsRefusal(Exception exception) => _parts.Dialect.IsRefusal(exception);

    /// <inheritdoc/>
    public JobMasterStoreException? Explain(Exception exception) => _parts.Dialect.Explain(exception);

    /// <inheritdoc/>
    public bool IsHeld(Exception exception) => _parts.Dialect.IsHeld(exception);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _runner.DisposeAsync();
}
