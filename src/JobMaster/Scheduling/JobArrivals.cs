using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>
/// Tells the workers of this process, and through the store those of others, that jobs wait, or soon will. A hint: what is missed here is
/// found by polling.
/// </summary>
/// <param name="loses">Whether a signal is lost, as a test may want.</param>
/// <param name="wakeUps">Tells other processes; null when the store cannot.</param>
internal sealed class JobArrivals(Func<JobQueue, bool>? loses = null, IWakeUps? wakeUps = null)
{
    private Action<JobQueue, TimeSpan> _listeners = static (_, _) => { };
    private Action<JobQueue> _expecting = static _ => { };

    /// <param name="listener">Is told of jobs that wait.</param>
    /// <param name="expecting">Is told of queues that may soon hold jobs.</param>
    public void Subscribe(Action<JobQueue, TimeSpan> listener, Action<JobQueue> expecting)
    {
        _listeners += listener;
        _expecting += expecting;
    }

    /// <summary>A transaction that may commit has written a job for the queue: the polls for its commit are to include it.</summary>
    public void Expect(JobQueue queue) => _expecting(queue);

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
