using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>What an idle node asks.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record BeatRequest
{
    /// <summary>The node's sessions.</summary>
    public required IReadOnlyList<Guid> SessionIds { get; init; }

    /// <summary>Whether to raise the heartbeats, or only to read.</summary>
    public required bool Raise { get; init; }

    /// <summary>How the node does, to be stored with the heartbeats it raises; null leaves what is stored.</summary>
    public NodeReport? Report { get; init; }

    /// <summary>The queues the node serves.</summary>
    public required IReadOnlyList<JobQueue> Queues { get; init; }

    /// <summary>
    /// The patterns of lanes it serves too. <see cref="Queues"/> has those of their queues that the node knows; parked definitions are
    /// looked for in all lanes of the patterns.
    /// </summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>How the node's build reads payloads; null for a node that reads none.</summary>
    public string? Reader { get; init; }

    /// <summary>Jobs of these definitions do not count as waiting, as the node's claims leave them out.</summary>
    public IReadOnlyList<string> ExcludedDefinitions { get; init; } = [];
}

/// <summary>What an idle node must know.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record BeatResult
{
    /// <summary>Every live session of the cluster with its heartbeat. A session of the node that is missing here is dead.</summary>
    public required IReadOnlyList<SessionBeat> Sessions { get; init; }

    /// <summary>
    /// For each queue that holds waiting jobs, how long until the first is due by the store's clock; zero or less means now. A job that
    /// must run alone counts until it is due, from when on <see cref="SoloQueues"/> names its queue.
    /// </summary>
    public required IReadOnlyList<QueueDue> Dues { get; init; }

    /// <summary>Attempts of the node's sessions that were asked to stop.</summary>
    public required IReadOnlyList<JobClaim> CancelRequests { get; init; }

    /// <summary>Definitions that have jobs in the lanes of the request's queues and patterns parked as unknown.</summary>
    public required IReadOnlyList<string> ParkedDefinitions { get; init; }

    /// <summary>
    /// Definitions that have jobs in the lanes of the request's queues and patterns parked as unreadable which the node's build has not
    /// tried to read.
    /// Empty when the request names no reader.
    /// </summary>
    public IReadOnlyList<string> UnreadDefinitions { get; init; } = [];

    /// <summary>Queues that hold a due job which must run alone of its kind.</summary>
    public required IReadOnlyList<JobQueue> SoloQueues { get; init; }

    /// <summary>Whether running jobs exist whose session is gone.</summary>
    public required bool HasOrphans { get; init; }

    /// <summary>
    /// How long until the first active schedule is due, zero or less when one is; null when none will be. One that waits for a live job of
    /// its own does not count.
    /// </summary>
    public TimeSpan? ScheduleDue { get; init; }

    /// <summary>The time of the store.</summary>
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
