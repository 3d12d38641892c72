using JobMaster.Execution;

namespace JobMaster.Maintenance;

/// <summary>Counts live jobs for the depth gauge while a listener reads it.</summary>
internal sealed class DepthSampler
{
    private const int CountLimit = 100_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;

    public DepthSampler(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Count jobs", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Telemetry.Depth.TakeWanted())
        {
            _node.Telemetry.Depth.Set(await _node.Store.Reads.CountAsync(CountLimit, cancellationToken).ConfigureAwait(false));
        }

        return Between;
    }
}
