using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Jobs taken into memory before they are due.</summary>
internal sealed partial class Worker
{
    private readonly EarlyJobs? _early;
    private long _lookedEarlyAt;

    /// <summary>Nothing more can be started now: what falls due soon is taken into memory, if that is wanted.</summary>
    private async ValueTask<TimeSpan> UntilNextAsync()
    {
        if (_early is not null && _queues.UntilNext() <= _parts.TransientThreshold && _parts.Time.GetElapsedTime(_lookedEarlyAt) >= _parts.RetryPause)
        {
            await ClaimEarlyAsync(_early, _parts.Concurrency - _early.Count).ConfigureAwait(false);
        }

        return _queues.UntilNext() ?? Timeout.InfiniteTimeSpan;
    }

    private async Task ClaimEarlyAsync(EarlyJobs early, int wanted)
    {
        if (wanted <= 0)
        {
            return;
        }

        wanted = _room.Limit(wanted);
        var session = Session;
        _lookedEarlyAt = _parts.Time.GetTimestamp();
        _reconciler.ClaimSent();
        var jobs = await _parts.Store.Jobs.ClaimAsync(
            new ClaimRequest
            {
                SessionId = session.Id, Queues = [.. Queues.Select(queue => new QueueShare(queue, wanted))], FreeSlots = 0, Prefetch = wanted, Ahead = _parts.TransientThreshold,
                ExcludedDefinitions = _parts.ParkedHere.Definitions, Reader = _parts.Reader,
            },
            CancellationToken.None).ConfigureAwait(false);
        var answeredAt = _parts.Time.GetTimestamp();
        _room.Seen(jobs, BatchBytes.Of);
        foreach (var job in jobs)
        {
            _held.ClaimedEarly(job);
            early.Add(job, session, answeredAt);
        }

        _reconciler.ClaimAnswered();
    }

    private void StartEarly(StoredJob job, WorkerSession session)
    {
        _held.Due();
        _clock?.Begin();
        if (!_buffer.Writer.TryWrite(new Buffered(job, session)))
        {
            Release(job);
            _clock?.End();
        }
    }

    private void GiveUpEarly(Func<StoredJob, bool> which, Action<StoredJob> how)
    {
        foreach (var job in _early?.Remove(which) ?? [])
        {
            _held.Due();
            how(job);
        }
    }

    private void Cancel(Func<StoredJob, bool> which)
    {
        StopAttempts(attempt => which(attempt.Job), StopCause.CancelRequested);
        GiveUpEarly(which, job => Complete(
            job, new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Cancelled, Error = "Cancelled before it started." }));
    }
}
