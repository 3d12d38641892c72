using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Adds nodes' counts to the statistics' minutes, hours and days, and removes those past their retention. Any number of nodes may run this;
/// only one works at a time. The two steps have separate loops: a failure of one does not stop the other.
/// </summary>
internal sealed class StatisticFolder
{
    private const int BatchSize = 200;
    private const int MostNames = 1000;
    private const int PruneSize = 60;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WriterRetention = TimeSpan.FromDays(2);

    private readonly NodeServices _node;
    private readonly PollingLoop _folding;
    private readonly PollingLoop _pruning;
    private readonly FoldPace _pace;

    public StatisticFolder(NodeServices node)
    {
        _node = node;
        _pace = new FoldPace(Between, node.Random);
        _folding = node.Loop("Add up statistics", FoldAsync);
        _pruning = node.Loop("Prune statistics", PruneAsync);
    }

    public Task Start(CancellationToken cancellationToken) =>
        Task.WhenAll(_folding.Start(cancellationToken), _pruning.Start(cancellationToken));

    private async Task<TimeSpan> FoldAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode == ClusterMode.Archive)
        {
            return Between;
        }

        int folded = await _node.Store.Statistics.FoldAsync(
            new StatisticFold(BatchSize, MostNames, _node.Options.StatisticsMaxTenants), cancellationToken).ConfigureAwait(false);
        return _pace.After(folded, BatchSize);
    }

    private async Task<TimeSpan> PruneAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode == ClusterMode.Archive)
        {
            return Between;
        }

        int pruned = await _node.Store.Statistics.PruneAsync(
            new StatisticRetention(
                _node.Options.StatisticsMinuteRetention, _node.Options.StatisticsHourRetention, _node.Options.StatisticsDayRetention,
                WriterRetention, PruneSize),
            cancellationToken).ConfigureAwait(false);
        return pruned > 0 ? BetweenBatches : BetweenPrunes * (0.75 + (_node.Random.NextDouble() / 2));
    }
}
