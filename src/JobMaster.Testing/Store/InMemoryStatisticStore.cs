using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The counts of nodes.</summary>
internal sealed class InMemoryStatisticStore(InMemoryAccess access) : IStatisticStore
{
    public Task RegisterAsync(Guid writerId, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => state.StatisticWriters.TryAdd(writerId, (0, now)), cancellationToken);

    public Task<StatisticAnswer> AddAsync(
        Guid writerId, long sequence, IReadOnlyList<NewStatistic> statistics, CancellationToken cancellationToken) =>
        access.RunAsync(
        (state, now) =>
        {
            if (!state.StatisticWriters.TryGetValue(writerId, out var writer))
            {
                return StatisticAnswer.UnknownWriter;
            }

            if (writer.Sequence >= sequence)
            {
                return StatisticAnswer.AddedBefore;
            }

            state.StatisticWriters[writerId] = (sequence, now);
            state.StatisticBatches.Add(
                (now, [.. statistics.Select(one => one with { Name = StoredText.Clean(one.Name), Counts = [.. one.Counts] })]));
            return StatisticAnswer.Added;
        },
        cancellationToken);

    public Task<int> FoldAsync(StatisticFold request, CancellationToken cancellationToken) => access.RunAsync(
        (state, _) =>
        {
            var batches = state.StatisticBatches.Take(request.Limit).ToList();
            var folding = new StatisticFolding();
            batches.ForEach(batch => folding.Take(batch.FiledAt, batch.Statistics));
            var starts = folding.Starts.ToHashSet();
            foreach (var sum in folding.Add([.. state.Statistics.Values.Where(sum => starts.Contains(sum.Start))], request))
            {
                state.Statistics[(sum.Start, sum.Scope, sum.Name)] = sum;
            }

            state.StatisticBatches.RemoveRange(0, batches.Count);
            return batches.Count;
        },
        cancellationToken);

    public Task<IReadOnlyList<StoredStatistic>> ReadAsync(StatisticRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredStatistic>>(
        (state, _) =>
        [
            .. state.Statistics.Values.Where(sum =>
                    sum.Scope == request.Scope && (request.Name is null || sum.Name == StoredText.Clean(request.Name))
                    && sum.Start.Resolution == request.Resolution && sum.Start.At >= request.From && sum.Start.At < request.Before)
                .OrderBy(sum => sum.Start.At).ThenBy(sum => sum.Name, StringComparer.Ordinal).Take(request.Limit),
        ],
        cancellationToken);

    public Task<int> PruneAsync(StatisticRetention request, CancellationToken cancellationToken) => access.RunAsync(
        (state, now) =>
        {
            var pruned = 0;
            foreach (var (resolution, retention) in new[]
            {
                (StatisticResolution.Minute, request.Minutes), (StatisticResolution.Hour, request.Hours),
                (StatisticResolution.Day, request.Days),
            })
            {
                var old = state.Statistics.Keys
                    .Where(key => key.Start.Resolution == resolution && key.Start.At < StoreTime.Earlier(now, retention))
                    .GroupBy(key => key.Start.At).OrderBy(start => start.Key).Take(request.Limit).SelectMany(start => start).ToList();
                pruned += old.Count(key => state.Statistics.Remove(key));
            }

            var gone = state.StatisticWriters.Where(one => one.Value.SeenAt < StoreTime.Earlier(now, request.Writers))
                .Select(one => one.Key).ToList();
            return pruned + gone.Count(id => state.StatisticWriters.Remove(id));
        },
        cancellationToken);
}
