using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>The master store in a PostgreSQL database.</summary>
[Experimental("JM9001")]
public sealed class PostgresMasterStore : SqlMasterStore
{
    internal const string DefaultSchema = "jobmaster";

    private PostgresMasterStore(SqlMasterParts own, ClaimWatermarks watermarks)
        : base(own) => Watermarks = watermarks;

    /// <summary>Where claims start, for tests of internals.</summary>
    internal ClaimWatermarks Watermarks { get; }

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="context">The part that the core gives to every provider.</param>
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
        options.Check();
        string schema = context.Schema ?? DefaultSchema;
        var statements = new SqlStatements(typeof(PostgresMasterStore).Assembly, schema, context.TablePrefix);
        var source = new PostgresSource(options) { ReadProcess = statements["read_process"].Text };
        var failures = new PostgresFailures(source.Description, schema);
        var dialect = new PostgresDialect(failures);
        var beat = new SqlBeatLink(source.OpenOwn, dialect, SqlBeatLink.PatienceFor(context.HeartbeatTimeout));
        var links = new InsertLinks(source, dialect, options.WriteConcurrency, TimeProvider.System);
        var runner = new PostgresRunner(source, dialect, statements, links, beat);
        var watermarks = new ClaimWatermarks(options.ClaimFullScanInterval, TimeProvider.System);
        var parts = new SqlStoreParts(dialect, statements, runner, context.StoreClock)
        {
            Arrived = watermarks.Arrived,
            IndexedMetadata = context.IndexedMetadata,
        };
        parts = change?.Invoke(parts) ?? parts;
        var logger = context.LoggerFactory.CreateLogger(typeof(PostgresMasterStore).FullName!);
        var retention = new PostgresRetentionStore(parts, logger);
        runner.AddHistory = async token => await retention.AddHistoryAsync(days: 1, token).ConfigureAwait(false);
        var own = new SqlMasterParts
        {
            Description = source.Description,
            Store = parts,
            Entry = new PostgresJobEntry(parts),
            Claim = new PostgresJobClaim(parts, watermarks),
            Schema = new PostgresSchemaStore(parts, failures, source.Description),
            Retention = retention,
            AroundTransactions = shared => new PostgresJobTransactions(shared, runner),
            WritePolledQueue = watermarks.WriteLook,
            WakeUps = options.UseNotifications
                ? PostgresWakeUps.Create(source, statements, $"{schema}.{context.TablePrefix}", logger)
                : null,
            WriteConcurrency = options.WriteConcurrency,
            Close = runner.DisposeAsync,
        };
        return new PostgresMasterStore(own, watermarks);
    }
}
