namespace JobMaster.AspNetCore.Contracts;

/// <summary>A series: one point for each step.</summary>
/// <param name="From">When the first point begins.</param>
/// <param name="Before">When the last point ends.</param>
/// <param name="StepSeconds">How long a point is.</param>
/// <param name="BoundsSeconds">The upper bounds of the buckets of times; the last bucket has none.</param>
/// <param name="Points">The points.</param>
internal sealed record StatisticSeriesView(
    DateTimeOffset From, DateTimeOffset Before, double StepSeconds, IReadOnlyList<double> BoundsSeconds,
    IReadOnlyList<StatisticCountsView> Points)
{
    /// <summary>Why there is nothing; absent if something is counted.</summary>
    public string? Note { get; init; }
}

/// <summary>The sums of each lane, definition or tenant.</summary>
internal sealed record StatisticGroupList(IReadOnlyList<StatisticCountsView> Groups)
{
    /// <summary>Why there are none; absent if something is counted.</summary>
    public string? Note { get; init; }
}

/// <summary>The counts.</summary>
internal sealed record StatisticCountsView
{
    /// <summary>When the point begins.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The lane, definition or tenant.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it is the sum of all that are not counted separately.</summary>
    public bool? IsOther { get; init; }

    public required long Accepted { get; init; }

    public required long Started { get; init; }

    public required long Succeeded { get; init; }

    public required long Failed { get; init; }

    public required long Cancelled { get; init; }

    public required long Retried { get; init; }

    public required long Snoozed { get; init; }

    public required long Returned { get; init; }

    public required long Lost { get; init; }

    /// <summary>From due to started.</summary>
    public required StatisticTimesView Wait { get; init; }

    /// <summary>How long handlers ran.</summary>
    public required StatisticTimesView Run { get; init; }

    public static StatisticCountsView Of(StatisticCounts counts) => new()
    {
        Accepted = counts.Accepted, Started = counts.Started, Succeeded = counts.Succeeded, Failed = counts.Failed,
        Cancelled = counts.Cancelled, Retried = counts.Retried, Snoozed = counts.Snoozed, Returned = counts.Returned, Lost = counts.Lost,
        Wait = StatisticTimesView.Of(counts.Wait), Run = StatisticTimesView.Of(counts.Run),
    };
}

/// <summary>Times; the percentiles are estimates.</summary>
internal sealed record StatisticTimesView
{
    public required long Count { get; init; }

    public required double TotalSeconds { get; init; }

    public double? P50Seconds { get; init; }

    public double? P95Seconds { get; init; }

    public double? P99Seconds { get; init; }

    /// <summary>How many times are in each bucket; absent if there are none.</summary>
    public IReadOnlyList<long>? Buckets { get; init; }

    public static StatisticTimesView Of(StatisticTimes times) => new()
    {
        Count = times.Count, TotalSeconds = times.Total.TotalSeconds, P50Seconds = times.Percentile(0.5)?.TotalSeconds,
        P95Seconds = times.Percentile(0.95)?.TotalSeconds, P99Seconds = times.Percentile(0.99)?.TotalSeconds,
        Buckets = times.Count == 0 ? null : times.Buckets,
    };
}
