using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Maintenance;

/// <summary>Counts live jobs for the depth gauge while somebody reads it.</summary>
internal sealed class DepthSampler
{
    private const int CountLimit = 100_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    private readonly IJobReadStore _reads;
    private readonly QueueDepth _depth;
    private readonly PollingLoop _loop;

    public DepthSampler(IJobReadStore reads, QueueDepth depth, TimeProvider time, Random random, ILogger logger)
    {
        (_reads, _depth) = (reads, depth);
        _loop = new PollingLoop("Count jobs", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_depth.TakeWanted())
        {
            _depth.Set(await _reads.CountAsync(CountLimit, cancellationToken).ConfigureAwait(false));
        }

        return Between;
    }
}
