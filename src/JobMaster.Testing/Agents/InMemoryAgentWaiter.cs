using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>A receiver that waits. While it waits, it does not count as under way on the clock.</summary>
internal sealed class InMemoryAgentWaiter(HashSet<JobQueue> queues, TimeSpan atMost, TimeProvider time) : IDisposable
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _isOver;

    public HashSet<JobQueue> Queues => queues;

    public Task Woken => _woken.Task;

    /// <summary>Begins the wait.</summary>
    /// <param name="untilNext">The time until something can be delivered, if known.</param>
    public void Begin(TimeSpan? untilNext)
    {
        _timer = time.CreateTimer(
            static waiter => ((InMemoryAgentWaiter)waiter!).Wake(), this, untilNext < atMost ? untilNext.Value : atMost,
            Timeout.InfiniteTimeSpan);
        time.EndWork();
    }

    /// <summary>Ends the wait; from then on the receiver is under way again.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            time.BeginWork();
        }

        _woken.TrySetResult();
    }

    public void Dispose() => _timer?.Dispose();
}
