using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// The meaning of each SQLSTATE, and the advice for operators. If a code has no entry, its class, the first two characters, decides.
/// </summary>
internal static class PostgresAdvice
{
    private const string Migrate = "Start a node that may migrate, or run the SQL of IJobMasterCluster.GetPendingSqlAsync.";
    private const string Report = "Report this message to JobMaster's maintainers.";
    private const string Login = "Correct user and password of the connection string.";
    private const string Wait = "Wait until it takes connections again.";

    private static readonly Dictionary<string, (string Problem, string Advice)> Lines = new(StringComparer.Ordinal)
    {
        ["08"] = ("lost a connection", "Look at the server's log and at the network between."),
        ["0A"] = ("cannot do what was asked", "Restart the app if the tables were changed under it; else use Postgres 13 or later."),
        ["22"] = ("refused a value", Report),
        ["22021"] = ("refused a text", "Use a database with encoding UTF8."),
        ["22P05"] = ("refused a text", "Use a database with encoding UTF8."),
        ["23"] = (
            "found rows that contradict each other", "Look for triggers, constraints or programs that are not JobMaster's on its tables."),
        ["25"] = ("was used by a transaction in the wrong state", Report),
        ["25006"] = (
            "is read-only",
            "Connect to the primary; 'Target Session Attributes=primary' finds it. If it is the primary, look at " +
            "default_transaction_read_only."),
        ["25P02"] = ("refused a statement in a transaction that had failed", "Roll your transaction back and begin a new one."),
        ["25P03"] = (
            "ended a transaction that waited too long",
            "Raise idle_in_transaction_session_timeout for this role, or do less between two statements."),
        ["25P04"] = ("ended a transaction that took too long", "Raise transaction_timeout for this role."),
        ["26"] = (
            "no longer knows a prepared statement",
            "Behind a pooler in transaction mode, set PrepareStatements to false and 'Max Auto Prepare' to 0."),
        ["28"] = ("did not let us in", Login + " If they are right, look at pg_hba.conf."),
        ["28P01"] = ("did not let us in", Login),
        ["3D000"] = ("is not there", "Create the database, or name another."),
        ["3F000"] = ("lacks the schema '{schema}'", Migrate),
        ["40"] = (
            "rolled a transaction back in favour of another",
            "Make the call again. If it happens often, look for transactions that hold many jobs."),
        ["42"] = ("does not understand a statement", Report),
        ["42501"] = (
            "refused",
            "Grant the role what docs/providers/postgres.md lists, or let one with more rights run the migrations. To create schema " +
            "'{schema}' a role needs CREATE on the database; "
            + "an administrator can run 'create schema {schema} authorization <role>', or UseSqlSchemaForMaster names a schema that the " +
                "role may use."),
        ["42703"] = ("lacks a column in schema '{schema}'", Migrate),
        ["42883"] = ("lacks a function in schema '{schema}'", Migrate),
        ["42P01"] = ("lacks a table in schema '{schema}'", Migrate),
        ["42704"] = ("lacks an object in schema '{schema}'", Migrate),
        ["42P06"] = ("has that schema already", "Start again."),
        ["42P07"] = (
            "has something else of that name in schema '{schema}'",
            "Give JobMaster a table prefix or schema of its own, or finish the migration that was run by hand in part."),
        ["42710"] = (
            "has something else of that name in schema '{schema}'",
            "Give JobMaster a table prefix or schema of its own, or finish the migration that was run by hand in part."),
        ["42723"] = (
            "has a function of that name in schema '{schema}'",
            "Give JobMaster a table prefix or schema of its own, or finish the migration that was run by hand in part."),
        ["53"] = ("is short of something", "Look at the server's log and its limits."),
        ["53100"] = ("has a full disk", "Make room on the server."),
        ["53200"] = ("is out of memory", "Give the server more memory or fewer connections."),
        ["53300"] = ("takes no more connections", "Raise max_connections, or lower 'Maximum Pool Size' of the apps that use this server."),
        ["54"] = ("met a limit of the server", "Make payloads, keys and batches smaller."),
        ["55"] = ("was not ready for a statement", "Make the call again."),
        ["55P03"] = (
            "did not give a lock within lock_timeout",
            "Find the transaction that holds it in pg_locks and pg_stat_activity and end it, then try again."),
        ["57"] = ("was interrupted by an operator", Wait),
        ["57014"] = (
            "ended a statement", "Raise statement_timeout for this role if it is set; else an administrator cancelled the statement."),
        ["57P01"] = ("is shutting down, or ended the connection", Wait),
        ["57P02"] = ("is recovering from a crash", Wait),
        ["57P03"] = ("is starting up or shutting down", Wait),
        ["57P04"] = ("was dropped", "Create the database, or name another."),
        ["57P05"] = ("ended a connection that was idle", "Raise idle_session_timeout for this role."),
        ["58"] = ("has trouble with its files", "Look at the server's log and its disk."),
        ["F0"] = ("has an error in its configuration", "Look at the server's log."),
        ["XX"] = ("has an internal error", "Look at the server's log."),
        ["XX001"] = ("has damaged data", "Restore it from a backup."),
        ["XX002"] = ("has a damaged index", "Run REINDEX on the table that the message names."),
    };

    public static string For(PostgresException exception, string schema)
    {
        string state = exception.SqlState;
        if (!Lines.TryGetValue(state, out var line) && !Lines.TryGetValue(state.Length >= 2 ? state[..2] : "", out line))
        {
            line = ($"refused with SQLSTATE {state}", "Look at the server's log.");
        }

        return $"{line.Problem}: {exception.MessageText.TrimEnd('.')}. {line.Advice}".Replace("{schema}", schema, StringComparison.Ordinal);
    }
}
