using JobMaster.Sql;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer;

/// <summary>The schema, and the check whether the server can be used.</summary>
internal sealed class SqlServerSchemaStore(SqlStoreParts parts, SqlServerFailures failures, string description) : SqlSchemaStore(parts)
{
    /// <summary>SQL Server 2019.</summary>
    private const int OldestServer = 15;

    private const int OldestLevel = 150;

    /// <summary>Azure SQL Database and Azure SQL Managed Instance. Their version stays at 12, whatever features they have.</summary>
    private static readonly int[] Azure = [5, 8];

    /// <summary>How many seconds a migration may take: it may build an index, or wait for another starter that does.</summary>
    private const int LongestMigration = 600;

    private readonly SqlStoreParts _parts = parts;

    public override async Task<int> ReadVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var server = await _parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(
                    _parts.Statements["read_server"],
                    static reader => new Server(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3) != 0),
                    token),
                cancellationToken).ConfigureAwait(false);
            if (Problem(server[0]) is { } problem)
            {
                throw new JobMasterStoreException($"{description} {problem}");
            }

            return await base.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SqlException exception)
        {
            if (failures.ExplainUnusable(exception) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Why the server cannot be used, and what to do about it; null if it can.</summary>
    internal static string? Problem(Server server) => server switch
    {
        { Version: < OldestServer } when !Azure.Contains(server.Edition) =>
            $"is server version {server.Version}. Use SQL Server 2019 (version {OldestServer}) or later, or Azure SQL.",
        { Level: < OldestLevel } =>
            $"has compatibility level {server.Level}. Set it to {OldestLevel} or higher: alter database current set compatibility_level " +
            $"= {OldestLevel}.",
        { IsReadOnly: true } =>
            "is read-only, as a secondary replica is. Connect to the primary, without ApplicationIntent=ReadOnly.",
        _ => null,
    };

    protected override async ValueTask LockAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        commands.TimeoutSeconds = LongestMigration;
        var locked = await commands.QueryAsync(
            _parts.Statements["lock_schema"], static reader => reader.GetInt32(0) == 1, cancellationToken).ConfigureAwait(false);
        if (locked is not [true])
        {
            throw new JobMasterStoreException(
                $"{description} is being migrated by another node, which did not end within two minutes. Look at what it waits for in " +
                "sys.dm_exec_requests, then start again.");
        }
    }

    /// <summary>The properties that a server reports.</summary>
    internal sealed record Server(int Version, int Edition, int Level, bool IsReadOnly);
}
