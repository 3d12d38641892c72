using JobMaster.Execution;

namespace JobMaster.Maintenance;

/// <summary>
/// Adds the counts of failed jobs to their groups. Readers add counts that are not folded yet, so this may be late.
/// </summary>
internal sealed class FailureFolder : INodeRole
{
    private const int BatchSize = 5000;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly IdlePace _pace;

    public FailureFolder(NodeServices node)
    {
        _node = node;
        _pace = new IdlePace(Between, Longest, node.Random);
        _loop = node.PatientLoop("Count failures", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken) =>
        _pace.After(await _node.Store.Failures.FoldAsync(BatchSize, cancellationToken).ConfigureAwait(false), BatchSize);
}
