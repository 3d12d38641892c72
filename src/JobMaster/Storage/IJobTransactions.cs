using System.ComponentModel;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Writes through a transaction that the caller opened on the master's own database and will commit or roll back.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IJobTransactions
{
    /// <summary>Inserts jobs; key conflicts are returned, never thrown, so the caller's transaction stays usable.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<IReadOnlyList<InsertedJob>> InsertAsync(
        DbTransaction transaction, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken);

    /// <summary>Records one final outcome as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<RecordResult> RecordAsync(DbTransaction transaction, AttemptOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Cancels as <see cref="IJobStore.CancelAsync"/> does, as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<IReadOnlyList<CancelResult>> CancelAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>Reschedules as <see cref="IJobStore.RescheduleAsync"/> does, as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<bool> RescheduleAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>Changes as <see cref="IJobStore.ChangeAsync"/> does, as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>Replays as <see cref="IJobStore.ReplayAsync"/> does, as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        DbTransaction transaction, IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>Stores a placeholder as <see cref="IAdmissionStore.StorePlaceholderAsync"/> does, as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction belongs to another provider or database.</exception>
    Task<bool> StorePlaceholderAsync(
        DbTransaction transaction, Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken);
}
