using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The failed jobs, and their groups by fingerprint.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IFailureStore
{
    /// <summary>A page of groups, by how many failed jobs each has now, the largest first.</summary>
    Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(FailureGroupRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Mutes a group until an instant, or until it has so many times as many jobs as now; without an instant, ends the mute. Files it in
    /// the audit. False when there is no such group.
    /// </summary>
    Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>As <see cref="IJobStore.ReplayAsync"/>, with changes. The attempt that failed keeps the payload that is replaced.</summary>
    Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>Moves failed jobs to the finished ones as cancelled, with all that is known of their failure; returns which.</summary>
    Task<IReadOnlyList<Guid>> DiscardAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>Moves discarded jobs back to the failed ones, as of when they had failed; returns which.</summary>
    Task<IReadOnlyList<Guid>> RestoreAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new job, due now, that is as a final one was when it was scheduled but for its keys, its expiry and its schedule; false
    /// when that job is not final. May be repeated with the same id.
    /// </summary>
    Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>A page of failed jobs with their payload, by ascending id.</summary>
    Task<IReadOnlyList<StoredJob>> ExportAsync(JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Adds up to so many counts of added and removed failed jobs to their groups; returns how many.</summary>
    Task<int> FoldAsync(int limit, CancellationToken cancellationToken);
}
