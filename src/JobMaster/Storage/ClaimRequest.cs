using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A worker's request for jobs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ClaimRequest
{
    /// <summary>
    /// A process runs at most one job at a time that was lost this often or more. If the process dies again, that job is the likely cause.
    /// </summary>
    public const int SoloAfterLosses = 2;

    /// <summary>The session that will hold the jobs.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The queues, in the order of the claim. Within a queue, jobs come by due time, then insertion.</summary>
    public required IReadOnlyList<QueueShare> Queues { get; init; }

    /// <summary>How many jobs can start at once. Filled first, with jobs lost fewer than <see cref="SoloAfterLosses"/> times.</summary>
    public required int FreeSlots { get; init; }

    /// <summary>How many more jobs to take after the free slots are filled. Only jobs that were never lost.</summary>
    public int Prefetch { get; init; }

    /// <summary>Jobs that become due within this time may also be taken.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>
    /// Whether one job lost <see cref="SoloAfterLosses"/> times or more may be among those for the free slots; it is then taken first.
    /// </summary>
    public bool TakeSolo { get; init; }

    /// <summary>Definitions that this node has parked itself and must not claim again.</summary>
    public IReadOnlyList<string> ExcludedDefinitions { get; init; } = [];

    /// <summary>
    /// How this node's build reads payloads: jobs whose payload it found unreadable are left to others. Null excludes none.
    /// </summary>
    public string? Reader { get; init; }
}

/// <summary>A lane at one priority.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Priority">The priority.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct JobQueue(string Lane, JobMasterPriority Priority);

/// <summary>The share of a claim that one queue may fill.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Limit">The most jobs of this claim from this queue, free slots and prefetch together.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct QueueShare(JobQueue Queue, int Limit);
