using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>The jobs a worker holds, as a small state machine: how many take a slot, and which run.</summary>
/// <param name="slotFreed">Called after a job stopped taking a slot.</param>
/// <param name="gone">Called after a job left.</param>
internal sealed class HeldJobs(Action slotFreed, Action<HeldJob> gone)
{
    private readonly Lock _lock = new();
    private HeldJob? _first;
    private int _inSlots;
    private int _reserved;

    /// <summary>Slots taken: by jobs that wait for one or run, and by reservations.</summary>
    public int SlotsTaken
    {
        get
        {
            lock (_lock)
            {
                return _inSlots + _reserved;
            }
        }
    }

    /// <summary>The jobs that wait for a slot. A slot skips a job that was given up there.</summary>
    public IReadOnlyList<HeldJob> Waiting => Collect(held => held.Current == HeldState.Waiting);

    public IReadOnlyList<HeldJob> Running => Collect(held => held.Current == HeldState.Running);

    /// <summary>Takes slots for jobs that are about to come.</summary>
    public Reservation Reserve(int jobs)
    {
        lock (_lock)
        {
            _reserved += jobs;
        }

        return new Reservation(this, jobs);
    }

    /// <summary>Holds claimed jobs.</summary>
    /// <param name="jobs">The jobs as claimed.</param>
    /// <param name="session">The session that claimed them.</param>
    /// <param name="state"><see cref="HeldState.Early"/> or <see cref="HeldState.Waiting"/>.</param>
    public HeldJob[] Add(IReadOnlyList<StoredJob> jobs, WorkerSession session, HeldState state)
    {
        lock (_lock)
        {
            return AddUnderLock(jobs, session, state);
        }
    }

    public IReadOnlySet<JobClaim> Claims => Collect(_ => true).Select(held => held.Claim).ToHashSet();

    /// <summary>Reports handlers that ignore their token.</summary>
    public void ReportOverdue(TimeSpan tolerance, ILogger logger)
    {
        foreach (var attempt in Running.Select(held => held.Attempt!))
        {
            var overdue = attempt.Elapsed - attempt.Job.Timeout;
            if (overdue > tolerance && !attempt.IsReportedOverdue)
            {
                attempt.IsReportedOverdue = true;
                Log.JobOverdue(logger, attempt.Job.Id, attempt.Job.DefinitionId, overdue, attempt.Job.Timeout);
            }
        }
    }

    /// <summary>
    /// Moves a job forward. A job that is already past the state stays there: its outcome may be recorded before its slot is freed.
    /// </summary>
    /// <returns>Whether it moved.</returns>
    internal bool Move(HeldJob held, HeldState to)
    {
        bool freed;
        lock (_lock)
        {
            if (to <= held.Current)
            {
                return false;
            }

            var change = Slots(to) - Slots(held.Current);
            held.Current = to;
            _inSlots += change;
            freed = change < 0;
            if (to == HeldState.Gone)
            {
                Unlink(held);
            }
        }

        if (to == HeldState.Gone)
        {
            gone(held);
        }

        if (freed)
        {
            slotFreed();
        }

        return true;
    }

    /// <summary>Ends a job unless it runs already.</summary>
    /// <returns>Whether it had neither started nor ended.</returns>
    internal bool EndUnstarted(HeldJob held)
    {
        lock (_lock)
        {
            if (held.Current >= HeldState.Running)
            {
                return false;
            }

            _inSlots -= Slots(held.Current);
            held.Current = HeldState.Ended;
        }

        slotFreed();
        return true;
    }

    private static int Slots(HeldState state) => state is HeldState.Waiting or HeldState.Running ? 1 : 0;

    private HeldJob[] AddUnderLock(IReadOnlyList<StoredJob> jobs, WorkerSession session, HeldState state)
    {
        var added = new HeldJob[jobs.Count];
        for (var i = 0; i < added.Length; i++)
        {
            added[i] = new HeldJob(jobs[i], session, this, state);
            Link(added[i]);
        }

        _inSlots += Slots(state) * added.Length;
        return added;
    }

    private void Link(HeldJob held)
    {
        held.Behind = _first;
        if (_first is not null)
        {
            _first.Before = held;
        }

        _first = held;
    }

    private void Unlink(HeldJob held)
    {
        if (held.Before is null)
        {
            _first = held.Behind;
        }
        else
        {
            held.Before.Behind = held.Behind;
        }

        if (held.Behind is not null)
        {
            held.Behind.Before = held.Before;
        }

        (held.Before, held.Behind) = (null, null);
    }

    private List<HeldJob> Collect(Func<HeldJob, bool> which)
    {
        var found = new List<HeldJob>();
        lock (_lock)
        {
            for (var held = _first; held is not null; held = held.Behind)
            {
                if (which(held))
                {
                    found.Add(held);
                }
            }
        }

        return found;
    }

    /// <summary>Slots taken for jobs that are about to come, until they come or the reservation is disposed.</summary>
    internal sealed class Reservation(HeldJobs holder, int jobs) : IDisposable
    {
        private int _left = jobs;

        /// <summary>Holds the jobs that replace the whole reservation.</summary>
        public HeldJob[] Fill(IReadOnlyList<StoredJob> came, WorkerSession session)
        {
            lock (holder._lock)
            {
                Release();
                return holder.AddUnderLock(came, session, HeldState.Waiting);
            }
        }

        public void Dispose()
        {
            lock (holder._lock)
            {
                Release();
            }
        }

        private void Release()
        {
            holder._reserved -= _left;
            _left = 0;
        }
    }
}
