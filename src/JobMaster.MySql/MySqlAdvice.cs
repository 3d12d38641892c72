using MySqlConnector;

namespace JobMaster.MySql;

/// <summary>The meaning of each error number, and the advice for operators.</summary>
internal static class MySqlAdvice
{
    private const string Migrate = "Start a node that may migrate, or run the SQL of IJobMasterCluster.GetPendingSqlAsync.";
    private const string Report = "Report this message to JobMaster's maintainers.";
    private const string Login = "Correct user and password of the connection string, and the hosts that the user may come from.";
    private const string Grant = "Grant the user what docs/providers/mysql.md lists, or let one with more rights run the migrations.";
    private const string Lost = "Look at the server's log and at the network between.";
    private const string Memory = "Give the server more memory or fewer connections.";
    private const string Wait = "Wait until it takes connections again.";
    private const string Unlock = "An administrator has locked the account: unlock it with 'alter user … account unlock'.";
    private const string Again = "Make the call again. If it happens often, look for transactions that hold many jobs.";

    private static readonly Dictionary<MySqlErrorCode, (string Problem, string Advice)> Lines = new()
    {
        [MySqlErrorCode.AccessDenied] = ("did not let us in", Login),
        [MySqlErrorCode.HostNotPrivileged] = ("did not let us in", Login),
        [MySqlErrorCode.DatabaseAccessDenied] = ("did not let us in", Grant),
        [MySqlErrorCode.TableAccessDenied] = ("refused", Grant),
        [MySqlErrorCode.ColumnAccessDenied] = ("refused", Grant),
        [MySqlErrorCode.UnknownDatabase] = ("is not there", "Create the database, or name another."),
        [MySqlErrorCode.NoSuchTable] = ("lacks a table", Migrate),
        [MySqlErrorCode.BadFieldError] = ("lacks a column", Migrate),
        [MySqlErrorCode.TableExists] = (
            "has a table of that name already", "Give JobMaster a database of its own, or other names with UseSqlTablePrefixForMaster."),
        [MySqlErrorCode.ParseError] = ("does not understand a statement", "Use MySQL 8.0 or later, or MariaDB 10.6 or later."),
        [MySqlErrorCode.LockDeadlock] = ("rolled a transaction back in favour of another", Again),
        [MySqlErrorCode.LockWaitTimeout] = (
            "did not give a lock in time",
            "Find the transaction that holds it in information_schema.innodb_trx and end it, then try again."),
        [MySqlErrorCode.LockTableFull] = (
            "has no memory for locks", "Raise innodb_buffer_pool_size, or look for transactions that lock very many rows."),
        [(MySqlErrorCode)3572] = ("did not give a lock in time", Again),
        [(MySqlErrorCode)3101] = ("rolled a transaction back in favour of one on another node", Again),
        [MySqlErrorCode.ErrorDuringCommit] = ("could not commit", "Look at the server's log, or at the other nodes of its cluster."),
        [(MySqlErrorCode)1020] = (
            "found a row changed since your transaction began",
            "Roll your transaction back and begin it again, or begin it with READ COMMITTED."),
        [(MySqlErrorCode)3118] = ("did not let us in", Unlock),
        [(MySqlErrorCode)4151] = ("did not let us in", Unlock),
        [MySqlErrorCode.ConnectionCountError] = (
            "takes no more connections", "Raise max_connections, or lower MaximumPoolSize of the apps that use this server."),
        [MySqlErrorCode.TooManyUserConnections] = (
            "takes no more connections of this user", "Raise the limit of the user, or lower MaximumPoolSize of the apps that use it."),
        [MySqlErrorCode.UserLimitReached] = ("takes no more connections of this user", "Raise the limits of the user in mysql.user."),
        [MySqlErrorCode.HostIsBlocked] = (
            "takes no more connections of this host", "Run 'flush hosts', and look at why connections of it failed."),
        [MySqlErrorCode.UnknownCommand] = (
            "takes no statements now", "Wait until this node of the cluster is ready, or connect to another."),
        [(MySqlErrorCode)2006] = ("lost a connection", Lost),
        [(MySqlErrorCode)2013] = ("lost a connection", Lost),
        [MySqlErrorCode.AbortingConnection] = ("lost a connection", Lost),
        [MySqlErrorCode.NewAbortingConnection] = ("lost a connection", Lost),
        [MySqlErrorCode.NetReadError] = ("lost a connection", Lost),
        [MySqlErrorCode.NetReadInterrupted] = ("lost a connection", Lost),
        [MySqlErrorCode.NetErrorOnWrite] = ("lost a connection", Lost),
        [MySqlErrorCode.NetWriteInterrupted] = ("lost a connection", Lost),
        [(MySqlErrorCode)1927] = ("ended our connection", "Look for whoever kills connections on the server."),
        [MySqlErrorCode.ServerShutdown] = ("is shutting down", Wait),
        [MySqlErrorCode.NormalShutdown] = ("is shutting down", Wait),
        [MySqlErrorCode.QueryInterrupted] = ("ended a statement", "Look for what kills statements on the server, or for a time limit."),
        [MySqlErrorCode.QueryTimeout] = ("ended a statement", "Raise max_execution_time for this user."),
        [(MySqlErrorCode)1969] = ("ended a statement", "Raise max_statement_time for this user."),
        [MySqlErrorCode.OptionPreventsStatement] = ("is read-only", "Connect to the primary. If it is the primary, look at read_only."),
        [(MySqlErrorCode)1836] = ("is read-only", "Connect to the primary. If it is the primary, look at read_only."),
        [MySqlErrorCode.CannotExecuteInReadOnlyTransaction] = (
            "is read-only for this connection", "Look at transaction_read_only of the server, and at the transaction that was passed."),
        [MySqlErrorCode.PacketTooLarge] = (
            "got more at once than it takes", "Raise max_allowed_packet of the server, or make payloads smaller."),
        [MySqlErrorCode.DataTooLong] = ("refused a value that is too long", Report),
        [MySqlErrorCode.TruncatedWrongValueForField] = (
            "refused a text", "The tables must have the character set utf8mb4: make them anew by the migrations."),
        [MySqlErrorCode.DiskFull] = ("has a full disk", "Make room on the server."),
        [MySqlErrorCode.RecordFileFull] = ("has a full table", "Make room on the server."),
        [MySqlErrorCode.OutOfMemory] = ("is out of memory", Memory),
        [MySqlErrorCode.OutOfSortMemory] = ("is out of memory", Memory),
        [MySqlErrorCode.OutOfResources] = ("is out of memory", Memory),
        [(MySqlErrorCode)1665] = (
            "cannot write to its binary log", "Set binlog_format to ROW or MIXED: the store's transactions are READ COMMITTED."),
    };

    /// <summary>Whether the database or its settings are wrong for every call.</summary>
    public static bool IsUnusable(MySqlErrorCode code) => code is
        MySqlErrorCode.AccessDenied or MySqlErrorCode.HostNotPrivileged
        or MySqlErrorCode.DatabaseAccessDenied or MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied
        or MySqlErrorCode.UnknownDatabase or MySqlErrorCode.NoSuchTable
        or MySqlErrorCode.ParseError or (MySqlErrorCode)1665;

    /// <summary>The problem and the advice; null for a number without an entry.</summary>
    public static string? For(MySqlException exception) =>
        Lines.TryGetValue(exception.ErrorCode, out var line) ? $"{line.Problem}: {exception.Message.TrimEnd('.')}. {line.Advice}" : null;
}
