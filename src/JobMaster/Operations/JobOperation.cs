using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>A change to many jobs at once, stored on the master and carried out by any node with upkeep.</summary>
/// <example><code>
/// var operation = new JobOperation { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { WorkerLane = "mail" } };
/// JobOperationPreview preview = await cluster.Operations.PreviewAsync(operation);
/// Guid id = await cluster.Operations.StartAsync(operation, new OperatorContext("ann", "Sent twice"));
/// </code></example>
public sealed record JobOperation
{
    /// <summary>The action on each job.</summary>
    public required JobOperationKind Kind { get; init; }

    /// <summary>
    /// The changed values; for <see cref="JobOperationKind.Change"/> only. <see cref="JobChange.Data"/> needs a filter with
    /// <see cref="JobOperationFilter.JobDefinitionId"/>.
    /// </summary>
    public JobChange? Change { get; init; }

    /// <summary>
    /// The changes to the replayed jobs; for <see cref="JobOperationKind.Replay"/> only. <see cref="JobReplay.Data"/> needs
    /// <see cref="JobReplay.JobDefinitionId"/>, or a filter with <see cref="JobOperationFilter.JobDefinitionId"/>.
    /// </summary>
    public JobReplay? Replay { get; init; }

    /// <summary>
    /// A replay runs this many trial jobs first. After they have ended it continues with the others, or stops if one of them failed again
    /// or was cancelled. <value>The default is null: all at once.</value> From 1 to 1,000; 5 is a good start.
    /// </summary>
    public int? TryFirst { get; init; }

    /// <summary>The most jobs per second. <value>The default is null: no limit.</value></summary>
    public int? MaxPerSecond { get; init; }

    /// <summary>Selects the jobs. Give this or <see cref="JobIds"/>.</summary>
    public JobOperationFilter? Filter { get; init; }

    /// <summary>These jobs, at most 10,000.</summary>
    public IReadOnlyList<Guid>? JobIds { get; init; }

    /// <summary>Must be true if the filter has no condition, because the operation then covers every job. Default: false.</summary>
    public bool All { get; init; }

    /// <summary>The operation stops after it has changed this many jobs. <value>The default is null: it does not stop.</value></summary>
    public long? MaxJobs { get; init; }
}

/// <summary>The action of an operation on each job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOperationKind>))]
public enum JobOperationKind
{
    /// <summary>Cancels live jobs; running ones are asked to stop.</summary>
    Cancel = 1,

    /// <summary>Changes waiting jobs: priority, lane, time or expiry.</summary>
    Change = 2,

    /// <summary>Makes failed jobs run again.</summary>
    Replay = 3,

    /// <summary>Discards failed jobs: they are cancelled.</summary>
    Discard = 4,

    /// <summary>Makes discarded jobs failed again.</summary>
    Restore = 5,
}

/// <summary>Selects the jobs of an operation. All given conditions must hold.</summary>
public sealed record JobOperationFilter
{
    /// <summary>Only jobs of this definition.</summary>
    public string? JobDefinitionId { get; init; }

    /// <summary>Only jobs of this lane.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>Only jobs of this tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only jobs of this priority.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>Only jobs of this recurring schedule.</summary>
    public Guid? RecurringScheduleId { get; init; }

    /// <summary>Only failed or discarded jobs of this <see cref="JobDetails.Fingerprint"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Only the job of this idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Only jobs that this session of a worker runs, or ran last.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Only jobs stored at this instant or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only jobs stored before this instant.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Only jobs due at this instant or later.</summary>
    public DateTimeOffset? DueFrom { get; init; }

    /// <summary>Only jobs due before this instant.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Only failed jobs that failed, or discarded ones that were discarded, at this instant or later.</summary>
    public DateTimeOffset? FinalizedFrom { get; init; }

    /// <summary>Only failed jobs that failed, or discarded ones that were discarded, before this instant.</summary>
    public DateTimeOffset? FinalizedBefore { get; init; }

    /// <summary>
    /// Only jobs in this state: Scheduled, Ready or Running. A replay or discard is for failed jobs anyway, and a restore for discarded
    /// ones, which are cancelled: they take Failed and Cancelled, which changes nothing, and no other state.
    /// </summary>
    public JobState? State { get; init; }
}
