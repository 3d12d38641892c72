using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>Counts live jobs and reads the use of limits for the gauges, while a listener reads them.</summary>
internal sealed class GaugeSampler
{
    private const int CountLimit = 100_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;

    public GaugeSampler(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Count jobs", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var (depth, limits) = (_node.Telemetry.Depth.Sample, _node.Telemetry.Limits.Sample);
        if (depth.TakeWanted())
        {
            depth.Set(await _node.Store.Reads.CountLiveAsync(CountLimit, cancellationToken).ConfigureAwait(false));
        }

        if (limits.TakeWanted())
        {
            IReadOnlyList<WaitingUse> busiest = _node.Limits.AreNone
                ? []
                : await _node.Store.Limits.ListKeysAsync(limit: null, after: null, LimitLevels.MostKeys, cancellationToken)
                    .ConfigureAwait(false);
            limits.Set([.. busiest.Select(key => (key, _node.Limits.MaxConcurrent(key.Use.Key)))]);
        }

        return Between;
    }
}
