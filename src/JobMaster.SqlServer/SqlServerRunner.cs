using System.Data;
using System.Data.Common;
using JobMaster.Sql;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer;

/// <summary>
/// Runs units of work on connections of the pool, each for as long as the unit takes, in READ COMMITTED. A unit that lost a deadlock, or
/// found a row that another unit stored at the same moment, runs again as a whole.
/// </summary>
internal sealed class SqlServerRunner(
    SqlServerSource source, SqlServerDialect dialect, SqlStatements statements, SqlBeatLink? beat = null)
    : ISqlRunner, IDisposable
{
    private const int MostTries = 5;

    private readonly SqlJoinCheck _joinCheck = new(
        source.Description, source.OpenAsync, dialect, statements["read_place"]);

    public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => SingleAsync(unit, cancellationToken);

    public Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        AgainAsync(() => InTransactionAsync(unit, cancellationToken));

    public Task<T> InsertAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        AgainAsync(() => SingleAsync(unit, cancellationToken));

    public T Beat<T>(bool writes, Func<SqlCommands, T> unit) =>
        (beat ?? throw new InvalidOperationException("An agent has no heartbeat.")).Run(unit);

    public async Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var joined = WrappedTransaction.Unwrap<SqlTransaction>(transaction)
            ?? throw new JobMasterStoreException(
                $"The transaction is a {transaction.GetType().FullName}, but the master store is {source.Description}. Pass the " +
                "SqlTransaction itself, begun on that database.");
        if (joined.Connection is not { } connection)
        {
            throw new JobMasterStoreException(
                $"The transaction passed to {source.Description} is over: it was committed, rolled back or disposed. Pass one that is " +
                "open.");
        }

        await _joinCheck.ThrowIfElsewhereAsync(connection, joined, $"{connection.DataSource}/{connection.Database}", cancellationToken)
            .ConfigureAwait(false);
        return new SqlCommands(dialect, connection, joined);
    }

    public void Dispose() => beat?.Dispose();

    private static async Task<T> AgainAsync<T>(Func<Task<T>> run)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (SqlException exception) when (SqlServerFailures.IsLostRace(exception) && tries < MostTries)
            {
                // The other transaction has what it waited for, and the next try sees a row that was stored meanwhile.
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

    private async Task<T> InTransactionAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
                .ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                using var commands = new SqlCommands(dialect, connection, transaction);
                var result = await unit(commands, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                commands.TakeTouched()?.Invoke();
                return result;
            }
        }
    }
}
