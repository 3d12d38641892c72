using JobMaster.Scheduling;

namespace JobMaster.Execution;

/// <summary>An attempt's cancellation: the token its handler sees, and the cause it fired for.</summary>
internal sealed class AttemptStop : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private ITimer? _timer;
    private int _cause;

    public CancellationToken Token => _source.Token;

    public StopCause Cause => (StopCause)Volatile.Read(ref _cause);

    /// <summary>A job from elsewhere may bring a timeout that no timer reaches.</summary>
    public void After(TimeSpan timeout, TimeProvider time) => _timer = time.CreateTimer(
        static stop => ((AttemptStop)stop!).Fire(StopCause.Timeout), this, timeout <= JobTimeouts.Longest ? timeout : JobTimeouts.Longest, Timeout.InfiniteTimeSpan);

    public void Fire(StopCause cause)
    {
        if (Interlocked.CompareExchange(ref _cause, (int)cause, (int)StopCause.None) != (int)StopCause.None)
        {
            return;
        }

        try
        {
            _source.Cancel();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or AggregateException)
        {
            // The attempt has just ended, or a callback the handler registered threw; neither is the caller's business.
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }
}
