namespace JobMaster;

/// <summary>One thing an operator did. Entries are never changed.</summary>
public sealed record AuditEntry
{
    /// <summary>The entry's id; version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was done, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: <see cref="OperatorContext.Name"/>, or the host when nobody was named.</summary>
    public required string Who { get; init; }

    /// <summary>The host whose call did it, as <c>machine:process id</c>.</summary>
    public required string Host { get; init; }

    /// <summary>What the change came through; null when the caller did not say.</summary>
    public string? Source { get; init; }

    /// <summary>What was done, one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What kind of thing it was done to, one of <see cref="AuditTargets"/>.</summary>
    public required string TargetKind { get; init; }

    /// <summary>Which one: the id of a job or schedule as text, or a name.</summary>
    public required string TargetId { get; init; }

    /// <summary>Why; null when the caller did not say.</summary>
    public string? Reason { get; init; }

    /// <summary>What was changed, as it was before, as a JSON object; null when there was nothing. Never holds message data.</summary>
    public string? Before { get; init; }

    /// <summary>What was changed, as it is now, as a JSON object; null when there is nothing. Never holds message data.</summary>
    public string? After { get; init; }

    /// <summary>What the caller finds the entry again by: <see cref="OperatorContext.CallKey"/>; null without one.</summary>
    public string? CallKey { get; init; }

    /// <summary>The bulk operation it was a part of; null for a single change.</summary>
    public Guid? OperationId { get; init; }
}
