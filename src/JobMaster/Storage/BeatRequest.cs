using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The question of an idle node.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record BeatRequest
{
    /// <summary>The node's sessions.</summary>
    public required IReadOnlyList<Guid> SessionIds { get; init; }

    /// <summary>Whether to raise the heartbeats, or only to read.</summary>
    public required bool Raise { get; init; }

    /// <summary>The node's condition, stored with the heartbeats it raises; null keeps the stored report.</summary>
    public NodeReport? Report { get; init; }

    /// <summary>The queues the node serves.</summary>
    public required IReadOnlyList<JobQueue> Queues { get; init; }

    /// <summary>
    /// The patterns of lanes that the node also serves. <see cref="Queues"/> contains those of their queues that the node knows; parked
    /// definitions are searched for in all lanes of the patterns.
    /// </summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>How the node's build reads payloads; null for a node that reads none.</summary>
    public string? Reader { get; init; }

    /// <summary>Jobs of these definitions do not count as waiting, because the node's claims exclude them.</summary>
    public IReadOnlyList<string> ExcludedDefinitions { get; init; } = [];
}

/// <summary>The facts that an idle node needs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record BeatResult
{
    /// <summary>Every live session of the cluster with its heartbeat. A session of the node that is missing here is dead.</summary>
    public required IReadOnlyList<SessionBeat> Sessions { get; init; }

    /// <summary>
    /// For each queue with waiting jobs, how long until the first is due by the store's clock; zero or less means now. A job that must run
    /// alone counts until it is due; then <see cref="SoloQueues"/> names its queue.
    /// </summary>
    public required IReadOnlyList<QueueDue> Dues { get; init; }

    /// <summary>Attempts of the node's sessions that were asked to stop.</summary>
    public required IReadOnlyList<JobClaim> CancelRequests { get; init; }

    /// <summary>Definitions with jobs parked as unknown in the lanes of the request's queues and patterns.</summary>
    public required IReadOnlyList<string> ParkedDefinitions { get; init; }

    /// <summary>
    /// Definitions with jobs parked as unreadable, in the lanes of the request's queues and patterns, that the node's build has not tried
    /// to read. Empty if the request names no reader.
    /// </summary>
    public IReadOnlyList<string> UnreadDefinitions { get; init; } = [];

    /// <summary>Queues that hold a due job that must run alone.</summary>
    public required IReadOnlyList<JobQueue> SoloQueues { get; init; }

    /// <summary>Whether there are running jobs whose session is gone.</summary>
    public required bool HasOrphans { get; init; }

    /// <summary>
    /// How long until the first active schedule is due, zero or less if one is; null if none will be. A schedule that waits for a live job
    /// of its own does not count.
    /// </summary>
    public TimeSpan? ScheduleDue { get; init; }

    /// <summary>The store's time.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Rises with every change of the cluster's settings and controls.</summary>
    public required long ControlVersion { get; init; }
}

/// <summary>A session and its heartbeat.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Beat">A counter, not a time: only whether it changes matters.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct SessionBeat(Guid SessionId, long Beat);

/// <summary>When a queue's first waiting job is due.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Until">How long until then.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct QueueDue(JobQueue Queue, TimeSpan Until);

/// <summary>One claim of one job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="ClaimNo">Its claim number.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct JobClaim(Guid JobId, int ClaimNo);
