using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Writes through the caller's own transaction with the same steps, inside a savepoint if the driver has one, so that a failed call leaves
/// no partial change.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobTransactions : IJobTransactions
{
    private const string Savepoint = "jobmaster";
    private readonly SqlStoreParts parts;
    private readonly SqlJobInsert insert;
    private readonly SqlJobRecord record;
    private readonly SqlJobCancel cancel;
    private readonly SqlJobReschedule reschedule;
    private readonly SqlJobChange change;
    private readonly SqlJobReplay replay;
    private readonly SqlAdmissionStore admissions;

    /// <summary>Creates the part of one store that writes through transactions.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="insert">Inserts jobs.</param>
    /// <param name="record">The steps of recording outcomes.</param>
    /// <param name="entry">Makes jobs live.</param>
    /// <param name="exit">Moves jobs out of live work.</param>
    public SqlJobTransactions(SqlStoreParts parts, SqlJobInsert insert, SqlJobRecord record, SqlJobEntry entry, SqlJobExit exit)
    {
        cancel = new SqlJobCancel(parts, exit);
        reschedule = new SqlJobReschedule(parts);
        change = new SqlJobChange(parts);
        replay = new SqlJobReplay(parts, entry);
        admissions = new SqlAdmissionStore(parts, entry, exit);
        this.parts = parts;
        this.insert = insert;
        this.record = record;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(
        DbTransaction transaction, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(jobs);
        return WithinAsync(
            transaction,
            (commands, token) => insert.RunAsync(commands, jobs, mayBeStored: true, limitsWaiting: false, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RecordResult> RecordAsync(DbTransaction transaction, AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(outcome);
        var results = await WithinAsync(
            transaction,
            (commands, token) => record.RunAsync(commands, [outcome], limitsWaiting: false, arrived: null, token),
            cancellationToken).ConfigureAwait(false);
        return results[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CancelResult>> CancelAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        return WithinAsync(
            transaction, (commands, token) => cancel.RunAsync(commands, ids, by, limitsWaiting: false, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RescheduleAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return WithinAsync(
            transaction, (commands, token) => reschedule.RunAsync(commands, id, dueAt, by, Arrived, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(change);
        return WithinAsync(
            transaction,
            (commands, token) => this.change.RunAsync(commands, ids, change, by, limitsWaiting: false, Arrived, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        return WithinAsync(
            transaction, (commands, token) => replay.RunAsync(commands, ids, by, Arrived, token, limitsWaiting: false), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> StorePlaceholderAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return WithinAsync(
            transaction, (commands, token) => admissions.StorePlaceholderAsync(commands, id, dueAt, by, token), cancellationToken);
    }

    /// <summary>
    /// Called before the commit, because nothing reports the commit. If a claim passes the position meanwhile, the next full scan finds the
    /// job.
    /// </summary>
    private void Arrived(JobQueue queue, DateTimeOffset dueAt) => parts.Arrived?.Invoke(queue, dueAt);

    private async Task<T> WithinAsync<T>(DbTransaction transaction, SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        using var commands = await parts.Runner.JoinAsync(transaction, cancellationToken).ConfigureAwait(false);
        var joined = commands.Transaction!;
        if (!joined.SupportsSavepoints)
        {
            return parts.Dialect.SavesByStatement
                ? await WithinSavedAsync(commands, unit, cancellationToken).ConfigureAwait(false)
                : await unit(commands, cancellationToken).ConfigureAwait(false);
        }

        await joined.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await unit(commands, cancellationToken).ConfigureAwait(false);
            await joined.ReleaseAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch
        {
            await UndoAsync(joined).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Does the same with savepoints that are statements.</summary>
    private async Task<T> WithinSavedAsync<T>(SqlCommands commands, SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(parts.Statements["save_call"], cancellationToken).ConfigureAwait(false);
        try
        {
            return await unit(commands, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            try
            {
                await commands.ExecuteAsync(parts.Statements["undo_call"], CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is DbException or InvalidOperationException)
            {
                // The transaction has failed, and its owner rolls it back.
            }

            throw;
        }
    }

    /// <summary>A failed transaction has no savepoint to return to; callers must see the original error.</summary>
    private static async Task UndoAsync(DbTransaction joined)
    {
        try
        {
            await joined.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            // The transaction has failed, and its owner rolls it back.
        }
    }
}
