using System.Data.Common;
using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>
/// Writes through the caller's transaction. It adds a missing day of history on another connection; then the step runs again, because its
/// savepoint has undone it.
/// </summary>
internal sealed class PostgresJobTransactions(SqlJobTransactions inner, PostgresRunner runner) : IJobTransactions
{
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(
        DbTransaction transaction, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken) =>
        inner.InsertAsync(transaction, jobs, cancellationToken);

    public Task<RecordResult> RecordAsync(DbTransaction transaction, AttemptOutcome outcome, CancellationToken cancellationToken) =>
        runner.WithHistoryAsync(() => inner.RecordAsync(transaction, outcome, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CancelResult>> CancelAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        runner.WithHistoryAsync(() => inner.CancelAsync(transaction, ids, by, cancellationToken), cancellationToken);

    public Task<bool> RescheduleAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        inner.RescheduleAsync(transaction, id, dueAt, by, cancellationToken);

    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken) =>
        inner.ChangeAsync(transaction, ids, change, by, cancellationToken);

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        inner.ReplayAsync(transaction, ids, by, cancellationToken);

    public Task<bool> StorePlaceholderAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        inner.StorePlaceholderAsync(transaction, id, dueAt, by, cancellationToken);
}
