using System.Collections.Frozen;
using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;

namespace JobMaster.MySql;

/// <summary>Explains errors of MySQL and MariaDB for a store, and what to do about them.</summary>
internal sealed class MySqlFailures(string description)
{
    /// <summary>
    /// The codes after which the same call may succeed if it is made again. Numbers without a name of the driver: 1020 ER_CHECKREAD, 1836
    /// ER_READ_ONLY_MODE, 1927 ER_CONNECTION_KILLED, 1969 ER_STATEMENT_TIMEOUT, 3101 ER_TRANSACTION_ROLLBACK_DURING_COMMIT, 3118 and 4151
    /// the account is locked, 3572 ER_LOCK_NOWAIT; 2006 and 2013, which proxies send when they lose the server.
    /// </summary>
    internal static FrozenSet<MySqlErrorCode> Transient { get; } = FrozenSet.ToFrozenSet(
    [
        // Locks and deadlocks, rows changed under a snapshot, a commit that another node of a cluster won.
        MySqlErrorCode.LockDeadlock, MySqlErrorCode.LockWaitTimeout, MySqlErrorCode.LockTableFull, (MySqlErrorCode)1020,
        (MySqlErrorCode)3572, (MySqlErrorCode)3101, MySqlErrorCode.ErrorDuringCommit,
        // A server that stops, a statement or connection that was ended.
        MySqlErrorCode.ServerShutdown, MySqlErrorCode.NormalShutdown, (MySqlErrorCode)1927, MySqlErrorCode.QueryInterrupted,
        MySqlErrorCode.QueryTimeout, (MySqlErrorCode)1969, MySqlErrorCode.CommandTimeoutExpired, MySqlErrorCode.AbortingConnection,
        MySqlErrorCode.NewAbortingConnection, MySqlErrorCode.NetReadError, MySqlErrorCode.NetReadInterrupted,
        MySqlErrorCode.NetErrorOnWrite, MySqlErrorCode.NetWriteInterrupted, (MySqlErrorCode)2006, (MySqlErrorCode)2013,
        // No connection available now. A node of a Galera cluster that is not ready reports an unknown command.
        MySqlErrorCode.ConnectionCountError, MySqlErrorCode.UnableToConnectToHost, MySqlErrorCode.TooManyUserConnections,
        MySqlErrorCode.UserLimitReached, MySqlErrorCode.HostIsBlocked, MySqlErrorCode.UnknownCommand, (MySqlErrorCode)3118,
        (MySqlErrorCode)4151,
        // Read-only for now, full, out of memory.
        MySqlErrorCode.OptionPreventsStatement, MySqlErrorCode.CannotExecuteInReadOnlyTransaction, (MySqlErrorCode)1836,
        MySqlErrorCode.DiskFull, MySqlErrorCode.RecordFileFull, MySqlErrorCode.OutOfMemory, MySqlErrorCode.OutOfSortMemory,
        MySqlErrorCode.OutOfResources,
    ]);

    /// <summary>
    /// Broken connections, locks and deadlocks, a server that restarts or is full, and statements cut short by a timeout.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        MySqlException { IsTransient: true } => true,
        MySqlException mysql =>
            Transient.Contains(mysql.ErrorCode) || mysql.InnerException is IOException or SocketException or TimeoutException,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the server refuses a value: it does not fit, violates a constraint, or is larger than a packet may be.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception is MySqlException mysql
        && (mysql.ErrorCode is MySqlErrorCode.PacketTooLarge or MySqlErrorCode.DataTooLong or MySqlErrorCode.TooBigRowSize
            || mysql.SqlState is ['2', '2' or '3', ..]);

    /// <summary>The exception for a database that no call can use, or null.</summary>
    public JobMasterStoreException? ExplainUnusable(Exception exception) =>
        exception is MySqlException mysql && MySqlAdvice.IsUnusable(mysql.ErrorCode) ? Explain(exception) : null;

    /// <summary>The explanation of an error, and what to do about it; null if the error is not the database's.</summary>
    public JobMasterStoreException? Explain(Exception exception) => exception switch
    {
        MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired } or TimeoutException => Failure(
            "did not answer in time. Look for locks and load on the server, or raise CommandTimeout and the connection string's " +
            "ConnectionTimeout.",
            exception),
        MySqlException { InnerException: AuthenticationException inner } => Failure(
            $"could not agree on TLS: {Words(inner)} Correct SslMode and SslCa of the connection string.", exception),
        MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } => Failure(
            $"cannot be reached: {Words(exception)} Start the database, or correct server and port of the connection string.", exception),
        MySqlException mysql when MySqlAdvice.For(mysql) is { } advice => Failure(advice, exception),
        MySqlException { InnerException: IOException or SocketException } or IOException or SocketException =>
            Failure($"lost a connection: {Words(exception)} Look at the server's log and at the network between.", exception),
        MySqlException when exception.Message.Contains("from the pool", StringComparison.Ordinal) => Failure(
            "has no connection of the pool free. Raise MaximumPoolSize of the connection string, or look for code that keeps connections " +
            "open.",
            exception),
        MySqlException mysql => Failure(
            $"refused with error {mysql.Number}: {Words(exception)} Look at the server's log.", exception),
        _ => null,
    };

    private static string Words(Exception exception) => exception.Message.TrimEnd('.') + ".";

    private JobMasterStoreException Failure(string what, Exception exception) => new($"{description} {what}", exception);
}
