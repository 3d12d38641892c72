namespace JobMaster.NatsJetStream;

/// <summary>Wakes every waiting receive when a pull has ended, so that each checks its own queues.</summary>
internal sealed class Arrivals
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Completes with the next pulse. Read it before checking, or a pulse in between is missed.</summary>
    public Task Next => _next.Task;

    public void Pulse() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
