namespace JobMaster.AspNetCore.Contracts;

/// <summary>A bulk operation on jobs as the API shows it.</summary>
internal sealed record OperationView
{
    public required Guid Id { get; init; }

    public required JobOperationKind Kind { get; init; }

    public required JobOperationState State { get; init; }

    public required string Who { get; init; }

    public string? Reason { get; init; }

    public OperationFilterBody? Filter { get; init; }

    /// <summary>Why it was stopped; absent if it was not.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required long Matched { get; init; }

    public required bool IsCapped { get; init; }

    public required long Changed { get; init; }

    public required long Unchanged { get; init; }

    public required long Running { get; init; }

    public required long OnAgent { get; init; }

    public required long Gone { get; init; }

    public required long KeyHeld { get; init; }

    public required long Unreadable { get; init; }

    public required long Waiting { get; init; }

    public required double JobsPerSecond { get; init; }

    public static OperationView Of(JobOperationDetails operation) => new()
    {
        Id = operation.Id, Kind = operation.Kind, State = operation.State, Who = operation.Who, Reason = operation.Reason,
        Note = operation.Note,
        Filter = operation.Filter is { } filter ? OperationFilterBody.Of(filter) : null,
        CreatedAt = operation.CreatedAt, EndedAt = operation.EndedAt, Matched = operation.Matched, IsCapped = operation.IsCapped,
        Changed = operation.Changed, Unchanged = operation.Unchanged, Running = operation.Running, OnAgent = operation.OnAgent,
        Gone = operation.Gone, KeyHeld = operation.KeyHeld, Unreadable = operation.Unreadable, Waiting = operation.Waiting,
        JobsPerSecond = Math.Round(operation.Rate, 1),
    };
}
