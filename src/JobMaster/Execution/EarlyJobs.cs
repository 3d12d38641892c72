using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Jobs claimed before they are due. They wait in memory and take no slot until their time has come.</summary>
internal sealed class EarlyJobs : IDisposable
{
    private readonly DueClock _clock;
    private readonly Action<StoredJob, WorkerSession> _due;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];

    /// <param name="time">Where time comes from.</param>
    /// <param name="due">Called with each job whose time has come.</param>
    public EarlyJobs(TimeProvider time, Action<StoredJob, WorkerSession> due)
    {
        (_clock, _due) = (new DueClock(time), due);
        _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <param name="job">The job as claimed.</param>
    /// <param name="session">The session that holds it.</param>
    /// <param name="answeredAt">When the claim was answered. By then the store had told its time, so that no job starts early however long the claim was on its way.</param>
    public void Add(StoredJob job, WorkerSession session, long answeredAt)
    {
        var dueAt = _clock.After(answeredAt, job.DueAt - job.AttemptedAt!.Value);
        lock (_lock)
        {
            _waiting.Add(new Waiting(job, session, dueAt));
            SetTimer();
        }
    }

    /// <summary>Takes out those that are no longer to be started.</summary>
    public IReadOnlyList<StoredJob> Remove(Func<StoredJob, bool> which)
    {
        lock (_lock)
        {
            var removed = _waiting.FindAll(waiting => which(waiting.Job));
            _waiting.RemoveAll(removed.Contains);
            return removed.ConvertAll(waiting => waiting.Job);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Fire()
    {
        List<Waiting> due;
        lock (_lock)
        {
            var now = _clock.Now;
            due = _waiting.FindAll(waiting => waiting.DueAt <= now);
            _waiting.RemoveAll(due.Contains);
            SetTimer();
        }

        due.ForEach(waiting => _due(waiting.Job, waiting.Session));
    }

    private void SetTimer()
    {
        if (_waiting.Count > 0)
        {
            _timer.Change(_clock.Until(_waiting.Min(waiting => waiting.DueAt)), Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Waiting(StoredJob Job, WorkerSession Session, long DueAt);
}
