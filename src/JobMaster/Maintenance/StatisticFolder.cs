using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Adds nodes' counts to the statistics' minutes, hours and days, and removes those past their retention. Any number of nodes may run this;
/// only one works at a time. A failure of one step does not stop the other.
/// </summary>
internal sealed class StatisticFolder : INodeRole
{
    private const int BatchSize = 200;
    private const int MostNames = 1000;
    private const int PruneSize = 60;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WriterRetention = TimeSpan.FromDays(2);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly IdlePace _pace;
    private long? _prunedAt;

    public StatisticFolder(NodeServices node)
    {
        _node = node;
        _pace = new IdlePace(Between, Longest, node.Random);
        _loop = node.PatientLoop("Add up statistics", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>This node has written counts: they are not to wait until an idle node looks.</summary>
    public void Written()
    {
        if (_pace.IsVain)
        {
            _loop.Wake();
        }
    }

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Mode.Mode == ClusterMode.Archive)
        {
            return Between;
        }

        int folded = 0;
        int pruned = 0;
        try
        {
            folded = await _node.Store.Statistics.FoldAsync(
                new StatisticFold(BatchSize, MostNames, _node.Options.StatisticsMaxTenants), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            pruned = folded < BatchSize && IsPruneDue ? await PruneAsync(cancellationToken).ConfigureAwait(false) : 0;
        }

        return _pace.After(folded > 0 ? folded : pruned, BatchSize);
    }

    private bool IsPruneDue => _prunedAt is not { } last || _node.Time.GetElapsedTime(last) >= BetweenPrunes;

    private async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        int pruned = await _node.Store.Statistics.PruneAsync(
            new StatisticRetention(
                _node.Options.StatisticsMinuteRetention, _node.Options.StatisticsHourRetention, _node.Options.StatisticsDayRetention,
                WriterRetention, PruneSize),
            cancellationToken).ConfigureAwait(false);
        _prunedAt = pruned == 0 ? _node.Time.GetTimestamp() : null;
        return pruned;
    }
}
