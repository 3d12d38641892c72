namespace JobMaster;

/// <summary>One action of an operator. Entries never change.</summary>
public sealed record AuditEntry
{
    /// <summary>The entry's id; version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was done, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: <see cref="OperatorContext.Name"/>, or the host if no operator was named.</summary>
    public required string Who { get; init; }

    /// <summary>The host whose call did it, as <c>machine:process id</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The source of the change; null if the caller gave none.</summary>
    public string? Source { get; init; }

    /// <summary>The action, one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of its target, one of <see cref="AuditTargets"/>.</summary>
    public required string TargetKind { get; init; }

    /// <summary>The target: the id of a job or schedule as text, or a name.</summary>
    public required string TargetId { get; init; }

    /// <summary>The reason; null if the caller gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>The values before the change, as a JSON object; null if there were none. Never contains message data.</summary>
    public string? Before { get; init; }

    /// <summary>The values after the change, as a JSON object; null if there are none. Never contains message data.</summary>
    public string? After { get; init; }

    /// <summary>A key by which the caller finds the entry: <see cref="OperatorContext.CallKey"/>; null without one.</summary>
    public string? CallKey { get; init; }

    /// <summary>The bulk operation that the change belongs to; null for a single change.</summary>
    public Guid? OperationId { get; init; }
}
