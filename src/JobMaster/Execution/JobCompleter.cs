using System.Threading.Channels;
using JobMaster.Diagnostics;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Records how attempts ended. Outcomes that come while one batch is on the wire go together in the next; while the store is away they are kept and sent again
/// until each is recorded or fenced.
/// </summary>
internal sealed class JobCompleter : IDisposable
{
    private const int MaxBatch = 1000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CompleterParts _parts;
    private readonly Channel<Completion> _queue = Channel.CreateUnbounded<Completion>();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _lock = new();
    private Task _pumps = Task.CompletedTask;
    private TaskCompletionSource? _room;
    private int _unflushed;

    public JobCompleter(CompleterParts parts) => _parts = parts;

    /// <summary>Whether so many outcomes wait that no further job should be started.</summary>
    public bool IsFull => Volatile.Read(ref _unflushed) >= _parts.MaxUnflushed;

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

    /// <param name="job">The job as claimed.</param>
    /// <param name="outcome">How its attempt ended.</param>
    /// <param name="recorded">Called once the outcome is recorded or fenced.</param>
    public void Complete(StoredJob job, AttemptOutcome outcome, Action<RecordResult> recorded)
    {
        Interlocked.Increment(ref _unflushed);
        (_parts.Time as IPatientClock)?.Begin();
        _queue.Writer.TryWrite(new Completion(job, outcome, recorded));
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
            Log.OutcomesLeft(_parts.Logger, Volatile.Read(ref _unflushed));
        }
    }

    public void Dispose() => _giveUp.Dispose();

    private async Task PumpAsync()
    {
        var reader = _queue.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var (batch, size) = (new List<Completion>(), 0L);
            while (batch.Count < MaxBatch && size < BatchBytes.Most && reader.TryRead(out var completion))
            {
                batch.Add(completion);
                size += BatchBytes.Of(completion.Outcome);
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

    private async Task RecordAsync(List<Completion> batch)
    {
        IReadOnlyList<RecordResult>? results = null;
        for (var attempt = 0; results is null; attempt++)
        {
            try
            {
                results = await _parts.Store.RecordAsync(batch.ConvertAll(completion => completion.Outcome), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is JobMasterStoreException || _parts.IsTransient(exception))
            {
                batch = batch.ConvertAll(completion => completion with { Outcome = completion.Outcome with { IsResent = true } });
                var pause = Pause(attempt);
                Log.OutcomesHeld(_parts.Logger, exception, Volatile.Read(ref _unflushed), pause);
                await Task.Delay(pause, _parts.Time, _giveUp.Token).ConfigureAwait(false);
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

    /// <summary>A batch the store refuses is halved until the bad outcome stands alone; that one is recorded as a plain failure, so that its job does not run for ever.</summary>
    private async Task RecordApartAsync(List<Completion> batch, Exception exception)
    {
        if (batch.Count > 1)
        {
            await RecordAsync(batch.GetRange(0, batch.Count / 2)).ConfigureAwait(false);
            await RecordAsync(batch.GetRange(batch.Count / 2, batch.Count - (batch.Count / 2))).ConfigureAwait(false);
            return;
        }

        Log.OutcomeRefused(_parts.Logger, exception, batch[0].Job.Id);
        var plain = new AttemptOutcome
        {
            JobId = batch[0].Job.Id,
            ClaimNo = batch[0].Job.ClaimNo,
            Kind = OutcomeKind.Failed,
            Duration = batch[0].Outcome.Duration,
            Error = $"The store refused the outcome '{batch[0].Outcome.Kind}' of this attempt ({exception.GetType().Name}).",
            IsResent = batch[0].Outcome.IsResent,
        };
        if (batch[0].Outcome.Error == plain.Error)
        {
            // Even the plain failure was refused. The job stays with this session and comes back when the session ends.
            Recorded(batch[0], RecordResult.Fenced);
            return;
        }

        await RecordAsync([batch[0] with { Outcome = plain }]).ConfigureAwait(false);
    }

    private void Recorded(Completion completion, RecordResult result)
    {
        Interlocked.Decrement(ref _unflushed);
        if (Volatile.Read(ref _room) is not null && !IsFull)
        {
            LetWaitersGo();
        }

        var (job, outcome, recorded) = completion;
        if (result == RecordResult.Recorded && outcome.Kind is OutcomeKind.Retry or OutcomeKind.Snooze or OutcomeKind.Release)
        {
            _parts.Signals.Publish(new JobQueue(job.Lane, job.Priority), outcome.Delay);
        }

        recorded(result);
        if (result == RecordResult.Fenced)
        {
            _parts.Telemetry.Fenced(job);
            Log.AttemptFenced(_parts.Logger, outcome.Kind, job.Id, job.DefinitionId, job.ClaimNo);
        }
        else
        {
            _parts.Telemetry.Finished(job, result == RecordResult.CancelledInstead ? OutcomeKind.Cancelled : outcome.Kind);
        }

        (_parts.Time as IPatientClock)?.End();
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
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (_parts.Random.NextDouble() / 2));
    }

    private sealed record Completion(StoredJob Job, AttemptOutcome Outcome, Action<RecordResult> OnRecorded);
}

/// <summary>What the completer of one node works with.</summary>
internal sealed record CompleterParts(
    IJobStore Store, Func<Exception, bool> IsTransient, QueueSignals Signals, JobMasterTelemetry Telemetry, int MaxUnflushed, TimeProvider Time, Random Random, ILogger Logger);
