using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Carries out operations on many jobs, one short transaction after the other. Any number of nodes may do this: each works on another
/// operation.
/// </summary>
internal sealed class OperationRunner : INodeRole
{
    private const int BatchSize = 1000;

    /// <summary>
    /// The version of the settings announces new operations, and a session that ends those that its node may have left. The waits find what
    /// was announced to nobody.
    /// </summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait after a call to work that found nothing: the operation may pause for a second between two steps.</summary>
    private static readonly TimeSpan AfterCall = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait for an operation that should be due and was not taken.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly IdlePace _pace;
    private readonly ReplayCheck _check;

    /// <summary>When operations that continue later may be worked on, for operations that this node has worked on.</summary>
    private readonly Dictionary<Guid, DateTimeOffset> _later = [];

    private volatile bool _isCalled;

    /// <summary>Whether no look has found nothing since the last call to work.</summary>
    private bool _looksAgain;

    public OperationRunner(NodeServices node)
    {
        _node = node;
        _pace = new IdlePace(Between, Longest, node.Random);
        _loop = node.Loop("Work off operations", RunOnceAsync);
        _check = new ReplayCheck(node.Definitions, node.Known, node.Jobs, node.PayloadStorage);
    }

    public void Wake()
    {
        _isCalled = true;
        _pace.Quicken();
        _loop.Wake();
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    internal async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        // A step of another operation, or a failure, does not answer the call.
        _looksAgain |= Interlocked.Exchange(ref _isCalled, false);
        if (_node.Mode.Mode == ClusterMode.Archive || await WorkAsync(cancellationToken).ConfigureAwait(false) is not { } work)
        {
            var between = _looksAgain ? AfterCall : _pace.After(found: 0, BatchSize);
            _looksAgain = false;
            return NextOfLater() is { } next && next < between ? next : between;
        }

        if (work.UnknownDefinition is { } unknown)
        {
            await _check.LearnAsync(unknown, _node.Callers.Definitions, cancellationToken).ConfigureAwait(false);
        }

        _pace.Quicken();
        _later.Remove(work.OperationId);
        if (work.NextIn is { } pause)
        {
            _later[work.OperationId] = _node.Time.GetUtcNow() + pause;
        }

        foreach (var jobId in work.StopRequested)
        {
            _node.Cancels.Publish(jobId);
        }

        if (work.Counts.Changed > 0)
        {
            _node.Polls.Request();
        }

        return BetweenBatches;
    }

    private async Task<OperationWork?> WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _node.Store.Operations.WorkAsync(BatchSize, _check, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The store has postponed the operation whose step failed, and does not say which it was.
            _later[Guid.Empty] = _node.Time.GetUtcNow() + AfterFailure;
            throw;
        }
    }

    /// <summary>How long until the next operation continues. One that was due and not taken is at another node, or has ended.</summary>
    private TimeSpan? NextOfLater()
    {
        var now = _node.Time.GetUtcNow();
        foreach (var (id, _) in _later.Where(one => one.Value < now - BetweenRounds).ToList())
        {
            _later.Remove(id);
        }

        return _later.Count == 0 ? null : TimeSpan.FromTicks(Math.Max(BetweenTries.Ticks, (_later.Values.Min() - now).Ticks));
    }
}
