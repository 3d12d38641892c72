using Npgsql;

namespace JobMaster.Postgres;

/// <summary>What Postgres's errors mean for a store, and what to do about them.</summary>
internal sealed class PostgresFailures(string description, string schema)
{
    /// <summary>Broken connections, locks and deadlocks, a server that restarts or is full, and statements cut short by a timeout.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException { IsTransient: true } => true,
        PostgresException postgres => postgres.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => true,
            PostgresErrorCodes.ReadOnlySqlTransaction or "25P03" or "57P05" => true,

            // Connections, and what a server runs short of.
            _ => postgres.SqlState.StartsWith("08", StringComparison.Ordinal) || postgres.SqlState.StartsWith("53", StringComparison.Ordinal),
        },
        NpgsqlException { IsTransient: true } => true,

        // A connection closed under a statement comes as one of these, wrapped or not.
        NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException or TimeoutException } => true,
        IOException or System.Net.Sockets.SocketException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether history has no place for the day on which a job would have finished.</summary>
    public static bool IsMissingHistory(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null, TableName: { } table }
        && table.EndsWith("job_history", StringComparison.Ordinal);

    /// <summary>The exception for a database that cannot be used as it is, or null.</summary>
    public JobMasterStoreException? Explain(Exception exception) => exception is not PostgresException postgres
        ? null
        : postgres.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => Unusable(
                $"refused: {postgres.MessageText}. Grant the role what docs/providers/postgres.md lists, or let one with more rights run the migrations.", postgres),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => Unusable(
                $"did not let us in: {postgres.MessageText}. Correct user and password of the connection string.", postgres),
            PostgresErrorCodes.InvalidCatalogName => Unusable($"is not there: {postgres.MessageText}. Create the database, or name another.", postgres),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName => Unusable(
                $"lacks a table in schema '{schema}': {postgres.MessageText}. Start a node that may migrate, or run the SQL of GetPendingSqlAsync.", postgres),
            _ => null,
        };

    private JobMasterStoreException Unusable(string problem, PostgresException exception) => new($"{description} {problem}", exception);
}
