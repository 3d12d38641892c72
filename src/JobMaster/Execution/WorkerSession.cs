namespace JobMaster.Execution;

/// <summary>
/// One session of a worker. The session may start jobs only while its last heartbeat is known to be younger than the timeout. After that,
/// others may already have its jobs.
/// </summary>
internal sealed class WorkerSession(Guid id, TimeSpan timeout, TimeProvider time)
{
    private readonly Lock _lock = new();
    private volatile bool _isLost;
    private long _lastBeat = time.GetTimestamp();
    private TaskCompletionSource _beaten = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Id { get; } = id;

    public bool IsLost => _isLost;

    public bool MayStart => !IsLost && time.GetElapsedTime(Interlocked.Read(ref _lastBeat)) < timeout;

    /// <param name="sentAt">
    /// When the heartbeat was sent, not when it was answered: the store may have recorded it long before it answered.
    /// </param>
    public void Beaten(long sentAt)
    {
        Interlocked.Exchange(ref _lastBeat, sentAt);
        Pulse();
    }

    public void Lose()
    {
        _isLost = true;
        Pulse();
    }

    /// <summary>Waits until jobs may start, or can never start again.</summary>
    /// <returns>Whether jobs may start.</returns>
    public async Task<bool> WaitUntilMayStartAsync(CancellationToken cancellationToken)
    {
        while (!IsLost)
        {
            Task beaten;
            lock (_lock)
            {
                beaten = _beaten.Task;
            }

            if (MayStart)
            {
                return true;
            }

            await beaten.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private void Pulse()
    {
        TaskCompletionSource beaten;
        lock (_lock)
        {
            beaten = _beaten;
            _beaten = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        beaten.TrySetResult();
    }
}
