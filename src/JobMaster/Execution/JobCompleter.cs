using System.Threading.Channels;
using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Records how attempts ended. Outcomes that come while one batch is on the wire share the next. While the store is away, outcomes are kept
/// and sent again until each is recorded or fenced.
/// </summary>
internal sealed class JobCompleter(NodeServices node) : IDisposable
{
    private const int MaxBatch = 1000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<HeldJob> _queue = Channel.CreateUnbounded<HeldJob>();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _lock = new();
    private Task _pumps = Task.CompletedTask;
    private TaskCompletionSource? _room;
    private int _unflushed;

    /// <summary>Whether so many outcomes wait that no further job should be started.</summary>
    public bool IsFull => Volatile.Read(ref _unflushed) >= node.Options.MaxUnflushedOutcomes;

    public void Start(int pumps)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _pumps = Task.WhenAll(Enumerable.Range(0, pumps).Select(_ => Task.Run(PumpAsync)));
    }

    /// <summary>Waits until jobs may be started as far as outcomes that wait are concerned.</summary>
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
        {
            TaskCompletionSource room;
            lock (_lock)
            {
                room = _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            // Looked at again: what made room just before could not see that somebody waits.
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
        node.Time.BeginWork();
        held.Outcome = outcome;
        _queue.Writer.TryWrite(held);
    }

    /// <summary>Takes no more and waits until all is recorded, at most until the deadline.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _pumps.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            await _pumps.ConfigureAwait(false);
            Log.OutcomesLeft(node.Logger, Volatile.Read(ref _unflushed));
        }
    }

    public void Dispose() => _giveUp.Dispose();

    private async Task PumpAsync()
    {
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var (batch, size) = (new List<HeldJob>(), 0L);
            while (batch.Count < MaxBatch && size < BatchBytes.Most && reader.TryRead(out var held))
            {
                batch.Add(held);
                size += BatchBytes.Of(held.Outcome!);
            }

            try
            {
                await RecordAsync(batch).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RecordAsync(List<HeldJob> batch)
    {
        IReadOnlyList<RecordResult>? results = null;
        for (var attempt = 0; results is null; attempt++)
        {
            try
            {
                results = await node.Store.Jobs.RecordAsync(
                    batch.ConvertAll(held => held.Outcome!), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is JobMasterStoreException || node.Store.IsTransient(exception))
            {
                batch.ForEach(held => held.Outcome = held.Outcome! with { IsResent = true });
                var pause = Pause(attempt);
                Log.OutcomesHeld(node.Logger, exception, Volatile.Read(ref _unflushed), pause);
                await Task.Delay(pause, node.Time, _giveUp.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                await RecordApartAsync(batch, exception).ConfigureAwait(false);
                return;
            }
        }

        // Outside the try: what is recorded must never be sent again as something else.
        for (var i = 0; i < batch.Count; i++)
        {
            Recorded(batch[i], results[i]);
        }
    }

    /// <summary>
    /// Halves a batch that the store refuses until the bad outcome stands alone. Records that one as a plain failure, so that its job does
    /// not run for ever.
    /// </summary>
    private async Task RecordApartAsync(List<HeldJob> batch, Exception exception)
    {
        if (batch.Count > 1)
        {
            await RecordAsync(batch.GetRange(0, batch.Count / 2)).ConfigureAwait(false);
            await RecordAsync(batch.GetRange(batch.Count / 2, batch.Count - (batch.Count / 2))).ConfigureAwait(false);
            return;
        }

        var (held, refused) = (batch[0], batch[0].Outcome!);
        Log.OutcomeRefused(node.Logger, exception, held.Job.Id);
        if (held.IsRefused)
        {
            // Even the plain failure was refused. The job stays with this session and comes back when the session ends.
            Recorded(held, RecordResult.Fenced);
            return;
        }

        held.IsRefused = true;
        held.Outcome = new AttemptOutcome
        {
            JobId = held.Job.Id,
            ClaimNo = held.Job.ClaimNo,
            Kind = OutcomeKind.Failed,
            Duration = refused.Duration,
            Error = $"The store refused the outcome '{refused.Kind}' of this attempt ({exception.GetType().Name}).",
            IsResent = refused.IsResent,
        };
        await RecordAsync([held]).ConfigureAwait(false);
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
            node.Signals.Publish(new JobQueue(job.Lane, job.Priority), outcome.Delay);
        }

        held.Leave();
        if (result == RecordResult.Fenced)
        {
            node.Telemetry.Fenced(job);
            Log.AttemptFenced(node.Logger, outcome.Kind, job.Id, job.DefinitionId, job.ClaimNo);
        }
        else
        {
            node.Telemetry.Finished(job, result == RecordResult.CancelledInstead ? OutcomeKind.Cancelled : outcome.Kind);
        }

        node.Time.EndWork();
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

    private TimeSpan Pause(int attempt)
    {
        var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(attempt, 10)));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (node.Random.NextDouble() / 2));
    }
}
