using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Removes finished jobs and audit entries past their retention, and cancels waiting jobs past their expiry. Uses short transactions, with
/// time for other writers between them.
/// </summary>
internal sealed class Pruner
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly FittingBatch _jobs = new(BatchSize);

    public Pruner(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Prune", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Prunes one batch. A short delay means that more is likely to be left.</summary>
    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var expired = await _node.Store.Jobs.ExpireAsync(BatchSize, cancellationToken).ConfigureAwait(false);
        var occurrences = await _node.Store.Schedules.PruneAsync(
            _node.Options.DataRetentionTtl, BatchSize, cancellationToken).ConfigureAwait(false);
        if (occurrences > 0)
        {
            Log.OccurrencesPruned(_node.Logger, occurrences);
        }

        var audited = await _node.Store.Audit.PruneAsync(_node.Options.AuditRetentionTtl, BatchSize, cancellationToken)
            .ConfigureAwait(false);
        int operated = await _node.Store.Operations.PruneAsync(_node.Options.AuditRetentionTtl, BatchSize, cancellationToken)
            .ConfigureAwait(false);
        if (audited > 0)
        {
            Log.AuditPruned(_node.Logger, audited);
        }

        // Last: a step that fails keeps none of the others from being done.
        int asked = _jobs.Size;
        int pruned = await PruneJobsAsync(asked, cancellationToken).ConfigureAwait(false);
        return expired == BatchSize || pruned >= asked || occurrences >= BatchSize || audited == BatchSize || operated >= BatchSize
            ? BetweenBatches
            : Between * (0.75 + (_node.Random.NextDouble() / 2));
    }

    private async Task<int> PruneJobsAsync(int most, CancellationToken cancellationToken)
    {
        try
        {
            int pruned = await _node.Store.Retention.PruneAsync(
                new PruneRequest(_node.Options.DataRetentionTtl, _node.Options.FailedRetentionTtl, most),
                cancellationToken).ConfigureAwait(false);
            _jobs.Succeeded();
            if (pruned > 0)
            {
                Log.Pruned(_node.Logger, pruned);
            }

            return pruned;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            _jobs.Failed();
            throw;
        }
    }
}
