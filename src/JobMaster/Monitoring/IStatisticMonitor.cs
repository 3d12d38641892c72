namespace JobMaster;

/// <summary>
/// Reads the cluster's activity over time: counts per minute, hour and day. For charts, not for accounts: a killed process loses its last
/// seconds. Nothing is counted twice. Counts are readable after about 20 seconds.
/// </summary>
public interface IStatisticMonitor
{
    /// <summary>
    /// Returns a series of points over a span. The span decides the step between them, so that there are no more points than requested.
    /// Times without a count are points of zeros. Reads at most 2,000 rows.
    /// </summary>
    /// <param name="filter">The span and the subject; null for the last day of the whole cluster.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The filter contradicts itself.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    /// <example><code>
    /// var week = await monitor.Statistics.GetSeriesAsync(new StatisticFilter { From = DateTimeOffset.UtcNow.AddDays(-7), Lane = "mail" });
    /// foreach (var point in week.Points) Console.WriteLine($"{point.At:g} {point.Counts.Succeeded} {point.Counts.Wait.Percentile(0.95)}");
    /// </code></example>
    Task<StatisticSeries> GetSeriesAsync(StatisticFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sums a span for each lane, definition or tenant; the one with the most started attempts is first. Reads whole minutes up to an hour,
    /// whole hours up to two days, else whole days.
    /// </summary>
    /// <param name="scope">The scope to sum by.</param>
    /// <param name="from">The beginning of the span.</param>
    /// <param name="before">Its end; null for now.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The span is empty or longer than 1,999 days.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<StatisticGroup>> GetGroupsAsync(
        StatisticScope scope, DateTimeOffset from, DateTimeOffset? before = null, CancellationToken cancellationToken = default);
}

/// <summary>The subject of a statistic.</summary>
public enum StatisticScope
{
    /// <summary>The whole cluster.</summary>
    Cluster = 0,

    /// <summary>A lane.</summary>
    Lane = 1,

    /// <summary>A definition.</summary>
    Definition = 2,

    /// <summary>A tenant; kept if <see cref="JobMasterClusterOptions.StatisticsMaxTenants"/> is more than zero.</summary>
    Tenant = 3,
}

/// <summary>Selects a series. Give at most one of lane, definition and tenant: their counts are kept separately.</summary>
public sealed record StatisticFilter
{
    /// <summary>The beginning, rounded down to a step. Default: a day before the end.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end, rounded up to a step. Default: now.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only this lane. Default: all.</summary>
    public string? Lane { get; init; }

    /// <summary>Only this definition. Default: all.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>Only this tenant. Default: all.</summary>
    public string? Tenant { get; init; }

    /// <summary>The most points, 1 to 2,000. <value>The default is 300.</value></summary>
    public int MaxPoints { get; init; } = 300;
}

/// <summary>A series.</summary>
/// <param name="From">The beginning of the first point.</param>
/// <param name="Before">The end of the last point.</param>
/// <param name="Step">How long each point is.</param>
/// <param name="Points">The points, one for each step.</param>
public sealed record StatisticSeries(
    DateTimeOffset From, DateTimeOffset Before, TimeSpan Step, IReadOnlyList<StatisticPoint> Points);

/// <summary>A point of a series.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Counts">The counts of its time.</param>
public sealed record StatisticPoint(DateTimeOffset At, StatisticCounts Counts);

/// <summary>The sums of one lane, definition or tenant.</summary>
/// <param name="Name">Its name; null for the sum of all that are not counted separately.</param>
/// <param name="Counts">The sums.</param>
public sealed record StatisticGroup(string? Name, StatisticCounts Counts);
