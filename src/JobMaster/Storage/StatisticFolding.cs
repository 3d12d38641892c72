using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Adds stored statistics to sums. Stores read the sums of its starts, have the counts added, and store the result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class StatisticFolding
{
    private static readonly StatisticResolution[] Resolutions =
        [StatisticResolution.Day, StatisticResolution.Hour, StatisticResolution.Minute];

    /// <summary>
    /// The largest age of counts. A node whose clock stood still may report any age; its counts are charted no further back.
    /// </summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(2);

    private readonly List<(DateTimeOffset At, NewStatistic Statistic)> filed = [];

    /// <summary>Adds a batch.</summary>
    /// <param name="filedAt">When the store stored it.</param>
    /// <param name="statistics">The counts.</param>
    public void Take(DateTimeOffset filedAt, IEnumerable<NewStatistic> statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        foreach (var statistic in statistics)
        {
            var age = statistic.Age < TimeSpan.Zero ? TimeSpan.Zero : statistic.Age > Oldest ? Oldest : statistic.Age;
            filed.Add((filedAt - age, statistic));
        }
    }

    /// <summary>The spans whose sums change, days first.</summary>
    public IReadOnlyList<StatisticStart> Starts =>
        [.. Resolutions.SelectMany(unit => filed.Select(one => StartOf(unit, one.At)).Distinct().OrderBy(start => start.At))];

    /// <summary>The beginning of the span that contains an instant.</summary>
    /// <param name="resolution">How long the span is.</param>
    /// <param name="at">The instant.</param>
    public static StatisticStart StartOf(StatisticResolution resolution, DateTimeOffset at)
    {
        var length = LengthOf(resolution).Ticks;
        return new StatisticStart(resolution, new DateTimeOffset(at.UtcTicks - (at.UtcTicks % length), TimeSpan.Zero));
    }

    /// <summary>How long the spans are.</summary>
    /// <param name="resolution">The resolution.</param>
    public static TimeSpan LengthOf(StatisticResolution resolution) => resolution switch
    {
        StatisticResolution.Minute => TimeSpan.FromMinutes(1),
        StatisticResolution.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>All changed sums, in a fixed order.</summary>
    /// <param name="stored">All sums of the <see cref="Starts"/>.</param>
    /// <param name="request">How many names are counted separately.</param>
    public IReadOnlyList<StoredStatistic> Add(IEnumerable<StoredStatistic> stored, StatisticFold request)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(request);
        var sums = stored.ToDictionary(sum => (sum.Start, sum.Scope, sum.Name), sum => sum.Counts);
        var names = sums.Keys.Where(key => key.Start.Resolution == StatisticResolution.Day)
            .GroupBy(key => (key.Start.At, key.Scope))
            .ToDictionary(day => day.Key, day => day.Select(key => key.Name).ToHashSet(StringComparer.Ordinal));
        var changed = new SortedSet<(StatisticStart Start, StatisticScope Scope, string Name)>(
            Comparer<(StatisticStart Start, StatisticScope Scope, string Name)>.Create(Compare));
        foreach (var (at, statistic) in filed)
        {
            var name = Kept(statistic, at, names, request);
            foreach (var unit in Resolutions)
            {
                var key = (StartOf(unit, at), statistic.Scope, name);
                sums[key] = sums.TryGetValue(key, out var sum) ? Sum(sum, statistic.Counts) : statistic.Counts;
                changed.Add(key);
            }
        }

        return [.. changed.Select(key => new StoredStatistic(key.Start, key.Scope, key.Name, sums[key]))];
    }

    private static string Kept(
        NewStatistic statistic, DateTimeOffset at, Dictionary<(DateTimeOffset At, StatisticScope Scope), HashSet<string>> names,
        StatisticFold request)
    {
        var day = (StartOf(StatisticResolution.Day, at).At, statistic.Scope);
        if (!names.TryGetValue(day, out var known))
        {
            names[day] = known = new HashSet<string>(StringComparer.Ordinal);
        }

        var most = statistic.Scope == StatisticScope.Tenant ? request.MostTenants : request.MostNames;
        if (statistic.Name.Length == 0 || known.Contains(statistic.Name))
        {
            return statistic.Name;
        }

        return known.Count - (known.Contains("") ? 1 : 0) < most && known.Add(statistic.Name) ? statistic.Name : "";
    }

    internal static long[] Sum(IReadOnlyList<long> one, IReadOnlyList<long> other)
    {
        var sum = new long[Math.Max(one.Count, other.Count)];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] = (i < one.Count ? one[i] : 0) + (i < other.Count ? other[i] : 0);
        }

        return sum;
    }

    private static int Compare(
        (StatisticStart Start, StatisticScope Scope, string Name) one, (StatisticStart Start, StatisticScope Scope, string Name) other)
    {
        var order = one.Start.Resolution.CompareTo(other.Start.Resolution);
        order = order != 0 ? order : one.Start.At.CompareTo(other.Start.At);
        order = order != 0 ? order : one.Scope.CompareTo(other.Scope);
        return order != 0 ? order : string.CompareOrdinal(one.Name, other.Name);
    }
}
