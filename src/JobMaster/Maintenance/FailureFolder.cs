using JobMaster.Execution;

namespace JobMaster.Maintenance;

/// <summary>
/// Adds the counts that those who fail jobs left to the groups of failed jobs. Readers add what is not folded yet, so it may be late.
/// </summary>
internal sealed class FailureFolder
{
    private const int BatchSize = 5000;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;

    public FailureFolder(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Count failures", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken) =>
        await _node.Store.Failures.FoldAsync(BatchSize, cancellationToken).ConfigureAwait(false) == BatchSize
            ? BetweenBatches
            : Between * (0.75 + (_node.Random.NextDouble() / 2));
}
