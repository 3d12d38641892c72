using JobMaster.Diagnostics;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// An attempt's cancellation: the token its handler sees, and the cause for which it fired. The handler's callbacks run on the pool in
/// their own context. They may block, throw or call the scheduler; neither the heartbeat nor a caller waits for them.
/// </summary>
/// <param name="job">The job of the attempt.</param>
/// <param name="time">The source of time.</param>
/// <param name="callbackFailed">Receives the exceptions of the handler's callbacks.</param>
internal sealed class AttemptStop(
    StoredJob job, TimeProvider time, Action<StoredJob, Exception> callbackFailed) : IThreadPoolWorkItem, IDisposable
{
    private const int CauseBits = 0xff, Firing = 0x100, Disposed = 0x200;

    private readonly CancellationTokenSource _source = new();
    private ITimer? _timer;

    /// <summary>The cause in the low bits, and what happens to the source.</summary>
    private int _state;

    public CancellationToken Token => _source.Token;

    /// <summary>Set from the moment it fires, before the token shows it.</summary>
    public StopCause Cause => (StopCause)(Volatile.Read(ref _state) & CauseBits);

    /// <summary>A job from elsewhere may have a timeout that no timer reaches.</summary>
    public void After(TimeSpan timeout) => _timer = time.CreateTimer(
        static stop =>
            ((AttemptStop)stop!).Fire(StopCause.Timeout), this, timeout <= JobTimeouts.Longest
                ? timeout
                : JobTimeouts.Longest, Timeout.InfiniteTimeSpan);

    /// <summary>The first cause counts. Returns immediately; the token fires soon after.</summary>
    public void Fire(StopCause cause)
    {
        if (Interlocked.CompareExchange(ref _state, (int)cause | Firing, 0) != 0)
        {
            return;
        }

        time.BeginWork();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends the attempt. A token whose callbacks still run, or are about to run, keeps its source until they have ended.</summary>
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
