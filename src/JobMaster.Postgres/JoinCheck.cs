using System.Collections.Concurrent;
using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>Checks whether a caller's connection is on the database and schema of the store. Asks the servers once per address.</summary>
internal sealed class JoinCheck(PostgresSource source, SqlDialect dialect, SqlStatement readPlace)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <exception cref="JobMasterStoreException">The connection is on another database.</exception>
    public async ValueTask ThrowIfElsewhereAsync(
        NpgsqlConnection theirs, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        string address = $"{theirs.DataSource}/{theirs.Database}/{theirs.UserName}";
        if (_known.ContainsKey(address))
        {
            return;
        }

        string their = await ReadAsync(theirs, transaction, cancellationToken).ConfigureAwait(false);
        var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (!string.Equals(their, await ReadAsync(connection, null, cancellationToken).ConfigureAwait(false), StringComparison.Ordinal))
            {
                throw new JobMasterStoreException(
                    $"The transaction is on database '{theirs.Database}' at {theirs.DataSource}, but the master store is " +
                    $"{source.Description}. Begin it on the master's database.");
            }
        }

        _known.TryAdd(address, true);
    }

    private async ValueTask<string> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        using var commands = new SqlCommands(dialect, connection, transaction);
        return (await commands.QueryAsync(readPlace, static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false))[0];
    }
}
