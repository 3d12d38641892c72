using JobMaster.Storage;

namespace JobMaster.NatsJetStream;

/// <summary>
/// Finds messages that the stream still has although their consumer counts them as acknowledged. A server stores the two separately and
/// slightly later, so after a crash it may remember only the acknowledgement. It never delivers such messages, and they look like a
/// permanent backlog. This class removes their consumer. The next consumer delivers them again, and admission drops those whose jobs the
/// master knows.
/// </summary>
internal sealed class AckedLeftovers(ReceiverServices services, Func<JobQueue, QueueReceiver?> receiverOf)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>A server removes a message a moment after its acknowledgement, so each check is repeated.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private object? _lookedOn;
    private long _lookedAt;
    private Task _looking = Task.CompletedTask;

    /// <summary>Starts a check on a new connection, or when a minute has passed.</summary>
    public void LookIfDue(CancellationToken stop)
    {
        lock (_lock)
        {
            if (_looking.IsCompleted && (_lookedOn != services.JetStream.Connection || services.Time.GetElapsedTime(_lookedAt) >= Interval))
            {
                (_lookedOn, _lookedAt) = (services.JetStream.Connection, services.Time.GetTimestamp());
                using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _looking = Task.Run(() => LookAsync(stop), CancellationToken.None);
            }
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            var suspects = await FindAsync(stop).ConfigureAwait(false);
            while (suspects.Count > 0)
            {
                await Task.Delay(SecondLook, services.Time, stop).ConfigureAwait(false);
                var now = await FindAsync(stop).ConfigureAwait(false);
                foreach (var (queue, (first, isIdle)) in now)
                {
                    // While a message is in progress, the removal would lose its acknowledgement.
                    if (isIdle && suspects.TryGetValue(queue, out var before) && before.First == first)
                    {
                        Log.AckedLeftovers(services.Logger, services.Names.Subject(queue));
                        await services.JetStream.DeleteConsumerAsync(services.Names.Stream, QueueNames.Consumer(queue), stop)
                            .ConfigureAwait(false);
                        receiverOf(queue)?.ForgetConsumer();
                    }
                }

                suspects = now;
            }
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            Log.NotLookedOver(services.Logger, exception);
        }
        catch (OperationCanceledException)
        {
            // The transport is closing.
        }
    }

    /// <summary>
    /// The queues received by this process whose first message is acknowledged: its sequence, and whether no message is in progress.
    /// </summary>
    private async Task<Dictionary<JobQueue, (long First, bool IsIdle)>> FindAsync(CancellationToken stop)
    {
        var found = new Dictionary<JobQueue, (long, bool)>();
        foreach (var consumer in await services.JetStream.ListConsumersAsync(services.Names.Stream, stop).ConfigureAwait(false))
        {
            string subject = consumer.Config.FilterSubject;
            if (consumer.AckFloor.StreamSeq > 0 && services.Names.Queue(subject) is { } queue && receiverOf(queue) is not null
                && await services.JetStream.FindFirstAsync(services.Names.Stream, subject, stop).ConfigureAwait(false) is { } first
                && first <= consumer.AckFloor.StreamSeq)
            {
                found.Add(queue, (first, consumer.NumAckPending == 0));
            }
        }

        return found;
    }
}
