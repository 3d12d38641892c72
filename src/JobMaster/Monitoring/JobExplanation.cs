using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>Says whether a job runs, and if not, why.</summary>
public sealed record JobExplanation
{
    /// <summary>The job.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Its state; null when the master does not know it because an agent holds it.</summary>
    public JobState? State { get; init; }

    /// <summary>
    /// Whether a live worker that can run the job takes it as soon as the worker has room. If true, the only possible reasons are busy
    /// workers, other jobs that go first, and an expiry that has passed.
    /// </summary>
    public required bool WouldBeTaken { get; init; }

    /// <summary>All reasons found; those that keep workers from taking the job are first. Empty if the job is about to start.</summary>
    public required IReadOnlyList<JobReason> Reasons { get; init; }
}

/// <summary>A reason why a job does not run.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">The reason in a sentence.</param>
public sealed record JobReason(JobReasonKind Kind, string Text)
{
    /// <summary>When the reason began, by the store's clock; null if unknown.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the reason ends by itself, by the store's clock; null if it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The other job that the reason is about, if any.</summary>
    public Guid? OtherJobId { get; init; }

    /// <summary>How many jobs go first; up to 1,000 are counted.</summary>
    public long? Jobs { get; init; }
}

/// <summary>The kinds of reasons why a job does not run. Later versions add more.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobReasonKind>))]
public enum JobReasonKind
{
    /// <summary>It is finished.</summary>
    Final = 1,

    /// <summary>A worker holds it: it runs, or waits for a slot or its time.</summary>
    Running = 2,

    /// <summary>An agent holds it, and no worker has admitted it yet.</summary>
    OnAgent = 3,

    /// <summary>It is due later.</summary>
    NotDue = 4,

    /// <summary>It is parked.</summary>
    Parked = 5,

    /// <summary>The cluster's mode lets no job start.</summary>
    ClusterPassive = 6,

    /// <summary>Its lane is paused.</summary>
    LanePaused = 7,

    /// <summary>Its definition is paused.</summary>
    DefinitionPaused = 8,

    /// <summary>No live worker serves its lane.</summary>
    LaneWithoutWorker = 9,

    /// <summary>Every live worker of its lane is cordoned or stopped.</summary>
    WorkersHeldBack = 10,

    /// <summary>Every live worker of its lane that takes jobs has found its payload unreadable.</summary>
    WorkersIncompatible = 11,

    /// <summary>Every worker that could take it is busy.</summary>
    WorkersBusy = 12,

    /// <summary>
    /// No live node that serves its lane knows its definition: a node parks the first such job that it takes and leaves out the others.
    /// </summary>
    DefinitionUnknown = 13,

    /// <summary>Other jobs of its lane go first.</summary>
    BehindOthers = 14,

    /// <summary>It was lost so often that a process runs only one such job at a time.</summary>
    RunsAlone = 15,

    /// <summary>Another job holds its unique key, so it cannot be replayed.</summary>
    KeyHeld = 16,

    /// <summary>It expires before it is due, or has expired: it is cancelled without another attempt.</summary>
    Expires = 17,

    /// <summary>A limit has no room for it.</summary>
    Limited = 18,
}
