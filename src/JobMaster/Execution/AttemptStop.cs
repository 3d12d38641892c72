using JobMaster.Diagnostics;
using JobMaster.Scheduling;

namespace JobMaster.Execution;

/// <summary>
/// An attempt's cancellation: the token its handler sees, and the cause it fired for. The handler's callbacks run on the pool, in a context of their own,
/// whoever fires: they may block, throw or call the scheduler, and neither the heartbeat nor a caller waits for them.
/// </summary>
/// <param name="time">Where time comes from.</param>
/// <param name="callbackFailed">Told of what a callback of the handler threw.</param>
internal sealed class AttemptStop(TimeProvider time, Action<Exception> callbackFailed) : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _source = new();
    private ITimer? _timer;
    private StopCause _cause;
    private bool _isFiring;
    private bool _isDisposed;

    public CancellationToken Token => _source.Token;

    /// <summary>Known from the moment it fires, before the token shows it.</summary>
    public StopCause Cause
    {
        get
        {
            lock (_lock)
            {
                return _cause;
            }
        }
    }

    /// <summary>A job from elsewhere may bring a timeout that no timer reaches.</summary>
    public void After(TimeSpan timeout) => _timer = time.CreateTimer(
        static stop => ((AttemptStop)stop!).Fire(StopCause.Timeout), this, timeout <= JobTimeouts.Longest ? timeout : JobTimeouts.Longest, Timeout.InfiniteTimeSpan);

    /// <summary>The first cause counts. Returns at once; the token follows.</summary>
    public void Fire(StopCause cause)
    {
        lock (_lock)
        {
            if (_cause != StopCause.None || _isDisposed)
            {
                return;
            }

            (_cause, _isFiring) = (cause, true);
        }

        (time as IPatientClock)?.Begin();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The attempt is over. A token whose callbacks still run, or are about to, keeps its source until they have.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            if (_isFiring)
            {
                return;
            }
        }

        _source.Dispose();
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            callbackFailed(exception.InnerExceptions.Count == 1 ? exception.InnerException! : exception);
        }
        finally
        {
            Fired();
            (time as IPatientClock)?.End();
        }
    }

    private void Fired()
    {
        lock (_lock)
        {
            _isFiring = false;
            if (!_isDisposed)
            {
                return;
            }
        }

        _source.Dispose();
    }
}
