using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>Checks whether a caller's connection is on the database of the store. Asks the servers once per address.</summary>
/// <param name="description">The store's description.</param>
/// <param name="open">Opens a connection of the store.</param>
/// <param name="dialect">How the database takes values.</param>
/// <param name="readPlace">Reads which database, and schema, a connection is on.</param>
[Experimental("JM9001")]
public sealed class SqlJoinCheck(
    string description, Func<CancellationToken, ValueTask<DbConnection>> open, SqlDialect dialect, SqlStatement readPlace)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Refuses a transaction on another database.</summary>
    /// <param name="theirs">The caller's connection.</param>
    /// <param name="transaction">The caller's transaction on it.</param>
    /// <param name="address">The text that identifies the place of the connection.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="JobMasterStoreException">The connection is on another database.</exception>
    public async ValueTask ThrowIfElsewhereAsync(
        DbConnection theirs, DbTransaction transaction, string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(theirs);
        if (_known.ContainsKey(address))
        {
            return;
        }

        string their = await ReadAsync(theirs, transaction, cancellationToken).ConfigureAwait(false);
        var connection = await open(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (!string.Equals(their, await ReadAsync(connection, null, cancellationToken).ConfigureAwait(false), StringComparison.Ordinal))
            {
                throw new JobMasterStoreException(
                    $"The transaction is on database '{theirs.Database}' at {theirs.DataSource}, but the master store is " +
                    $"{description}. Begin it on the master's database.");
            }
        }

        _known.TryAdd(address, true);
    }

    private async ValueTask<string> ReadAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        using var commands = new SqlCommands(dialect, connection, transaction);
        return (await commands.QueryAsync(readPlace, static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false))[0];
    }
}
