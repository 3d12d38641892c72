using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.SqlServer;

/// <summary>The master store in a SQL Server or Azure SQL database.</summary>
[Experimental("JM9001")]
public sealed class SqlServerMasterStore : SqlMasterStore
{
    /// <summary>The schema of the tables if no other is set.</summary>
    internal const string DefaultSchema = "jobmaster";

    private SqlServerMasterStore(SqlMasterParts own)
        : base(own)
    {
    }

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="context">The part that the core gives to every provider.</param>
    /// <param name="options">How the store works.</param>
    /// <exception cref="JobMasterConfigurationException">The options, the schema or the prefix cannot be used.</exception>
    public static SqlServerMasterStore Create(MasterStoreContext context, SqlServerStoreOptions options) =>
        Create(context, options, change: null);

    /// <summary>Creates the store with other parts, or other connections.</summary>
    internal static SqlServerMasterStore Create(
        MasterStoreContext context, SqlServerStoreOptions options, Func<SqlStoreParts, SqlStoreParts>? change,
        Func<DbConnection>? substitute = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var statements = new SqlStatements(typeof(SqlServerMasterStore).Assembly, context.Schema ?? DefaultSchema, context.TablePrefix);
        var source = new SqlServerSource(options, substitute);
        var failures = new SqlServerFailures(source.Description);
        var dialect = new SqlServerDialect(failures);
        var beat = new SqlBeatLink(source.OpenOwn, dialect, SqlBeatLink.PatienceFor(context.HeartbeatTimeout));
        var runner = new SqlServerRunner(source, dialect, statements, beat);
        var parts = new SqlStoreParts(dialect, statements, runner, context.StoreClock) { IndexedMetadata = context.IndexedMetadata };
        parts = change?.Invoke(parts) ?? parts;
        return new SqlServerMasterStore(new SqlMasterParts
        {
            Description = source.Description,
            Store = parts,
            Entry = new SqlServerJobEntry(parts),
            Claim = new SqlStepwiseClaim(parts),
            Schema = new SqlServerSchemaStore(parts, failures, source.Description),
            WriteConcurrency = options.WriteConcurrency,
            Close = () =>
            {
                // Only the heartbeat's connection is kept. The others go back to the driver's pool after each use.
                runner.Dispose();
                return ValueTask.CompletedTask;
            },
        });
    }
}
