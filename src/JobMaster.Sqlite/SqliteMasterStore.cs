using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Sqlite;

/// <summary>The master store in an SQLite file: the embedded default.</summary>
[Experimental("JM9001")]
public sealed class SqliteMasterStore : IMasterStore
{
    private readonly SqlStoreParts parts;
    private readonly SqliteRunner runner;

    private SqliteMasterStore(
        MasterStoreContext context,
        SqliteStoreOptions options,
        Func<string, string?> networkFileSystemOf,
        Func<SqlStoreParts, SqlStoreParts>? change)
    {
        ThrowIfSchema(context.Schema);
        var file = new SqliteFile(options);
        Description = $"SQLite {file.Path}";
        var failures = new SqliteFailures(file, options.LockWait);
        var dialect = new SqliteDialect(failures);
        var statements = new SqlStatements(typeof(SqliteMasterStore).Assembly, schema: null, context.TablePrefix);
        var control = new SqliteControlStatements(statements, options.Synchronous);
        var logger = context.LoggerFactory.CreateLogger(typeof(SqliteMasterStore).FullName!);
        string threadName = $"JobMaster SQLite writer {context.ClusterId}";
        runner = new SqliteRunner(
            file, dialect, control, open => new SqliteWriter(threadName, options.LockWait, failures, control, open, logger), Description);

        parts = new SqlStoreParts(dialect, statements, runner, context.StoreClock)
        {
            IndexedMetadata = context.IndexedMetadata,
        };
        parts = change?.Invoke(parts) ?? parts;
        var entry = new SqliteJobEntry(parts);
        var exit = new SqlJobExit(parts);
        var insert = new SqlJobInsert(parts, entry);
        var record = new SqlJobRecord(parts, exit);
        Jobs = new SqlJobStore(parts, insert, new SqlJobClaim(parts), record, entry, exit);
        Admissions = new SqlAdmissionStore(parts, entry, exit);
        Reads = new SqlJobReadStore(parts);
        Sessions = new SqlSessionStore(parts);
        Schema = new SqliteSchemaStore(parts, file, failures, options.AllowNetworkFileSystem ? null : networkFileSystemOf);
        Schedules = new SqlScheduleStore(parts, new SqlJobInsert(parts, new SqlJobEntry(parts)), exit);
        Retention = new SqlRetentionStore(parts);
        Settings = new SqlSettingStore(parts);
        Audit = new SqlAuditStore(parts);
        Controls = new SqlControlStore(parts);
        Definitions = new SqlDefinitionStore(parts);
        Failures = new SqlFailureStore(parts, entry);
        Statistics = new SqlStatisticStore(parts);
        Alerts = new SqlAlertStore(parts);
        Operations = new SqlOperationStore(parts, entry, exit);
        Transactions = new SqlJobTransactions(parts, insert, record, entry, exit);
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

    /// <summary>What the parts share, for tests that look beneath.</summary>
    internal SqlStoreParts Parts => parts;

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="context">What the core gives every provider.</param>
    /// <param name="options">How the store works.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static SqliteMasterStore Create(MasterStoreContext context, SqliteStoreOptions options) =>
        Create(context, options, NetworkFileSystems.Of);

    /// <summary>
    /// Creates the store with another way to tell network file systems: given a path it returns the file system's name, or null; and with
    /// other parts.
    /// </summary>
    internal static SqliteMasterStore Create(
        MasterStoreContext context,
        SqliteStoreOptions options,
        Func<string, string?> networkFileSystemOf,
        Func<SqlStoreParts, SqlStoreParts>? change = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        return new SqliteMasterStore(context, options, networkFileSystemOf, change);
    }

    internal static void ThrowIfSchema(string? schema)
    {
        if (schema is not (null or "main"))
        {
            throw new JobMasterConfigurationException(
                $"SQLite has no schemas, so '{schema}' cannot be used. Remove it; a table prefix tells several clusters or agents of one " +
                "file apart.");
        }
    }

    /// <inheritdoc/>
    public int WriteConcurrency => 1;

    /// <inheritdoc/>
    public bool IsTransient(Exception exception) => parts.Dialect.IsTransient(exception);

    /// <inheritdoc/>
    public bool IsRefusal(Exception exception) => parts.Dialect.IsRefusal(exception);

    /// <inheritdoc/>
    public JobMasterStoreException? Explain(Exception exception) => parts.Dialect.Explain(exception);

    /// <summary>Writes what is queued, then closes the file.</summary>
    public ValueTask DisposeAsync() => runner.DisposeAsync();
}
