using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>Explains Postgres errors for a store, and what to do about them.</summary>
internal sealed class PostgresFailures(string description, string schema)
{
    /// <summary>
    /// Broken connections, locks and deadlocks, a server that restarts or is full, and statements cut short by a timeout.
    /// </summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException { IsTransient: true } => true,
        PostgresException postgres => postgres.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => true,
            PostgresErrorCodes.ReadOnlySqlTransaction or "25P03" or "57P05" => true,

            // Connection errors, and resources that a server lacks.
            _ =>
                postgres.SqlState.StartsWith("08", StringComparison.Ordinal)
                    || postgres.SqlState.StartsWith("53", StringComparison.Ordinal),
        },
        NpgsqlException { IsTransient: true } => true,

        // A connection that is closed during a statement causes one of these, wrapped or not.
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => true,
        _ when IsOutOfStep(exception) => true,
        IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>
    /// Whether the server refuses a value: invalid data, a violated constraint, or a limit of the server. A missing day of history is added
    /// and is not a refusal.
    /// </summary>
    public static bool IsRefusal(Exception exception) =>
        exception is PostgresException { SqlState: [var first, var second, ..] }
        && (first, second) is ('2', '2') or ('2', '3') or ('5', '4')
        && !IsMissingHistory(exception);

    /// <summary>Whether the history has no partition for the day on which a job would have finished.</summary>
    public static bool IsMissingHistory(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null, TableName: { } table }
        && table.EndsWith("job_history", StringComparison.Ordinal);

    /// <summary>The exception for a database that no call can use, or null.</summary>
    public JobMasterStoreException? ExplainUnusable(Exception exception) =>
        exception is PostgresException postgres && IsUnusable(postgres.SqlState) ? Explain(exception) : null;

    /// <summary>The explanation of an error, and what to do about it; null if the error is not the database's.</summary>
    public JobMasterStoreException? Explain(Exception exception) => exception switch
    {
        PostgresException postgres => Failure(PostgresAdvice.For(postgres, schema), exception),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => Failure(
            "did not answer in time. Look for locks and load on the server, or raise CommandTimeout and the connection string's Timeout.",
            exception),
        NpgsqlException { InnerException: AuthenticationException inner } => Failure(
            $"could not agree on TLS: {Words(inner)} Correct 'SSL Mode' and 'Root Certificate' of the connection string.", exception),
        NpgsqlException { InnerException: SocketException inner } => Unreachable(inner, exception),
        SocketException => Unreachable(exception, exception),
        NpgsqlException { InnerException: IOException } or IOException =>
            Failure($"lost a connection: {Words(exception)} Look at the server's log and at the network between.", exception),
        _ when IsOutOfStep(exception) => Failure(
            $"gave an answer that its driver did not expect, so the driver closed the connection: {Words(exception)} What the call asked " +
            "for may have been done.",
            exception),
        NpgsqlException when exception.Message.Contains("pool has been exhausted", StringComparison.Ordinal) => Failure(
            "has no connection of the pool free. Raise 'Maximum Pool Size' of the connection string, or look for code that keeps " +
            "connections open.",
            exception),
        NpgsqlOperationInProgressException => Failure(
            "cannot do two things at once on the connection of one transaction. Await each call before the next, and close readers of " +
            "your own first.",
            exception),
        NpgsqlException => Failure($"cannot be used: {Words(exception)} Correct the connection string.", exception),
        _ => null,
    };

    /// <summary>Whether the driver met an answer it did not expect. It throws a plain exception then, and closes the connection.</summary>
    private static bool IsOutOfStep(Exception exception) =>
        (exception is NpgsqlException || exception.GetType() == typeof(Exception))
        && exception.Message.StartsWith("Received ", StringComparison.Ordinal)
        && exception.Message.Contains("backend message", StringComparison.Ordinal);

    private static bool IsUnusable(string state) =>
        state is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.InvalidCatalogName
        || state.StartsWith("28", StringComparison.Ordinal);

    private static string Words(Exception exception) => exception.Message.TrimEnd('.') + ".";

    private JobMasterStoreException Unreachable(Exception why, Exception exception) =>
        Failure($"cannot be reached: {Words(why)} Start the database, or correct host and port of the connection string.", exception);

    private JobMasterStoreException Failure(string what, Exception exception) => new($"{description} {what}", exception);
}
