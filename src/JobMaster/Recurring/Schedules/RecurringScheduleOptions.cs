namespace JobMaster;

/// <summary>All optional settings of a recurring schedule.</summary>
public sealed record RecurringScheduleOptions
{
    /// <summary>
    /// The schedule's name. A call with the key of an existing schedule changes it instead of adding one, so you can make the call at every
    /// start. It is refused if an active or paused schedule of another definition has the key. At most 200 characters. Default: none; each
    /// call adds a schedule.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>
    /// The first occurrence is after this instant. Intervals count from it. Default: the instant at which the schedule is stored.
    /// </summary>
    public DateTimeOffset? StartAfter { get; init; }

    /// <summary>The last occurrence is before this instant. Default: never ends.</summary>
    public DateTimeOffset? EndBefore { get; init; }

    /// <summary>The IANA zone of the expression, unless the expression names one. Default: the cluster's.</summary>
    public string? TimeZoneId { get; init; }

    /// <summary>What happens to missed occurrences, for example while no node ran. <value>The default is RunOnce.</value></summary>
    public MisfirePolicy Misfire { get; init; } = MisfirePolicy.RunOnce;

    /// <summary>How late an occurrence may be without counting as missed. <value>The default is 10 seconds.</value></summary>
    public TimeSpan MisfireGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most missed occurrences that <see cref="MisfirePolicy.RunAll"/> fires, 1 to 1,000. <value>The default is 100.</value>
    /// </summary>
    public int MisfireLimit { get; init; } = 100;

    /// <summary>What happens to an occurrence while a job of an earlier one has not ended. <value>The default is Allow.</value></summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Allow;

    /// <summary>
    /// The options of its jobs: priority, lane, timeout, retries, metadata, tenant and unique rule. Id, idempotency key, expiry and trace
    /// parent belong to a single job and are refused. Default: the settings of the handler and the cluster.
    /// </summary>
    public JobOptions? Job { get; init; }
}
