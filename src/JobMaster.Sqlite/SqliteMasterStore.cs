using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Sqlite;

/// <summary>The master store in an SQLite file: the embedded default.</summary>
[Experimental("JM9001")]
public sealed class SqliteMasterStore : SqlMasterStore
{
    private SqliteMasterStore(SqlMasterParts own)
        : base(own)
    {
    }

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="context">The part that the core gives to every provider.</param>
    /// <param name="options">How the store works.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static SqliteMasterStore Create(MasterStoreContext context, SqliteStoreOptions options) =>
        Create(context, options, NetworkFileSystems.Of);

    /// <summary>
    /// Creates the store with other parts and another way to detect network file systems: a function that returns the file system's name
    /// for a path, or null.
    /// </summary>
    internal static SqliteMasterStore Create(
        MasterStoreContext context,
        SqliteStoreOptions options,
        Func<string, string?> networkFileSystemOf,
        Func<SqlStoreParts, SqlStoreParts>? change = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfSchema(context.Schema);
        var file = new SqliteFile(options);
        string description = $"SQLite {file.Path}";
        var failures = new SqliteFailures(file, options.LockWait);
        var dialect = new SqliteDialect(failures);
        var statements = new SqlStatements(typeof(SqliteMasterStore).Assembly, schema: null, context.TablePrefix);
        var control = new SqliteControlStatements(statements, options.Synchronous);
        var logger = context.LoggerFactory.CreateLogger(typeof(SqliteMasterStore).FullName!);
        string threadName = $"JobMaster SQLite writer {context.ClusterId}";
        var runner = new SqliteRunner(
            file, dialect, control, open => new SqliteWriter(threadName, options.LockWait, failures, control, open, logger), description);
        var parts = new SqlStoreParts(dialect, statements, runner, context.StoreClock) { IndexedMetadata = context.IndexedMetadata };
        parts = change?.Invoke(parts) ?? parts;
        return new SqliteMasterStore(new SqlMasterParts
        {
            Description = description,
            Store = parts,
            Entry = new SqliteJobEntry(parts),
            ScheduleEntry = new SqlJobEntry(parts),
            Schema = new SqliteSchemaStore(parts, file, failures, options.AllowNetworkFileSystem ? null : networkFileSystemOf),
            WriteConcurrency = 1,
            Close = runner.DisposeAsync,
        });
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
}
