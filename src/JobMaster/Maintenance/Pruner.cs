using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Maintenance;

/// <summary>Removes finished jobs past their retention and cancels waiting ones past their expiry, in short transactions with room for others between them.</summary>
internal sealed class Pruner
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly IMasterStore _store;
    private readonly JobMasterClusterOptions _options;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;

    public Pruner(IMasterStore store, JobMasterClusterOptions options, TimeProvider time, Random random, ILogger logger)
    {
        (_store, _options, _random, _logger) = (store, options, random, logger);
        _loop = new PollingLoop("Prune", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Prunes one batch; the delay says whether more is likely to be there.</summary>
    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var expired = await _store.Jobs.ExpireAsync(BatchSize, cancellationToken).ConfigureAwait(false);
        var pruned = await _store.Retention.PruneAsync(
            new PruneRequest(_options.DataRetentionTtl, _options.FailedRetentionTtl, BatchSize), cancellationToken).ConfigureAwait(false);
        if (pruned > 0)
        {
            Log.Pruned(_logger, pruned);
        }

        var occurrences = await _store.Schedules.PruneAsync(_options.DataRetentionTtl, BatchSize, cancellationToken).ConfigureAwait(false);
        if (occurrences > 0)
        {
            Log.OccurrencesPruned(_logger, occurrences);
        }

        return expired == BatchSize || pruned == BatchSize || occurrences >= BatchSize ? BetweenBatches : Between * (0.75 + (_random.NextDouble() / 2));
    }
}
