using System.Data.Common;
using JobMaster.Sql;
using MySqlConnector;

namespace JobMaster.MySql;

/// <summary>
/// The schema, and the check whether the server can be used. Each migration runs on its own connection, without a transaction, because the
/// server commits each statement that creates a table separately. Closing the connection releases the lock that keeps other starters away.
/// </summary>
internal sealed class MySqlSchemaStore(SqlStoreParts parts, MySqlFailures failures, MySqlSource source)
    : SqlSchemaStore(parts with { Runner = new OwnLinkRunner(parts.Runner, source, parts.Dialect) })
{
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
                    static reader => new ServerSettings(
                        reader.GetString(0), reader.GetInt32(1) != 0, reader.GetInt64(2), reader.GetString(3)),
                    token),
                cancellationToken).ConfigureAwait(false);
            if (server[0].Problem() is { } problem)
            {
                throw new JobMasterStoreException($"{source.Description} {problem}");
            }

            return await base.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MySqlException exception)
        {
            if (failures.ExplainUnusable(exception) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    protected override async ValueTask LockAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        commands.TimeoutSeconds = LongestMigration;
        var locked = await commands.QueryAsync(
            _parts.Statements["lock_schema"], static reader => !reader.IsDBNull(0) && reader.GetInt32(0) == 1, cancellationToken)
            .ConfigureAwait(false);
        if (locked is not [true])
        {
            throw new JobMasterStoreException(
                $"{source.Description} is being migrated by another node, which did not end within two minutes. Look at what it waits " +
                "for in the server's process list, then start again.");
        }
    }

    private sealed class OwnLinkRunner(ISqlRunner inner, MySqlSource source, SqlDialect dialect) : ISqlRunner
    {
        public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => inner.ReadAsync(unit, cancellationToken);

        public async Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
        {
            var connection = await source.OpenOwnAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                using var commands = new SqlCommands(dialect, connection);
                return await unit(commands, cancellationToken).ConfigureAwait(false);
            }
        }

        public T Beat<T>(bool writes, Func<SqlCommands, T> unit) => inner.Beat(writes, unit);

        public Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
            inner.JoinAsync(transaction, cancellationToken);
    }
}
