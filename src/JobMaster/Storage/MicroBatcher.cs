namespace JobMaster.Storage;

/// <summary>
/// Collects items that arrive while a batch is being sent, and sends them together in the next one. There is no timer, so an idle caller
/// does not wait. Each caller's task ends with its own item.
/// </summary>
/// <param name="send">Sends a batch; results are in its order.</param>
/// <param name="bytes">The size of an item; a batch has at most <see cref="BatchBytes.Most"/>.</param>
/// <param name="maxBatch">The most items of a batch.</param>
/// <param name="maxInFlight">The most batches that are sent at the same time.</param>
internal sealed class MicroBatcher<TItem, TResult>(
    Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> send,
    Func<TItem, int> bytes,
    int maxBatch,
    int maxInFlight)
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _waiting = new();
    private int _pumps;

    /// <summary>
    /// Adds an item; the task ends when its batch was sent. Cancelling removes an item that was not sent yet, and only stops the wait for
    /// one that was.
    /// </summary>
    public async Task<TResult> AddAsync(TItem item, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Entry? entry = null;
        lock (_lock)
        {
            // Nobody waits and a place is free: the caller sends its item itself, which saves two changes of thread.
            if (_pumps < maxInFlight && _waiting.Count == 0)
            {
                _pumps++;
            }
            else
            {
                entry = new Entry(item);
                _waiting.Enqueue(entry);
            }
        }

        if (entry is null)
        {
            return await DetachedCall.Run(SendAloneAsync, item).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!cancellationToken.CanBeCanceled)
        {
            return await entry.Completion.Task.ConfigureAwait(false);
        }

        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Entry)state!).Cancel(token), entry);
        return await entry.Completion.Task.ConfigureAwait(false);
    }

    private async Task<TResult> SendAloneAsync(TItem item)
    {
        try
        {
            return (await send([item]).ConfigureAwait(false))[0];
        }
        finally
        {
            PassOn();
        }
    }

    /// <summary>Hands this slot to a pump if callers queued meanwhile.</summary>
    private void PassOn()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _pumps--;
                return;
            }
        }

        Start();
    }

    /// <summary>
    /// The pump serves many callers, so it must not carry the ambient transaction or activity of the caller that started it.
    /// </summary>
    private void Start()
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(PumpAsync);
    }

    private async Task PumpAsync()
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                var results = await send(batch.ConvertAll(entry => entry.Item)).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Completion.TrySetResult(results[i]);
                }
            }
            catch (Exception exception)
            {
                batch.ForEach(entry => entry.Completion.TrySetException(exception));
            }

            // Callers that continue immediately with their next item go first: this makes one full batch instead of a single item and then
            // the rest.
            await Task.Yield();
        }
    }

    private List<Entry> TakeBatch()
    {
        var (batch, size) = (new List<Entry>(), 0L);
        lock (_lock)
        {
            while (batch.Count < maxBatch && _waiting.TryPeek(out var entry))
            {
                if (!entry.Completion.Task.IsCompleted)
                {
                    size += bytes(entry.Item);
                    if (size > BatchBytes.Most && batch.Count > 0)
                    {
                        break;
                    }

                    batch.Add(entry);
                }

                _waiting.Dequeue();
            }

            if (batch.Count == 0)
            {
                _pumps--;
            }
        }

        return batch;
    }

    private sealed class Entry(TItem item)
    {
        public TItem Item { get; } = item;

        public TaskCompletionSource<TResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Cancel(CancellationToken token) => Completion.TrySetCanceled(token);
    }
}
