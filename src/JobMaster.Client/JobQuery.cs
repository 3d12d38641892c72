namespace JobMaster.Client;

/// <summary>Which jobs to find. All given conditions must hold.</summary>
public sealed record JobQuery
{
    /// <summary>One of <see cref="JobStates"/>.</summary>
    public string? State { get; init; }

    /// <summary>The definition; with <c>*</c> at its end, all that begin with the text before it.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>The lane.</summary>
    public string? WorkerLane { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The recurring schedule.</summary>
    public Guid? ScheduleId { get; init; }

    /// <summary>Created at this instant or later.</summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Created before this instant.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Ended at this instant or later.</summary>
    public DateTimeOffset? FinalizedFrom { get; init; }

    /// <summary>Ended before this instant.</summary>
    public DateTimeOffset? FinalizedBefore { get; init; }

    /// <summary>Whether the oldest come first. Default: false.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>How many jobs one call asks for, 1 to 1,000. <value>The default is 100.</value></summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The query of a call.</summary>
    internal string ToQuery(string? cursor)
    {
        (string Name, string? Value)[] all =
        [
            ("state", State), ("definitionId", DefinitionId), ("workerLane", WorkerLane), ("tenant", Tenant),
            ("idempotencyKey", IdempotencyKey), ("scheduleId", ScheduleId?.ToString()), ("createdFrom", Text(CreatedFrom)),
            ("createdBefore", Text(CreatedBefore)), ("finalizedFrom", Text(FinalizedFrom)), ("finalizedBefore", Text(FinalizedBefore)),
            ("order", OldestFirst ? "OldestFirst" : null), ("limit", FormattableString.Invariant($"{PageSize}")), ("cursor", cursor),
        ];
        var given = all.Where(one => one.Value is not null).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}");
        return $"?{string.Join('&', given)}";
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A page of jobs. It may be empty even if more pages follow.</summary>
public sealed record JobPage
{
    /// <summary>The jobs.</summary>
    public required IReadOnlyList<JobRow> Jobs { get; init; }

    /// <summary>Where the next page begins; null at the end.</summary>
    public string? Next { get; init; }
}
