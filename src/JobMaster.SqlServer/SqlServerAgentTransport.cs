using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.SqlServer;

/// <summary>
/// An agent in a SQL Server or Azure SQL database. It may be the master's own, because the agent's tables have different names.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlServerAgentTransport : SqlAgentTransport
{
    /// <summary>How often a receiver polls for the pushes of other processes.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private SqlServerAgentTransport(SqlAgentParts parts)
        : base(parts)
    {
    }

    /// <summary>Creates the agent; it opens no connection before its first use.</summary>
    /// <param name="context">The part that the core gives to every transport.</param>
    /// <param name="options">The options. Those for outcomes have no effect here.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static SqlServerAgentTransport Create(AgentTransportContext context, SqlServerStoreOptions options) =>
        Create(context, options, substitute: null);

    /// <summary>Creates the agent with other connections.</summary>
    internal static SqlServerAgentTransport Create(
        AgentTransportContext context, SqlServerStoreOptions options, Func<DbConnection>? substitute)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var statements = new SqlStatements(
            typeof(SqlServerAgentTransport).Assembly, context.Schema ?? SqlServerMasterStore.DefaultSchema, context.TablePrefix,
            forAgent: true);
        var source = new SqlServerSource(options, substitute);
        var failures = new SqlServerFailures(source.Description);
        var dialect = new SqlServerDialect(failures);
        var runner = new SqlServerRunner(source, dialect, statements);
        var store = new SqlStoreParts(dialect, statements, runner, StoreClock: null);
        return new SqlServerAgentTransport(new SqlAgentParts
        {
            Context = context,
            Description = source.Description,
            Store = store,
            Schema = new SqlServerSchemaStore(store, failures, source.Description),
            LongestPause = LongestPause,
        });
    }

    /// <inheritdoc/>
    protected override Task PushRowsAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken) =>
        Store.Runner.WriteAsync(
            async (commands, token) =>
            {
                // In the order of their ids, so that two pushes of the same messages wait for each other instead of deadlocking.
                foreach (var message in messages.OrderBy(message => message.Id))
                {
                    await commands.ExecuteAsync(
                        Store.Statements["push_message"],
                        token,
                        SqlArgument.Id("id", message.Id),
                        SqlArgument.Text("lane", StoredText.Clean(message.Queue.Lane)),
                        SqlArgument.Number("priority", (int)message.Queue.Priority),
                        new SqlArgument("body", SqlArgumentKind.Native, message.Body.ToArray())).ConfigureAwait(false);
                }

                return messages.Count;
            },
            cancellationToken);
}
