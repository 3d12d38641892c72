namespace JobMaster.AspNetCore.Contracts;

/// <summary>What a limit allows instead of the configured values. Absent members stay as they are.</summary>
internal sealed record LimitOverrideBody
{
    /// <summary>The tenant, lane, definition or key it is for; absent for the whole limit.</summary>
    public string? Key { get; init; }

    /// <summary>How many jobs run at once.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many jobs start in `perSeconds`. Given together with it.</summary>
    public int? Starts { get; init; }

    /// <summary>The time of `starts`.</summary>
    public double? PerSeconds { get; init; }

    /// <summary>How many may start at once after a pause. Default: the starts of two seconds at the rate, plus one.</summary>
    public int? Burst { get; init; }

    /// <summary>When the override ends by itself; absent: it ends only when lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The override to lift.</summary>
internal sealed record LimitLiftBody
{
    /// <summary>The key whose override is lifted; absent for that of the whole limit.</summary>
    public string? Key { get; init; }

    public string? Reason { get; init; }
}
