using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>Counts live jobs and reads the use of limits for the gauges, while a listener reads them.</summary>
internal sealed class GaugeSampler : INodeRole
{
    private const int CountLimit = 100_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private long? _sampledAt;

    public GaugeSampler(NodeServices node)
    {
        _node = node;
        _loop = node.PatientLoop("Count jobs", RunOnceAsync);
        node.Telemetry.Depth.Sample.BecameWanted = _loop.Wake;
        node.Telemetry.Limits.Sample.BecameWanted = _loop.Wake;
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_sampledAt is { } last && _node.Time.GetElapsedTime(last) is var age && age < Between)
        {
            return Between - age;
        }

        var (depth, limits) = (_node.Telemetry.Depth.Sample, _node.Telemetry.Limits.Sample);
        var (depthWanted, limitsWanted) = (depth.TakeWanted(), limits.TakeWanted());
        if (!depthWanted && !limitsWanted)
        {
            return Timeout.InfiniteTimeSpan;
        }

        _sampledAt = _node.Time.GetTimestamp();
        try
        {
            if (depthWanted)
            {
                depth.Set(await _node.Store.Reads.CountLiveAsync(CountLimit, cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            // A count that fails does not stop the sample of the limits.
            if (limitsWanted)
            {
                await SampleLimitsAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return Between;
    }

    private async Task SampleLimitsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<WaitingUse> busiest = _node.Limits.AreNone
            ? []
            : await _node.Store.Limits.ListKeysAsync(limit: null, after: null, LimitLevels.MostKeys, cancellationToken)
                .ConfigureAwait(false);
        _node.Telemetry.Limits.Sample.Set([.. busiest.Select(key => (key, _node.Limits.MaxConcurrent(key.Use.Key)))]);
    }
}
