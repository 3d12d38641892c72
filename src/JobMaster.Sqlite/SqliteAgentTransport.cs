using System.Diagnostics.CodeAnalysis;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Sqlite;

/// <summary>
/// An agent in an SQLite file, for the processes of one machine. It may be the master's own file, because the agent's tables
/// have different names.
/// </summary>
[Experimental("JM9001")]
public sealed class SqliteAgentTransport : SqlAgentTransport
{
    /// <summary>How often a receiver polls for the pushes of other processes. A poll reads the file.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private SqliteAgentTransport(SqlAgentParts parts)
        : base(parts)
    {
    }

    /// <summary>Creates the agent; it opens no file before its first use.</summary>
    /// <param name="context">The part that the core gives to every transport.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="JobMasterConfigurationException">The options or the prefix cannot be used.</exception>
    public static SqliteAgentTransport Create(AgentTransportContext context, SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        SqliteMasterStore.ThrowIfSchema(context.Schema);
        var file = new SqliteFile(options);
        string description = $"SQLite {file.Path}";
        var failures = new SqliteFailures(file, options.LockWait);
        var dialect = new SqliteDialect(failures);
        var statements = new SqlStatements(typeof(SqliteAgentTransport).Assembly, schema: null, context.TablePrefix, forAgent: true);
        var control = new SqliteControlStatements(statements, options.Synchronous);
        var logger = context.LoggerFactory.CreateLogger(typeof(SqliteAgentTransport).FullName!);
        var runner = new SqliteRunner(
            file, dialect, control, open =>
                new SqliteWriter($"JobMaster SQLite agent writer {context.Name}", options.LockWait, failures, control, open, logger),
                description);
        var store = new SqlStoreParts(dialect, statements, runner, StoreClock: null);
        return new SqliteAgentTransport(new SqlAgentParts
        {
            Context = context,
            Description = description,
            Store = store,
            Schema = new SqliteSchemaStore(store, file, failures, options.AllowNetworkFileSystem ? null : NetworkFileSystems.Of),
            LongestPause = LongestPause,
        });
    }

    /// <inheritdoc/>
    protected override Task PushRowsAsync(IReadOnlyList<AgentMessage> messages, CancellationToken cancellationToken) =>
        Store.Runner.WriteAsync((commands, _) => new ValueTask<int>(Push(commands, messages)), cancellationToken);

    private int Push(SqlCommands commands, IReadOnlyList<AgentMessage> messages)
    {
        var statement = Store.Statements["push_message"];
        return messages.Sum(message => commands.Execute(
            statement,
            SqlArgument.Id("id", message.Id),
            SqlArgument.Text("lane", StoredText.Clean(message.Queue.Lane)),
            SqlArgument.Number("priority", (int)message.Queue.Priority),
            new SqlArgument("body", SqlArgumentKind.Native, message.Body.ToArray())));
    }
}
