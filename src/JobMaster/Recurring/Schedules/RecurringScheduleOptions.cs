namespace JobMaster;

/// <summary>Everything optional about a recurring schedule, beside what its jobs are like.</summary>
public sealed record RecurringScheduleOptions
{
    /// <summary>
    /// The schedule's name. A call with a key that is taken changes that schedule instead of adding one, so it can be made at every start.
    /// At most 200 characters. Default: none, each call adds a schedule.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The first occurrence comes after this instant. Intervals count from it. Default: when the schedule is stored.</summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence comes before this instant. Default: never ends.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>The IANA zone the expression is worked out in, unless it names one itself. Default: the cluster's.</summary>
    public string? TimeZoneId { get; init; }

    /// <summary>What becomes of occurrences that were missed, as while no node ran. <value>The default is RunOnce.</value></summary>
    public MisfirePolicy Misfire { get; init; } = MisfirePolicy.RunOnce;

    /// <summary>How late an occurrence may be without counting as missed. <value>The default is 10 seconds.</value></summary>
    public TimeSpan MisfireGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most missed occurrences that <see cref="MisfirePolicy.RunAll"/> makes up for, 1 to 1,000. <value>The default is 100.</value>
    /// </summary>
    public int MisfireLimit { get; init; } = 100;

    /// <summary>What becomes of an occurrence while a job of an earlier one has not ended. <value>The default is Allow.</value></summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Allow;

    /// <summary>
    /// What its jobs are like: priority, lane, timeout, retries, metadata, tenant and unique rule. Id, idempotency key, expiry and trace
    /// parent belong to a single job and are refused. Default: the handler's and the cluster's settings.
    /// </summary>
    public JobOptions? Job { get; init; }
}
