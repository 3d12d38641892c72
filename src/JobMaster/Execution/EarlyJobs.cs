using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Jobs claimed before they are due. They wait in memory and take no slot until their time has come.</summary>
internal sealed class EarlyJobs : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _late;
    private readonly Action<StoredJob, WorkerSession> _due;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];

    /// <param name="time">Where time comes from.</param>
    /// <param name="due">Called with each job whose time has come.</param>
    public EarlyJobs(TimeProvider time, Action<StoredJob, WorkerSession> due)
    {
        (_time, _due) = (time, due);

        // The system's timers may fire a little early against the store's clock.
        _late = time == TimeProvider.System ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
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
        var wait = job.DueAt - job.AttemptedAt!.Value + _late;
        lock (_lock)
        {
            _waiting.Add(new Waiting(job, session, answeredAt + (long)(wait.TotalSeconds * _time.TimestampFrequency)));
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
            var now = _time.GetTimestamp();
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
            var left = _time.GetElapsedTime(_time.GetTimestamp(), _waiting.Min(waiting => waiting.DueAt));
            _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Waiting(StoredJob Job, WorkerSession Session, long DueAt);
}
