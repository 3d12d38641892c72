using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>A span in steps, few enough for a chart and for few rows.</summary>
/// <param name="From">The beginning, a whole step.</param>
/// <param name="Before">The end, a whole step.</param>
/// <param name="Step">How long a step is.</param>
/// <param name="Resolution">The resolution of the sums that it reads.</param>
internal sealed record StatisticSpan(DateTimeOffset From, DateTimeOffset Before, TimeSpan Step, StatisticResolution Resolution)
{
    public const int MostRows = 2000;

    private static readonly (StatisticResolution Resolution, int[] Units)[] Steps =
    [
        (StatisticResolution.Minute, [1, 2, 5, 10, 15, 30]),
        (StatisticResolution.Hour, [1, 2, 3, 6, 12]),
        (StatisticResolution.Day, [1, 7, 28, 100, 400, MostRows]),
    ];

    public int Points => (int)Math.Round((Before - From) / Step);

    /// <summary>
    /// Chooses the shortest step that needs at most the allowed points and rows, and whose sums are kept for the whole span. A span of days
    /// begins with any day, a shorter one with a whole step.
    /// </summary>
    /// <param name="from">The beginning.</param>
    /// <param name="before">The end, less than <see cref="MostRows"/> days later.</param>
    /// <param name="maxPoints">The most points.</param>
    /// <param name="kept">The time from which sums of a resolution are kept.</param>
    public static StatisticSpan Choose(
        DateTimeOffset from, DateTimeOffset before, int maxPoints, Func<StatisticResolution, DateTimeOffset> kept)
    {
        StatisticSpan? span = null;
        foreach (var (resolution, units) in Steps)
        {
            var length = StatisticFolding.LengthOf(resolution);
            foreach (var step in units.Select(unit => unit * length))
            {
                var first = Floor(from, resolution == StatisticResolution.Day ? length : step);
                span = new StatisticSpan(first, first + (Math.Ceiling((before - first) / step) * step), step, resolution);
                if (span.Points <= maxPoints && (before - first) / length <= MostRows
                    && (resolution == StatisticResolution.Day || first >= kept(resolution)))
                {
                    return span;
                }
            }
        }

        return span!;
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan step) =>
        new(at.UtcTicks - (at.UtcTicks % step.Ticks), TimeSpan.Zero);
}
