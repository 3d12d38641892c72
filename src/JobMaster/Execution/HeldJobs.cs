using System.Collections.Concurrent;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>The jobs a worker holds: claimed, and their outcome not yet recorded.</summary>
internal sealed class HeldJobs
{
    private readonly ConcurrentDictionary<JobClaim, RunningAttempt?> _held = new();
    private int _unfinished;

    /// <summary>Jobs that wait in the buffer or run; those whose outcome is merely on its way do not count.</summary>
    public int Unfinished => Volatile.Read(ref _unfinished);

    public IEnumerable<RunningAttempt> Running => _held.Values.OfType<RunningAttempt>();

    public void Claimed(StoredJob job)
    {
        _held[Key(job)] = null;
        Interlocked.Increment(ref _unfinished);
    }

    /// <summary>Claimed before its time: held, and not counted until it is due.</summary>
    public void ClaimedEarly(StoredJob job) => _held[Key(job)] = null;

    /// <summary>The time of a job claimed early has come, or it is given up.</summary>
    public void Due() => Interlocked.Increment(ref _unfinished);

    /// <summary>Reports handlers that ignore their token.</summary>
    public void ReportOverdue(TimeSpan tolerance, ILogger logger)
    {
        foreach (var attempt in Running)
        {
            var overdue = attempt.Elapsed - attempt.Job.Timeout;
            if (overdue > tolerance && !attempt.IsReportedOverdue)
            {
                attempt.IsReportedOverdue = true;
                Log.JobOverdue(logger, attempt.Job.Id, attempt.Job.DefinitionId, overdue, attempt.Job.Timeout);
            }
        }
    }

    public void Started(RunningAttempt attempt) => _held[Key(attempt.Job)] = attempt;

    /// <summary>The attempt is over and its slot free. Its outcome may have been recorded already: then the job is no longer held, and stays so.</summary>
    public void Finished(StoredJob job)
    {
        if (_held.TryGetValue(Key(job), out var attempt))
        {
            _held.TryUpdate(Key(job), null, attempt);
        }

        Interlocked.Decrement(ref _unfinished);
    }

    public void Recorded(StoredJob job) => _held.TryRemove(Key(job), out _);

    public bool Contains(JobClaim claim) => _held.ContainsKey(claim);

    private static JobClaim Key(StoredJob job) => new(job.Id, job.ClaimNo);
}
