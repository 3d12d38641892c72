using JobMaster.Diagnostics;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// An attempt's cancellation: the token its handler sees, and the cause it fired for. The handler's callbacks run on the pool, in a context
/// of their own, whoever fires: they may block, throw or call the scheduler, and neither the heartbeat nor a caller waits for them.
/// </summary>
/// <param name="job">The job that is attempted.</param>
/// <param name="time">Where time comes from.</param>
/// <param name="callbackFailed">Told of what a callback of the job's handler threw.</param>
internal sealed class AttemptStop(
    StoredJob job, TimeProvider time, Action<StoredJob, Exception> callbackFailed) : IThreadPoolWorkItem, IDisposable
{
    private const int CauseBits = 0xff, Firing = 0x100, Disposed = 0x200;

    private readonly CancellationTokenSource _source = new();
    private ITimer? _timer;

    /// <summary>The cause, and what happens to the source now.</summary>
    private int _state;

    public CancellationToken Token => _source.Token;

    /// <summary>Known from the moment it fires, before the token shows it.</summary>
    public StopCause Cause => (StopCause)(Volatile.Read(ref _state) & CauseBits);

    /// <summary>A job from elsewhere may bring a timeout that no timer reaches.</summary>
    public void After(TimeSpan timeout) => _timer = time.CreateTimer(
        static stop =>
            ((AttemptStop)stop!).Fire(StopCause.Timeout), this, timeout <= JobTimeouts.Longest
                ? timeout
                : JobTimeouts.Longest, Timeout.InfiniteTimeSpan);

    /// <summary>The first cause counts. Returns at once; the token follows.</summary>
    public void Fire(StopCause cause)
    {
        if (Interlocked.CompareExchange(ref _state, (int)cause | Firing, 0) != 0)
        {
            return;
        }

        time.BeginWork();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The attempt is over. A token whose callbacks still run, or are about to, keeps its source until they have.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        if ((Interlocked.Or(ref _state, Disposed) & Firing) == 0)
        {
            _source.Dispose();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException exception)
        {
            callbackFailed(job, exception.InnerExceptions.Count == 1 ? exception.InnerException! : exception);
        }
        finally
        {
            Fired();
            time.EndWork();
        }
    }

    private void Fired()
    {
        if ((Interlocked.And(ref _state, ~Firing) & Disposed) != 0)
        {
            _source.Dispose();
        }
    }
}
