namespace JobMaster.Conformance.Faults;

internal sealed class FaultyStatisticStore(IStatisticStore inner, StoreFaults faults) : IStatisticStore
{
    /// <summary>How many rows the last reading got.</summary>
    public int RowsRead { get; private set; }

    public Task RegisterAsync(Guid writerId, CancellationToken cancellationToken) => faults.RunAsync(
        nameof(RegisterAsync),
        async () =>
        {
            await inner.RegisterAsync(writerId, cancellationToken);
            return true;
        });

    public Task<StatisticAnswer> AddAsync(
        Guid writerId, long sequence, IReadOnlyList<NewStatistic> statistics, CancellationToken cancellationToken) =>
        faults.RunAsync("AddStatisticsAsync", () => inner.AddAsync(writerId, sequence, statistics, cancellationToken));

    public Task<int> FoldAsync(StatisticFold request, CancellationToken cancellationToken) =>
        faults.RunAsync("FoldStatisticsAsync", () => inner.FoldAsync(request, cancellationToken));

    public Task<IReadOnlyList<StoredStatistic>> ReadAsync(StatisticRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(
            "ReadStatisticsAsync",
            async () =>
            {
                var rows = await inner.ReadAsync(request, cancellationToken);
                RowsRead = rows.Count;
                return rows;
            });

    public Task<int> PruneAsync(StatisticRetention request, CancellationToken cancellationToken) =>
        faults.RunAsync("PruneStatisticsAsync", () => inner.PruneAsync(request, cancellationToken));
}
