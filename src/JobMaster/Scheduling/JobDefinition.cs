using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>A kind of job: its stable name, its handler and the values of the handler's attributes.</summary>
internal sealed record JobDefinition
{
    public required string Id { get; init; }

    public required Type HandlerType { get; init; }

    /// <summary>The typed payload, or null for a handler of message data.</summary>
    public required Type? PayloadType { get; init; }

    /// <summary>Calls the handler's method.</summary>
    public required HandlerCall Call { get; init; }

    /// <summary>Creates the handler within an attempt's scope.</summary>
    public required Creation CreateHandler { get; init; }

    public bool HasExplicitId { get; init; }

    /// <summary>The other ids whose jobs its handler runs.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The payload's versions.</summary>
    public PayloadVersions Versions { get; init; } = PayloadVersions.First;

    public JobMasterPriority? Priority { get; init; }

    public string? Lane { get; init; }

    public TimeSpan? Timeout { get; init; }

    public int? MaxRetries { get; init; }

    public JobUnique? Unique { get; init; }

    /// <summary>The limits that its jobs are under by the handler's attributes.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    public JobRetryPolicy RetryPolicy { get; init; } = JobRetryPolicy.Default;

    public IReadOnlyList<Type> NonRetryable { get; init; } = [];

    /// <summary>The page that says what to do when its jobs fail.</summary>
    public string? Runbook { get; init; }

    public JobMetadata Metadata { get; init; } = JobMetadata.Empty;

    public JobQueue Queue => new(Lane ?? JobMasterWorkerOptions.DefaultLane, Priority ?? JobMasterPriority.Medium);
}
