using System.Text.Json.Serialization;

namespace JobMaster;

/// <summary>A change to many jobs at once, stored on the master and worked off by any node.</summary>
/// <example><code>
/// var operation = new JobOperation { Kind = JobOperationKind.Cancel, Filter = new JobOperationFilter { WorkerLane = "mail" } };
/// JobOperationPreview preview = await cluster.Operations.PreviewAsync(operation);
/// Guid id = await cluster.Operations.StartAsync(operation, new OperatorContext("ann", "Sent twice"));
/// </code></example>
public sealed record JobOperation
{
    /// <summary>What is done to each job.</summary>
    public required JobOperationKind Kind { get; init; }

    /// <summary>What is changed; for <see cref="JobOperationKind.Change"/> only, and without <see cref="JobChange.Data"/>.</summary>
    public JobChange? Change { get; init; }

    /// <summary>Which jobs. Give this or <see cref="JobIds"/>.</summary>
    public JobOperationFilter? Filter { get; init; }

    /// <summary>These jobs, at most 10,000.</summary>
    public IReadOnlyList<Guid>? JobIds { get; init; }

    /// <summary>Must be true when the filter has no condition: then every job is meant. Default: false.</summary>
    public bool All { get; init; }

    /// <summary>The operation stops once so many jobs are changed. <value>The default is null: it does not stop.</value></summary>
    public long? MaxJobs { get; init; }
}

/// <summary>What an operation does to each job.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOperationKind>))]
public enum JobOperationKind
{
    /// <summary>Cancels live jobs; running ones are asked to stop.</summary>
    Cancel = 1,

    /// <summary>Changes waiting jobs: priority, lane, time or expiry.</summary>
    Change = 2,

    /// <summary>Makes failed jobs run again.</summary>
    Replay = 3,
}

/// <summary>Which jobs an operation is for. Conditions that are given must all hold.</summary>
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

    /// <summary>Only jobs in this state: Scheduled, Ready or Running. A replay is for failed jobs and takes none.</summary>
    public JobState? State { get; init; }
}
