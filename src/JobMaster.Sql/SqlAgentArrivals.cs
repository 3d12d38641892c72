using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Wakes receivers that wait for messages in certain queues.</summary>
internal sealed class SqlAgentArrivals(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<Waiter> waiters = [];

    /// <summary>Registers a waiter. Call it before looking for messages.</summary>
    public Waiter Await(IEnumerable<JobQueue> queues)
    {
        var waiter = new Waiter(this, time, [.. queues]);
        lock (gate)
        {
            waiters.Add(waiter);
        }

        return waiter;
    }

    /// <summary>Messages have arrived in the queue, or possibly in any if it is null.</summary>
    public void Signal(JobQueue? queue)
    {
        lock (gate)
        {
            foreach (var waiter in waiters)
            {
                if (queue is not { } known || waiter.Queues.Contains(known))
                {
                    waiter.Wake();
                }
            }
        }
    }

    internal sealed class Waiter(SqlAgentArrivals arrivals, TimeProvider time, HashSet<JobQueue> queues) : IDisposable
    {
        private readonly TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HashSet<JobQueue> Queues => queues;

        public void Wake() => woken.TrySetResult();

        /// <summary>Returns when woken or after the time.</summary>
        public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
        {
            await woken.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void Dispose()
        {
            lock (arrivals.gate)
            {
                arrivals.waiters.Remove(this);
            }
        }
    }
}
