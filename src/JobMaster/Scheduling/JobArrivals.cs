using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>
/// Tells the workers of this process, and through the store those of other processes, that jobs wait or soon will. This is only a hint:
/// polling finds what it misses.
/// </summary>
/// <param name="loses">Whether a signal is lost; for tests.</param>
/// <param name="wakeUps">Notifies other processes; null if the store cannot.</param>
internal sealed class JobArrivals(Func<JobQueue, bool>? loses = null, IWakeUps? wakeUps = null)
{
    private Action<JobQueue, TimeSpan> _listeners = static (_, _) => { };
    private Action<JobQueue> _uncommitted = static _ => { };

    /// <param name="listener">Is called when jobs wait.</param>
    /// <param name="uncommitted">Is called with queues that may soon hold jobs.</param>
    public void Subscribe(Action<JobQueue, TimeSpan> listener, Action<JobQueue> uncommitted)
    {
        _listeners += listener;
        _uncommitted += uncommitted;
    }

    /// <summary>A transaction that may commit has written a job for the queue. The polls for its commit include the queue.</summary>
    public void NoteUncommitted(JobQueue queue) => _uncommitted(queue);

    /// <param name="queue">Where the job waits.</param>
    /// <param name="delay">How long until it is due; zero or less means now.</param>
    public void Publish(JobQueue queue, TimeSpan delay)
    {
        if (loses?.Invoke(queue) == true)
        {
            return;
        }

        _listeners(queue, delay);
        if (delay <= TimeSpan.Zero)
        {
            wakeUps?.Publish(queue);
        }
    }

    /// <summary>Another process says that a job due now waits in the queue.</summary>
    public void Received(JobQueue queue) => _listeners(queue, TimeSpan.Zero);
}
