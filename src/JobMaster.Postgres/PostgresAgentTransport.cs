using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>An agent in a PostgreSQL database. It may be the master's own, because the agent's tables have different names.</summary>
[Experimental("JM9001")]
public sealed class PostgresAgentTransport : SqlAgentTransport
{
    /// <summary>How often a receiver polls if notifications do not arrive.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private PostgresAgentTransport(SqlAgentParts parts)
        : base(parts)
    {
    }

    /// <summary>Creates the agent; it opens no connection before its first use.</summary>
    /// <param name="context">The part that the core gives to every transport.</param>
    /// <param name="options">The options. Those for claims and outcomes have no effect here.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static PostgresAgentTransport Create(AgentTransportContext context, PostgresStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        string schema = context.Schema ?? PostgresMasterStore.DefaultSchema;
        var statements = new SqlStatements(typeof(PostgresAgentTransport).Assembly, schema, context.TablePrefix, forAgent: true);
        var source = new PostgresSource(options) { ReadProcess = statements["read_process"].Text };
        var failures = new PostgresFailures(source.Description, schema);
        var dialect = new PostgresDialect(failures);
        var runner = new PostgresRunner(
            source, dialect, statements, new InsertLinks(source, dialect, options.WriteConcurrency, TimeProvider.System));
        var store = new SqlStoreParts(dialect, statements, runner, StoreClock: null);
        var logger = context.LoggerFactory.CreateLogger(typeof(PostgresAgentTransport).FullName!);
        return new PostgresAgentTransport(new SqlAgentParts
        {
            Context = context,
            Description = source.Description,
            Store = store,
            Schema = new PostgresSchemaStore(store, failures, source.Description),
            LongestPause = LongestPause,
            WakeUps = options.UseNotifications
                ? PostgresWakeUps.Create(source, statements, $"{schema}.{context.TablePrefix}agent", logger)
                : null,
        });
    }

    /// <inheritdoc/>
    protected override Task PushRowsAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken)
    {
        var ids = Column("ids", messages, static message => message.Id);
        var lanes = Column("lanes", messages, static message => StoredText.Clean(message.Queue.Lane));
        var priorities = Column("priorities", messages, static message => (long)message.Queue.Priority);
        var bodies = Column("bodies", messages, static message => message.Body.ToArray());
        return Store.Runner.InsertAsync(
            (commands, token) =>
                commands.ExecuteAsync(Store.Statements["push_messages"], token, ids, lanes, priorities, bodies), cancellationToken);
    }

    private static SqlArgument Column<T>(string name, IReadOnlyList<AgentMessage> messages, Func<AgentMessage, T> value) =>
        new(name, SqlArgumentKind.Native, messages.Select(value).ToArray());
}
