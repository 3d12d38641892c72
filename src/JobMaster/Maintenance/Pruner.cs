using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Removes finished jobs, occurrences, operations and audit entries past their retention, and limit keys that are no longer used, and
/// cancels waiting jobs past their expiry. Uses short transactions, with time for other writers between them. Each of these steps has its
/// own loop: a step that fails is named in the log, waits longer and takes fewer rows, and does not stop the others.
/// </summary>
internal sealed class Pruner : INodeRole
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(60);

    /// <summary>For rows that do no harm while they stay, or that are few.</summary>
    private static readonly TimeSpan BetweenOfRecords = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly NodeServices _node;
    private readonly PollingLoop[] _loops;

    private string _prunedKeysTo = "";

    public Pruner(NodeServices node)
    {
        _node = node;
        _loops = [
            node.Loop("Cancel expired jobs", Step(Between, node.Store.Jobs.ExpireAsync)),
            node.PatientLoop("Prune occurrences", Step(BetweenOfRecords, PruneOccurrencesAsync)),
            node.PatientLoop("Prune the audit", Step(BetweenOfRecords, PruneAuditAsync)),
            node.PatientLoop(
                "Prune operations",
                Step(
                    BetweenOfRecords,
                    (most, token) => node.Store.Operations.PruneAsync(node.Options.AuditRetentionTtl, most, token))),
            node.PatientLoop("Prune jobs", Step(Between, PruneJobsAsync)),
            node.PatientLoop("Prune keys of limits", Step(BetweenOfRecords, PruneKeysAsync)),
        ];
    }

    public Task Start(CancellationToken cancellationToken) =>
        Task.WhenAll(Array.ConvertAll(_loops, loop => loop.Start(cancellationToken)));

    /// <param name="between">About how long it rests after it has found all rows.</param>
    /// <param name="step">Takes at most the given number of rows, and returns how many it found.</param>
    private Func<CancellationToken, Task<TimeSpan>> Step(TimeSpan between, Func<int, CancellationToken, Task<int>> step)
    {
        var batch = new FittingBatch(BatchSize);
        return async cancellationToken =>
        {
            int asked = batch.Size;
            int found = await batch.RunAsync(step, cancellationToken).ConfigureAwait(false);
            return found >= asked ? BetweenBatches : between * (0.75 + (_node.Random.NextDouble() / 2));
        };
    }

    private async Task<int> PruneOccurrencesAsync(int most, CancellationToken cancellationToken)
    {
        int occurrences = await _node.Store.Schedules.PruneAsync(_node.Options.DataRetentionTtl, most, cancellationToken)
            .ConfigureAwait(false);
        if (occurrences > 0)
        {
            Log.OccurrencesPruned(_node.Logger, occurrences);
        }

        return occurrences;
    }

    private async Task<int> PruneAuditAsync(int most, CancellationToken cancellationToken)
    {
        int audited = await _node.Store.Audit.PruneAsync(_node.Options.AuditRetentionTtl, most, cancellationToken).ConfigureAwait(false);
        if (audited > 0)
        {
            Log.AuditPruned(_node.Logger, audited);
        }

        return audited;
    }

    private async Task<int> PruneKeysAsync(int most, CancellationToken cancellationToken)
    {
        var pruned = await _node.Store.Gates.PruneKeysAsync(_prunedKeysTo, most, cancellationToken).ConfigureAwait(false);
        _prunedKeysTo = pruned.After ?? "";
        return pruned.After is null ? 0 : most;
    }

    private async Task<int> PruneJobsAsync(int most, CancellationToken cancellationToken)
    {
        int pruned = await _node.Store.Retention.PruneAsync(
            new PruneRequest(_node.Options.DataRetentionTtl, _node.Options.FailedRetentionTtl, most), cancellationToken)
            .ConfigureAwait(false);
        if (pruned > 0)
        {
            Log.Pruned(_node.Logger, pruned);
        }

        return pruned;
    }
}
