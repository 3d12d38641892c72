using System.Data;
using System.Data.Common;
using JobMaster.Sql;
using MySqlConnector;

namespace JobMaster.MySql;

/// <summary>
/// Runs units of work on connections of the pool, each for as long as the unit takes. If the server ends a unit because of a deadlock and
/// rolls it back as a whole, the unit runs again.
/// </summary>
internal sealed class MySqlRunner(MySqlSource source, MySqlDialect dialect, SqlStatements statements, SqlBeatLink? beat = null)
    : ISqlRunner, IAsyncDisposable
{
    private const int MostTries = 10;

    /// <summary>The statements that change how long the session waits for locks; an agent has none.</summary>
    private readonly SqlStatement[] _limiting = [statements["limit_waiting"], statements["insert_keys"]];
    private readonly string _setUp = statements["set_up_connection"].Text;
    private readonly SqlJoinCheck _joinCheck = new(
        source.Description, async token => await source.OpenAsync(token).ConfigureAwait(false), dialect, statements["read_place"]);

    public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => SingleAsync(unit, cancellationToken);

    public Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        AgainAsync(() => InTransactionAsync(unit, cancellationToken));

    public Task<T> InsertAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        AgainAsync(() => SingleAsync(unit, cancellationToken));

    public T Beat<T>(bool writes, Func<SqlCommands, T> unit) =>
        (beat ?? throw new InvalidOperationException("An agent has no heartbeat.")).Run(unit);

    public async Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var joined = WrappedTransaction.Unwrap<MySqlTransaction>(transaction)
            ?? throw new JobMasterStoreException(
                $"The transaction is a {transaction.GetType().FullName}, but the master store is {source.Description}. Pass the " +
                "MySqlTransaction itself, begun on that database.");
        MySqlConnection? connection;
        try
        {
            connection = joined.Connection;
        }
        catch (ObjectDisposedException)
        {
            connection = null;
        }

        if (connection is null)
        {
            throw new JobMasterStoreException(
                $"The transaction passed to {source.Description} is over: it was committed, rolled back or disposed. Pass one that is " +
                "open.");
        }

        // A connection that was moved to another database keeps its connection string.
        string address = $"{connection.ConnectionString};{connection.Database}";
        await _joinCheck.ThrowIfElsewhereAsync(connection, joined, address, cancellationToken)
            .ConfigureAwait(false);
        return new SqlCommands(dialect, connection, joined);
    }

    public async ValueTask DisposeAsync()
    {
        beat?.Dispose();
        await source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Repeats a unit that lost a deadlock. The core repeats calls after any transient error, but only calls that are safe to repeat, and
    /// after a wait. Here the server has rolled back the whole transaction, so even a claim, which the core never repeats, can be repeated
    /// at once. A transaction of the caller never comes here: <see cref="JoinAsync"/> only lends its commands. The core handles a wait for
    /// a lock that took too long: the lock may be held for minutes.
    /// </summary>
    private static async Task<T> AgainAsync<T>(Func<Task<T>> run)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.LockDeadlock && tries < MostTries)
            {
                // The other transaction has what it waited for, so the next try waits for that one only.
            }
        }
    }

    private async Task<T> SingleAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var commands = new SqlCommands(dialect, connection);
            var result = await unit(commands, cancellationToken).ConfigureAwait(false);
            commands.TakeTouched()?.Invoke();
            return result;
        }
    }

    /// <summary>The limit on the waits of one transaction is a session setting, and other transactions use the session after it.</summary>
    private async Task ResetPatienceAsync(MySqlConnection connection)
    {
        try
        {
            var command = new MySqlCommand(_setUp, connection);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (MySqlException)
        {
            // The connection is lost, and its settings with it.
        }
    }

    private async Task<T> InTransactionAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var commands = new SqlCommands(dialect, connection);
            try
            {
                return await CommitAsync(connection, commands, unit, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (Array.Exists(_limiting, commands.HasRun) && connection.State == ConnectionState.Open)
                {
                    await ResetPatienceAsync(connection).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<T> CommitAsync<T>(
        MySqlConnection connection, SqlCommands commands, SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            commands.Transaction = transaction;
            var result = await unit(commands, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            commands.TakeTouched()?.Invoke();
            return result;
        }
    }
}
