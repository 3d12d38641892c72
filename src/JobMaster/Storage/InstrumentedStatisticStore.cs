namespace JobMaster.Storage;

internal sealed class InstrumentedStatisticStore(IStatisticStore inner, StoreCall call) : IStatisticStore
{
    public Task RegisterAsync(Guid writerId, CancellationToken cancellationToken) => call.RunAsync(
        "jobmaster.store.statistic_register",
        async _ =>
        {
            await inner.RegisterAsync(writerId, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Not repeated here: the writer keeps the batch and sends it again.</summary>
    public Task<StatisticAnswer> AddAsync(
        Guid writerId, long sequence, IReadOnlyList<NewStatistic> statistics, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.statistic_add", () => inner.AddAsync(writerId, sequence, statistics, cancellationToken));

    /// <summary>Never repeated here: the node that folds tries again.</summary>
    public Task<int> FoldAsync(StatisticFold request, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.statistic_fold", () => inner.FoldAsync(request, cancellationToken));

    public Task<IReadOnlyList<StoredStatistic>> ReadAsync(StatisticRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.statistics", _ => inner.ReadAsync(request, cancellationToken), cancellationToken);

    public Task<int> PruneAsync(StatisticRetention request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.statistic_prune", _ => inner.PruneAsync(request, cancellationToken), cancellationToken);
}
