using System.Text.Json;

namespace JobMaster.Client;

/// <summary>A job in a list.</summary>
public record JobRow
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The definition it runs.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>One of <see cref="JobStates"/>; a later server may have more.</summary>
    public required string State { get; init; }

    /// <summary>Its lane.</summary>
    public required string WorkerLane { get; init; }

    /// <summary>Its priority.</summary>
    public required string Priority { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is or was due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When its last attempt started.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>When it ended; null while it is live.</summary>
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>How long its last attempt took.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>How many attempts failed.</summary>
    public required int Failures { get; init; }

    /// <summary>How many attempts were lost with their worker.</summary>
    public required int Losses { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>The cause of its failure: jobs that failed for the same have the same. Null unless it failed.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Why no worker takes it; null unless it is parked.</summary>
    public string? ParkedReason { get; init; }

    /// <summary>Its progress, 0 to 1, if its handler reports it.</summary>
    public double? Progress { get; init; }

    /// <summary>Its tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The recurring schedule it came from.</summary>
    public Guid? ScheduleId { get; init; }
}

/// <summary>A job with all its details.</summary>
public sealed record Job : JobRow
{
    /// <summary>When it was due at first.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>How many seconds an attempt may take.</summary>
    public required double TimeoutSeconds { get; init; }

    /// <summary>How often it is tried again.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>No attempt starts after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The error of its last attempt.</summary>
    public string? Error { get; init; }

    /// <summary>Its result.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>The progress text that its handler reports.</summary>
    public string? ProgressText { get; init; }

    /// <summary>Its metadata.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Its payload, with redacted values as <c>***</c> unless the key may reveal them.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Whether it waits on an agent.</summary>
    public bool IsOnAgent { get; init; }
}

/// <summary>The states of a job.</summary>
public static class JobStates
{
    /// <summary>It is due later.</summary>
    public const string Scheduled = nameof(Scheduled);

    /// <summary>It can start now.</summary>
    public const string Ready = nameof(Ready);

    /// <summary>A worker runs it.</summary>
    public const string Running = nameof(Running);

    /// <summary>It succeeded.</summary>
    public const string Succeeded = nameof(Succeeded);

    /// <summary>It failed, and no retry is left.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>It was cancelled, discarded, or has expired.</summary>
    public const string Cancelled = nameof(Cancelled);

    /// <summary>It is due, and waits for room under a limit.</summary>
    public const string Throttled = nameof(Throttled);
}
