namespace JobMaster.Storage;

/// <summary>Makes a cluster ready before the app's first call, which may come before the host starts.</summary>
internal sealed class FirstUse
{
    private readonly Lock _lock = new();
    private Func<Task> _prepare = static () => Task.CompletedTask;
    private Task? _attempt;
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    /// <summary>Sets the call that makes the cluster ready. If it fails, the next call tries it again.</summary>
    public void PreparedBy(Func<Task> prepare) => _prepare = prepare;

    /// <summary>Records that the cluster is ready: from now on a call costs nothing.</summary>
    public void Done() => _isReady = true;

    /// <exception cref="JobMasterException">The cluster cannot be used; the exception is the one that a start would throw.</exception>
    public ValueTask ReadyAsync(CancellationToken cancellationToken) =>
        _isReady ? ValueTask.CompletedTask : new ValueTask(Attempt().WaitAsync(cancellationToken));

    /// <summary>Callers share one attempt: while a store is down, they must not each wait for a timeout in turn.</summary>
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
