using System.Threading.Channels;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Records how attempts ended. Outcomes that arrive while one batch is being sent share the next one. On any error of the store, an outcome
/// is kept and sent again until it is recorded or fenced; only an outcome whose content is refused is recorded as a plain failure.
/// </summary>
internal sealed class JobCompleter : IDisposable
{
    private const int MaxBatch = 1000;

    /// <summary>How often a batch is sent before single outcomes are tested for a failure that the store does not explain.</summary>
    private const int FewAttempts = 3;

    private readonly NodeServices _node;
    private readonly OutcomeFailures _failures;
    private readonly HeldOutcomes _apart;
    private readonly Channel<HeldJob> _queue = Channel.CreateUnbounded<HeldJob>();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationToken _givenUp;
    private readonly Lock _lock = new();
    private Task _pumps = Task.CompletedTask;
    private TaskCompletionSource? _room;
    private int _unflushed;

    public JobCompleter(NodeServices node)
    {
        (_node, _givenUp) = (node, _giveUp.Token);
        _failures = new OutcomeFailures(node);
        _apart = new HeldOutcomes(node, _failures, SendAsync, () => Volatile.Read(ref _unflushed), _givenUp);
    }

    /// <summary>Whether too many outcomes wait to start another job.</summary>
    public bool IsFull => Volatile.Read(ref _unflushed) >= _node.Options.MaxUnflushedOutcomes;

    public void Start(int pumps)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _pumps = Task.WhenAll(Enumerable.Range(0, pumps).Select(_ => Task.Run(PumpAsync)));
    }

    /// <summary>Waits until the number of waiting outcomes allows another job to start.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
        {
            TaskCompletionSource room;
            lock (_lock)
            {
                room = _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            // Checked again: an outcome recorded just before could not know that a caller waits.
            if (IsFull)
            {
                await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <param name="held">The job. It leaves its worker once the outcome is recorded or fenced.</param>
    /// <param name="outcome">How its attempt ended.</param>
    public void Complete(HeldJob held, AttemptOutcome outcome)
    {
        Interlocked.Increment(ref _unflushed);
        _node.Time.BeginWork();
        held.Outcome = held.Job.Limits is null ? outcome : outcome with { IsLimited = true };
        if (held.Attempt is { FinishedInTransaction: true } && outcome.Kind != OutcomeKind.Succeeded)
        {
            // The handler's transaction may still be open and hold the job; no other outcome may wait for it.
            _apart.Add(held);
            return;
        }

        _queue.Writer.TryWrite(held);
    }

    /// <summary>
    /// Accepts no more outcomes and waits until all are recorded, at most until the deadline. It abandons a call to the store that hangs.
    /// </summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _pumps.WaitAsync(deadline).ConfigureAwait(false);
            await _apart.EmptyAsync().WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            Log.OutcomesLeft(_node.Logger, Volatile.Read(ref _unflushed));
        }
    }

    public void Dispose() => _giveUp.Dispose();

    private async Task PumpAsync()
    {
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false) && !_givenUp.IsCancellationRequested)
        {
            var batch = new List<HeldJob>();
            Fill(batch);
            try
            {
                await RecordAsync(batch, isPart: false).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_givenUp.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Adds waiting outcomes to a batch, up to the size of one call to the store.</summary>
    private void Fill(List<HeldJob> batch)
    {
        var size = batch.Sum(held => BatchBytes.Of(held.Outcome!));
        while (batch.Count < MaxBatch && size < BatchBytes.Most && _queue.Reader.TryRead(out var held))
        {
            batch.Add(held);
            size += BatchBytes.Of(held.Outcome!);
        }
    }

    private async Task RecordAsync(List<HeldJob> batch, bool isPart)
    {
        for (var attempt = 0; await SendAsync(batch).ConfigureAwait(false) is { } exception; attempt++)
        {
            var why = _failures.Of(exception);
            if (why is NotRecorded.Held or NotRecorded.Refused
                || (why == NotRecorded.Unknown
                    && (isPart || (attempt + 1 >= FewAttempts && await IsOfSomeAsync(batch, attempt).ConfigureAwait(false)))))
            {
                await RecordApartAsync(batch, why, exception).ConfigureAwait(false);
                return;
            }

            var pause = _failures.Pause(why, attempt);
            _failures.SayKept(exception, Volatile.Read(ref _unflushed), pause);
            await Task.Delay(pause, _node.Time, _givenUp).ConfigureAwait(false);
            if (!isPart)
            {
                // A batch may contain failing outcomes only. Without others to test, that looks the same as an unavailable store.
                Fill(batch);
            }
        }
    }

    /// <returns>Null once the outcomes are recorded, otherwise the reason why not, as far as this node knows.</returns>
    private async Task<Exception?> SendAsync(List<HeldJob> batch)
    {
        IReadOnlyList<RecordResult> results;
        try
        {
            results = await _node.Store.Jobs.RecordAsync(batch.ConvertAll(held => held.Outcome!), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            batch.ForEach(held => held.Outcome = held.Outcome! with { IsResent = true });
            return exception;
        }

        // Outside the try: a recorded outcome must never be sent again as another outcome.
        for (var i = 0; i < batch.Count; i++)
        {
            Recorded(batch[i], results[i]);
        }

        return null;
    }

    /// <summary>
    /// Tests whether only some outcomes of a batch cause an unexplained failure, by sending two of them alone. An unavailable store accepts
    /// neither. It takes two others each time, because both may be failing ones.
    /// </summary>
    private async Task<bool> IsOfSomeAsync(List<HeldJob> batch, int attempt)
    {
        var isSingle = batch.Count == 1;
        for (var probe = 0; probe < 2 && batch.Count > 1; probe++)
        {
            var one = batch[(attempt + (probe * (batch.Count / 2))) % batch.Count];
            if (await SendAsync([one]).ConfigureAwait(false) is null)
            {
                batch.Remove(one);
                isSingle = true;
            }
        }

        return isSingle;
    }

    /// <summary>
    /// Halves a batch until the outcome that makes it fail is alone. That outcome is recorded as a plain failure if its content is refused.
    /// Otherwise it waits separately from the outcomes after it.
    /// </summary>
    private async Task RecordApartAsync(List<HeldJob> batch, NotRecorded why, Exception exception)
    {
        if (batch.Count > 1)
        {
            await RecordAsync(batch.GetRange(0, batch.Count / 2), isPart: true).ConfigureAwait(false);
            await RecordAsync(batch.GetRange(batch.Count / 2, batch.Count - (batch.Count / 2)), isPart: true).ConfigureAwait(false);
        }
        else if (why == NotRecorded.Refused && !batch[0].IsRefused)
        {
            _failures.PutFailure(batch[0], exception);
            await RecordAsync(batch, isPart: true).ConfigureAwait(false);
        }
        else
        {
            _apart.Add(batch[0], why, exception);
        }
    }

    private void Recorded(HeldJob held, RecordResult result)
    {
        Interlocked.Decrement(ref _unflushed);
        if (Volatile.Read(ref _room) is not null && !IsFull)
        {
            LetWaitersGo();
        }

        var (job, outcome) = (held.Job, held.Outcome!);
        if (result == RecordResult.Recorded && outcome.Kind is OutcomeKind.Retry or OutcomeKind.Snooze or OutcomeKind.Release)
        {
            _node.Arrivals.Publish(new JobQueue(job.Lane, job.Priority), outcome.Delay);
        }

        held.Leave();
        if (result == RecordResult.Fenced)
        {
            _node.Telemetry.Fenced(job);
            Log.AttemptFenced(_node.Logger, outcome.Kind, job.Id, job.DefinitionId, job.ClaimNo);
        }
        else
        {
            _node.Telemetry.Finished(job, result == RecordResult.CancelledInstead ? OutcomeKind.Cancelled : outcome.Kind);
            if (_node.Events is { } events && result is RecordResult.Recorded or RecordResult.AlreadyRecorded)
            {
                events.Recorded(job, outcome);
            }
        }

        _node.Time.EndWork();
    }

    private void LetWaitersGo()
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
    }
}
