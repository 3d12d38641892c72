using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Adds what nodes filed to the statistics' minutes, hours and days, and removes those past their retention. Any number of nodes may do so:
/// one at a time does.
/// </summary>
internal sealed class StatisticFolder
{
    private const int BatchSize = 200;
    private const int MostNames = 1000;
    private const int PruneSize = 60;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WriterRetention = TimeSpan.FromDays(2);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly FoldPace _pace;
    private long? _prunedAt;

    public StatisticFolder(NodeServices node)
    {
        _node = node;
        _pace = new FoldPace(Between, node.Random);
        _loop = node.Loop("Add up statistics", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode == ClusterMode.Archive)
        {
            return Between;
        }

        var folded = await _node.Store.Statistics.FoldAsync(
            new StatisticFold(BatchSize, MostNames, _node.Options.StatisticsMaxTenants), cancellationToken).ConfigureAwait(false);
        var pruned = 0;
        if (folded < BatchSize && (_prunedAt is not { } last || _node.Time.GetElapsedTime(last) >= BetweenPrunes))
        {
            pruned = await _node.Store.Statistics.PruneAsync(
                new StatisticRetention(
                    _node.Options.StatisticsMinuteRetention, _node.Options.StatisticsHourRetention, _node.Options.StatisticsDayRetention,
                    WriterRetention, PruneSize),
                cancellationToken).ConfigureAwait(false);
            _prunedAt = pruned == 0 ? _node.Time.GetTimestamp() : null;
        }

        return _pace.After(folded > 0 ? folded : pruned, BatchSize);
    }
}
