namespace JobMaster.Storage;

/// <summary>Makes a cluster ready before the app's first call, which may come before the host starts.</summary>
internal sealed class FirstUse
{
    private readonly Lock _lock = new();
    private Func<Task> _prepare = static () => Task.CompletedTask;
    private Task? _attempt;
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    /// <summary>Sets what makes the cluster ready. It may fail and is then tried again by the next call.</summary>
    public void PreparedBy(Func<Task> prepare) => _prepare = prepare;

    /// <summary>The cluster is ready: from now on a call costs nothing.</summary>
    public void Done() => _isReady = true;

    /// <exception cref="JobMasterException">The cluster cannot be used; the exception is the one that a start would throw.</exception>
    public ValueTask ReadyAsync(CancellationToken cancellationToken) =>
        _isReady ? ValueTask.CompletedTask : new ValueTask(Attempt().WaitAsync(cancellationToken));

    /// <summary>Callers share one attempt: while a store is away they must not queue up for a timeout each.</summary>
    private Task Attempt()
    {
        lock (_lock)
        {
            if (_attempt is null or { IsCompleted: true })
            {
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _attempt = Task.Run(_prepare);
            }

            return _attempt;
        }
    }
}
