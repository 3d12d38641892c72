using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The failed jobs, and their groups by fingerprint.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IFailureStore
{
    /// <summary>A page of groups, by the number of failed jobs each has now, largest first.</summary>
    Task<IReadOnlyList<StoredFailureGroup>> ListGroupsAsync(FailureGroupRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Mutes a group until an instant, or until it has this many times its present jobs; without an instant, ends the mute. Recorded in the
    /// audit. False, and no entry, if there is no such group, or it is muted so already.
    /// </summary>
    Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset? until, int growth, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Like <see cref="IJobStore.ReplayAsync"/>, with changes. The failed attempt keeps the replaced payload.</summary>
    Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> ids, StoredReplay change, AuditOrigin? by, CancellationToken cancellationToken);

    /// <summary>Moves failed jobs to the finished ones as cancelled, with everything about their failure; returns which.</summary>
    Task<IReadOnlyList<Guid>> DiscardAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>Moves discarded jobs back to the failed ones, with their old time of failure; returns which.</summary>
    Task<IReadOnlyList<Guid>> RestoreAsync(IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new job, due now, as a copy of a final one at the time it was scheduled, except for its keys, its expiry and its schedule.
    /// False if that job is not final. Safe to repeat with the same id.
    /// </summary>
    Task<bool> CopyAsync(Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, CancellationToken cancellationToken);

    /// <summary>A page of failed jobs with their payload, by ascending id.</summary>
    Task<IReadOnlyList<StoredJob>> ExportAsync(JobOperationFilter filter, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Adds up to this many counts of added and removed failed jobs to their groups; returns how many.</summary>
    Task<int> FoldAsync(int limit, CancellationToken cancellationToken);
}
