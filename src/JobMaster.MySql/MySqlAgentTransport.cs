using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.MySql;

/// <summary>
/// An agent in a MySQL or MariaDB database. It may be the master's own, because the agent's tables have different names.
/// </summary>
[Experimental("JM9001")]
public sealed class MySqlAgentTransport : SqlAgentTransport
{
    /// <summary>How often a receiver polls for the pushes of other processes.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private MySqlAgentTransport(SqlAgentParts parts)
        : base(parts)
    {
    }

    /// <summary>Creates the agent; it opens no connection before its first use.</summary>
    /// <param name="context">The part that the core gives to every transport.</param>
    /// <param name="options">The options. Those for outcomes have no effect here.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static MySqlAgentTransport Create(AgentTransportContext context, MySqlStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        MySqlMasterStore.ThrowIfSchema(context.Schema);
        var statements = new SqlStatements(typeof(MySqlAgentTransport).Assembly, schema: null, context.TablePrefix, forAgent: true);
        var source = new MySqlSource(options, statements["set_up_connection"].Text);
        var failures = new MySqlFailures(source.Description);
        var dialect = new MySqlDialect(failures);
        var runner = new MySqlRunner(source, dialect, statements);
        var store = new SqlStoreParts(dialect, statements, runner, StoreClock: null);
        return new MySqlAgentTransport(new SqlAgentParts
        {
            Context = context,
            Description = source.Description,
            Store = store,
            Schema = new MySqlSchemaStore(store, failures, source),
            LongestPause = LongestPause,
        });
    }

    /// <inheritdoc/>
    protected override Task PushRowsAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken)
    {
        var sent = SqlArgument.Json("messages", JsonRows.Write(messages, Write));
        return Store.Runner.InsertAsync(
            (commands, token) => commands.ExecuteAsync(Store.Statements["push_messages"], token, sent), cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, AgentMessage message)
    {
        writer.WriteStartObject();
        writer.Id("id", message.Id);
        writer.Text("lane", message.Queue.Lane);
        writer.Number("priority", (int)message.Queue.Priority);
        writer.WriteBase64String("body", message.Body.Span);
        writer.WriteEndObject();
    }
}
