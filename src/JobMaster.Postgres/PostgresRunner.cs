using System.Data.Common;
using JobMaster.Sql;
using Npgsql;

namespace JobMaster.Postgres;

/// <summary>
/// Runs units of work on connections of the pool, each for as long as the unit takes. If history lacks the day, it adds the day and runs
/// the unit again.
/// </summary>
internal sealed class PostgresRunner(
    PostgresSource source, PostgresDialect dialect, SqlStatements statements, InsertLinks inserts, SqlBeatLink? beat = null)
    : ISqlRunner, IAsyncDisposable
{
    private readonly SqlJoinCheck _joinCheck = new(
        source.Description, async token => await source.OpenAsync(token).ConfigureAwait(false), dialect, statements["read_place"]);

    /// <summary>Adds the missing day of history. The store sets it, because its parts need the runner first.</summary>
    public Func<CancellationToken, Task> AddHistory { get; set; } = static _ => Task.CompletedTask;

    public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        RunAsync(unit, inTransaction: false, cancellationToken);

    public Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        WithHistoryAsync(() => RunAsync(unit, inTransaction: true, cancellationToken), cancellationToken);

    public Task<T> WriteOneAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        WithHistoryAsync(() => RunAsync(unit, inTransaction: false, cancellationToken), cancellationToken);

    public async Task<T> InsertAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) =>
        await source.PreparesAsync(cancellationToken).ConfigureAwait(false) && inserts.TryReserve()
            ? await inserts.RunAsync(unit, cancellationToken).ConfigureAwait(false)
            : await RunAsync(unit, inTransaction: false, cancellationToken).ConfigureAwait(false);

    public T Beat<T>(bool writes, Func<SqlCommands, T> unit) =>
        (beat ?? throw new InvalidOperationException("An agent has no heartbeat.")).Run(unit);

    public async Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var joined = WrappedTransaction.Unwrap<NpgsqlTransaction>(transaction)
            ?? throw new JobMasterStoreException(
                $"The transaction is a {transaction.GetType().FullName}, but the master store is {source.Description}. Pass the " +
                "NpgsqlTransaction itself, begun on that database.");
        NpgsqlConnection? connection;
        try
        {
            // The transaction keeps its connection after a commit, but only an open one reports its isolation level.
            _ = joined.IsolationLevel;
            connection = joined.Connection;
        }
        catch (InvalidOperationException)
        {
            connection = null;
        }

        if (connection is null)
        {
            throw new JobMasterStoreException(
                $"The transaction passed to {source.Description} is over: it was committed, rolled back or disposed. Pass one that is " +
                "open.");
        }

        string address = $"{connection.DataSource}/{connection.Database}/{connection.UserName}";
        await _joinCheck.ThrowIfElsewhereAsync(connection, joined, address, cancellationToken).ConfigureAwait(false);
        return new SqlCommands(dialect, connection, joined);
    }

    /// <summary>
    /// Runs a call that may move jobs to history. If it fails because a day is missing, adds the day and runs the call once more.
    /// </summary>
    public async Task<T> WithHistoryAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (PostgresException exception) when (PostgresFailures.IsMissingHistory(exception))
        {
            await AddHistory(cancellationToken).ConfigureAwait(false);
            return await run().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        beat?.Dispose();
        await inserts.DisposeAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> RunAsync<T>(SqlUnit<T> unit, bool inTransaction, CancellationToken cancellationToken)
    {
        var connection = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (!inTransaction)
            {
                using var single = new SqlCommands(dialect, connection);
                var outcome = await unit(single, cancellationToken).ConfigureAwait(false);
                single.TakeTouched()?.Invoke();
                return outcome;
            }

            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
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
