using System.Data.Common;

namespace JobMaster.Storage;

/// <summary>
/// Writes through callers' transactions and gives errors a clear text. A transient error stays the driver's own exception, so that code
/// that repeats whole transactions recognises it.
/// </summary>
internal sealed class ExplainedTransactions(
    IJobTransactions inner, StoreErrors errors, Func<Exception, bool> isTransient) : IJobTransactions
{
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(
        DbTransaction transaction, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.InsertAsync(transaction, jobs, cancellationToken));

    public Task<RecordResult> RecordAsync(DbTransaction transaction, AttemptOutcome outcome, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.RecordAsync(transaction, outcome, cancellationToken));

    public Task<IReadOnlyList<CancelResult>> CancelAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.CancelAsync(transaction, ids, by, cancellationToken));

    public Task<bool> RescheduleAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.RescheduleAsync(transaction, id, dueAt, by, cancellationToken));

    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.ChangeAsync(transaction, ids, change, by, cancellationToken));

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.ReplayAsync(transaction, ids, by, cancellationToken));

    public Task<bool> StorePlaceholderAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        ExplainedAsync(inner.StorePlaceholderAsync(transaction, id, dueAt, by, cancellationToken));

    private async Task<T> ExplainedAsync<T>(Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (Exception exception) when (!isTransient(exception) && errors.Explain(exception) is { } explained)
        {
            throw explained;
        }
    }
}
