using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads statistics at the resolution that fits the span.</summary>
internal sealed class StatisticMonitor(IMasterStore store, JobMasterClusterOptions options, TimeProvider time) : IStatisticMonitor
{
    private const int MostGroupRows = 100_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(StatisticSpan.MostRows - 1);

    public async Task<StatisticSeries> GetSeriesAsync(StatisticFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new StatisticFilter();
        if (filter.MaxPoints is < 1 or > StatisticSpan.MostRows)
        {
            throw new ArgumentException($"MaxPoints {filter.MaxPoints} must be from 1 to {StatisticSpan.MostRows}.", nameof(filter));
        }

        FilterCheck.ThrowIf(FilterCheck.Problem(filter), nameof(filter));
        var (scope, name) = ScopeOf(filter);
        var before = filter.Before ?? time.GetUtcNow();
        var from = filter.From ?? Earlier(before, TimeSpan.FromDays(1));
        Check(from, before);
        var span = StatisticSpan.Choose(from, before, filter.MaxPoints, KeptSince);
        var rows = await store.Statistics.ReadAsync(
            new StatisticRequest(scope, name, span.Resolution, span.From, span.Before, StatisticSpan.MostRows), cancellationToken)
            .ConfigureAwait(false);
        var sums = new long[]?[span.Points];
        foreach (var row in rows)
        {
            Add(ref sums[(int)((row.Start.At - span.From) / span.Step)], row.Counts);
        }

        return new StatisticSeries(
            span.From, span.Before, span.Step,
            [.. sums.Select((sum, point) => new StatisticPoint(span.From + (point * span.Step), new StatisticCounts(sum ?? [])))]);
    }

    public async Task<IReadOnlyList<StatisticGroup>> GetGroupsAsync(
        StatisticScope scope, DateTimeOffset from, DateTimeOffset? before = null, CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(scope))
        {
            throw new ArgumentException(
                $"Scope {scope} is not one of {string.Join(", ", Enum.GetNames<StatisticScope>())}.", nameof(scope));
        }

        var end = before ?? time.GetUtcNow();
        Check(from, end);
        var resolution = end - from <= TimeSpan.FromHours(1) && from >= KeptSince(StatisticResolution.Minute) ? StatisticResolution.Minute
            : end - from <= TimeSpan.FromDays(2) && from >= KeptSince(StatisticResolution.Hour) ? StatisticResolution.Hour
            : StatisticResolution.Day;
        var sums = new Dictionary<string, long[]>(StringComparer.Ordinal);
        for (DateTimeOffset? next = StatisticFolding.StartOf(resolution, from).At; next is { } first;)
        {
            var rows = await store.Statistics.ReadAsync(
                new StatisticRequest(scope, null, resolution, first, end, MostGroupRows), cancellationToken).ConfigureAwait(false);

            // A full page may end within its last time, which the next one then begins with.
            next = rows.Count == MostGroupRows && rows[^1].Start.At > first ? rows[^1].Start.At : null;
            foreach (var row in rows.TakeWhile(row => next is null || row.Start.At < next))
            {
                var sum = sums.GetValueOrDefault(row.Name);
                Add(ref sum, row.Counts);
                sums[row.Name] = sum;
            }
        }

        return
        [
            .. sums.Select(sum => new StatisticGroup(sum.Key.Length == 0 ? null : sum.Key, new StatisticCounts(sum.Value)))
                .OrderByDescending(group => group.Counts.Started).ThenBy(group => group.Name, StringComparer.Ordinal),
        ];
    }

    private static (StatisticScope Scope, string Name) ScopeOf(StatisticFilter filter)
    {
        (StatisticScope Scope, string Name)[] given =
        [
            .. new[]
            {
                (StatisticScope.Lane, filter.Lane), (StatisticScope.Definition, filter.DefinitionId),
                (StatisticScope.Tenant, filter.Tenant),
            }.Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!)),
        ];
        return given switch
        {
            [] => (StatisticScope.Cluster, ""),
            [{ Name.Length: > 0 } only] => only,
            [var only] => throw new ArgumentException($"{only.Scope} is empty. Name one, or leave it null.", nameof(filter)),
            _ => throw new ArgumentException(
                $"{string.Join(" and ", given.Select(one => $"{one.Scope} '{one.Name}'"))} are both given, but the counts of each are " +
                "kept apart. Give one of Lane, DefinitionId and Tenant.",
                nameof(filter)),
        };
    }

    private static void Check(DateTimeOffset from, DateTimeOffset before)
    {
        if (from >= before || before - from > Longest)
        {
            throw new ArgumentException(
                from >= before
                    ? $"From {from:O} must be before {before:O}, the end of the span."
                    : $"The span from {from:O} to {before:O} is longer than {Longest.Days:N0} days. Ask for a shorter one.",
                nameof(from));
        }
    }

    private static void Add([NotNull] ref long[]? sum, IReadOnlyList<long> counts)
    {
        sum ??= new long[StatisticSlots.Count];
        for (var slot = 0; slot < Math.Min(sum.Length, counts.Count); slot++)
        {
            sum[slot] += counts[slot];
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset time, TimeSpan span) =>
        span > time - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : time - span;

    private DateTimeOffset KeptSince(StatisticResolution resolution) => Earlier(
        time.GetUtcNow(),
        resolution switch
        {
            StatisticResolution.Minute => options.StatisticsMinuteRetention,
            StatisticResolution.Hour => options.StatisticsHourRetention,
            _ => options.StatisticsDayRetention,
        });
}
