using System.Collections.Frozen;
using System.Net.Sockets;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer;

/// <summary>Explains errors of SQL Server and Azure SQL for a store, and what to do about them.</summary>
internal sealed class SqlServerFailures(string description)
{
    public const int LockTimeout = 1222;

    private const int Deadlock = 1205;
    private const int DuplicateInIndex = 2601;
    private const int DuplicateInKey = 2627;

    /// <summary>The driver's own number for a command that took too long.</summary>
    private const int CommandTimeout = -2;

    /// <summary>The numbers after which the same call may succeed if it is made again.</summary>
    internal static FrozenSet<int> Transient { get; } = FrozenSet.ToFrozenSet(
    [
        // Locks, deadlocks, a row or table changed under snapshot isolation, a scan that lost its page.
        Deadlock, LockTimeout, 3960, 3961, 601, 1204, 1221,
        // The driver's: timeout, connection broken or not made, by the number of the operating system too.
        CommandTimeout, -1, 2, 20, 53, 64, 121, 233, 258, 1231, 10053, 10054, 10060, 10061, 11001,
        // Azure SQL: throttled, failing over, moving, resuming.
        4060, 4221, 10928, 10929, 10936, 18401, 40143, 40197, 40501, 40540, 40549, 40550, 40551, 40552, 40553, 40613, 42108, 42109,
        49918, 49919, 49920,
        // An availability group that fails over, a server that shuts down or starts, a session that was ended.
        596, 617, 669, 921, 922, 923, 924, 926, 927, 976, 978, 983, 988, 6005, 17142, 17197,
        // Read-only for now, full, out of memory or of workers.
        3906, 3908, 701, 802, 1101, 1105, 8628, 8645, 8651, 9002,
    ]);

    /// <summary>
    /// The numbers for values that the server never takes: not a number or time, too large, without a key's row, not JSON.
    /// </summary>
    internal static FrozenSet<int> Refusing { get; } = FrozenSet.ToFrozenSet(
    [
        DuplicateInIndex, DuplicateInKey, 220, 232, 241, 242, 245, 511, 515, 517, 535, 547, 1946, 2628, 8114, 8115, 8152, 13608, 13609,
    ]);

    /// <summary>
    /// Broken connections, locks and deadlocks, a database that fails over, is throttled, full or read-only for a while, and statements cut
    /// short by a timeout.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        SqlException sql => IsTransient(sql.Number) || sql.InnerException is IOException or SocketException or TimeoutException,
        // The driver throws this if the pool has no free connection.
        InvalidOperationException pool => IsPoolFull(pool),
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the same call may succeed if it is made again, by the error's number.</summary>
    public static bool IsTransient(int number) => Transient.Contains(number);

    /// <summary>Whether a unit lost to another at the same moment and can succeed at once: it may run again from its beginning.</summary>
    public static bool IsLostRace(SqlException exception) => IsLostRace(exception.Number);

    /// <summary>The same by the error's number.</summary>
    public static bool IsLostRace(int number) => number is Deadlock or DuplicateInIndex or DuplicateInKey;

    /// <summary>Whether the server refuses a value: it does not fit, violates a constraint, or is not readable JSON.</summary>
    public static bool IsRefusal(Exception exception) => exception is SqlException sql && IsRefusal(sql.Number);

    /// <summary>The same by the error's number.</summary>
    public static bool IsRefusal(int number) => Refusing.Contains(number);

    /// <summary>The exception for a database that no call can use, or null.</summary>
    public JobMasterStoreException? ExplainUnusable(Exception exception) =>
        exception is SqlException sql && SqlServerAdvice.IsUnusable(sql.Number) ? Explain(exception) : null;

    /// <summary>The explanation of an error, and what to do about it; null if the error is not the database's.</summary>
    public JobMasterStoreException? Explain(Exception exception) => exception switch
    {
        SqlException { Number: CommandTimeout } or TimeoutException => Failure(
            "did not answer in time. Look for locks and load on the server, or raise CommandTimeout and the connection string's " +
            "Connect Timeout.",
            exception),
        SqlException sql when SqlServerAdvice.For(sql.Number, Words(sql)) is { } advice => Failure(advice, exception),
        SqlException { InnerException: IOException or SocketException } or IOException or SocketException =>
            Failure($"lost a connection: {Words(exception)} Look at the server's log and at the network between.", exception),
        SqlException sql => Failure($"refused with error {sql.Number}: {Words(exception)} Look at the server's log.", exception),
        InvalidOperationException pool when IsPoolFull(pool) => Failure(
            "has no connection of the pool free. Raise Max Pool Size of the connection string, or look for code that keeps connections " +
            "open.",
            exception),
        _ => null,
    };

    private static bool IsPoolFull(InvalidOperationException exception) =>
        exception.Source == "Microsoft.Data.SqlClient" && exception.Message.Contains("from the pool", StringComparison.Ordinal);

    private static string Words(Exception exception) => exception.Message.TrimEnd('.') + ".";

    private JobMasterStoreException Failure(string what, Exception exception) => new($"{description} {what}", exception);
}
