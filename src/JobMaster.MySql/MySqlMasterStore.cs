using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.MySql;

/// <summary>The master store in a MySQL or MariaDB database.</summary>
[Experimental("JM9001")]
public sealed class MySqlMasterStore : SqlMasterStore
{
    private MySqlMasterStore(SqlMasterParts own)
        : base(own)
    {
    }

    /// <summary>Creates the store; nothing is opened before it is first used.</summary>
    /// <param name="context">The part that the core gives to every provider.</param>
    /// <param name="options">How the store works.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static MySqlMasterStore Create(MasterStoreContext context, MySqlStoreOptions options) =>
        Create(context, options, change: null);

    /// <summary>Creates the store with other parts.</summary>
    internal static MySqlMasterStore Create(
        MasterStoreContext context, MySqlStoreOptions options, Func<SqlStoreParts, SqlStoreParts>? change)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        ThrowIfSchema(context.Schema);
        var statements = new SqlStatements(typeof(MySqlMasterStore).Assembly, schema: null, context.TablePrefix);
        var source = new MySqlSource(options, statements["set_up_connection"].Text);
        var failures = new MySqlFailures(source.Description);
        var dialect = new MySqlDialect(failures);
        var beat = new SqlBeatLink(source.OpenOwn, dialect, SqlBeatLink.PatienceFor(context.HeartbeatTimeout));
        var runner = new MySqlRunner(source, dialect, statements, beat);
        var parts = new SqlStoreParts(dialect, statements, runner, context.StoreClock) { IndexedMetadata = context.IndexedMetadata };
        parts = change?.Invoke(parts) ?? parts;
        return new MySqlMasterStore(new SqlMasterParts
        {
            Description = source.Description,
            Store = parts,
            Entry = new MySqlJobEntry(parts),
            Claim = new SqlStepwiseClaim(parts),
            Schema = new MySqlSchemaStore(parts, failures, source),
            WriteConcurrency = options.WriteConcurrency,
            Close = runner.DisposeAsync,
        });
    }

    /// <exception cref="JobMasterConfigurationException">A schema is set.</exception>
    internal static void ThrowIfSchema(string? schema)
    {
        if (schema is not null)
        {
            throw new JobMasterConfigurationException(
                $"MySQL has no schemas apart from databases, so '{schema}' cannot be used. Remove it, and name the database in the " +
                "connection string; a table prefix tells several clusters or agents of one database apart.");
        }
    }
}
