using JobMaster.Diagnostics;

namespace JobMaster.Execution;

/// <summary>Jobs claimed before they are due. They wait in memory and take no slot until they are due.</summary>
internal sealed class EarlyJobs : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<HeldJob> _due;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];

    /// <param name="time">The source of time.</param>
    /// <param name="due">Called with each job when it becomes due.</param>
    public EarlyJobs(TimeProvider time, Action<HeldJob> due)
    {
        (_time, _due) = (time, due);
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

    /// <param name="jobs">The claimed jobs.</param>
    /// <param name="answeredAt">
    /// When the claim was answered. The store read its clock before that, so no job starts early, however long the answer took.
    /// </param>
    public void Add(IReadOnlyList<HeldJob> jobs, long answeredAt)
    {
        lock (_lock)
        {
            foreach (var held in jobs)
            {
                _waiting.Add(new Waiting(held, _time.DueAfter(answeredAt, held.Job.DueAt - held.Job.AttemptedAt!.Value)));
            }

            SetTimer();
        }
    }

    /// <summary>Removes jobs that must not start.</summary>
    public IReadOnlyList<HeldJob> Remove(Func<HeldJob, bool> which)
    {
        lock (_lock)
        {
            var removed = _waiting.FindAll(waiting => which(waiting.Held));
            _waiting.RemoveAll(removed.Contains);
            return removed.ConvertAll(waiting => waiting.Held);
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

        due.ForEach(waiting => _due(waiting.Held));
    }

    private void SetTimer()
    {
        if (_waiting.Count > 0)
        {
            _timer.Change(_time.Until(_waiting.Min(waiting => waiting.DueAt)), Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Waiting(HeldJob Held, long DueAt);
}
