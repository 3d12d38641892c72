using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// The result of a step after its jobs were stored, or were not because other jobs hold their unique keys. One place, so that all stores
/// record the same.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class ScheduleStepAnswers
{
    /// <summary>Computes the result.</summary>
    /// <param name="step">The step.</param>
    /// <param name="answers">The store's answer for each job, by that job's id; answers for other steps are ignored.</param>
    public ScheduleStepAnswers(ScheduleStep step, IReadOnlyDictionary<Guid, InsertedJob> answers)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(answers);
        (LastAt, LastJobId) = (step.FormerLastAt, step.FormerLastJobId);
        Audit = step.Occurrences.All(one => one.Job is null) ? step.Audit : null;
        foreach (var one in step.Occurrences)
        {
            if (one.Job is { } job && answers.TryGetValue(job.Id, out var answer))
            {
                Add(step, answer.IsNew ? one : Held(one, job, answer), answer);
            }
        }
    }

    /// <summary>The jobs that were stored.</summary>
    public List<InsertedJob> Stored { get; } = [];

    /// <summary>The jobs that hold the unique keys of the jobs that were not stored.</summary>
    public List<InsertedJob> Holders { get; } = [];

    /// <summary>The occurrences whose job was not stored, as the ledger records them instead.</summary>
    public List<PlannedOccurrence> Unstored { get; } = [];

    /// <summary>The schedule's last occurrence that became a job.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The schedule's last job.</summary>
    public Guid? LastJobId { get; private set; }

    /// <summary>The audit entry; null for none, because the step should have started a job and did not.</summary>
    public NewAuditEntry? Audit { get; private set; }

    private static PlannedOccurrence Held(PlannedOccurrence one, NewJob job, InsertedJob answer)
    {
        bool isTakenOver = job.Unique?.OnConflict == UniqueConflict.ReplaceWaiting && !answer.IsRefused;
        var result = isTakenOver ? OccurrenceResult.Coalesced : OccurrenceResult.Skipped;
        return one with
        {
            Result = one.Result == OccurrenceResult.RunByHand ? one.Result : result,
            Cause = isTakenOver ? $"job {answer.Id}, which waited, has taken it over" : $"job {answer.Id} held its unique key",
            Job = null,
            TakenOverBy = isTakenOver ? answer.Id : null,
        };
    }

    private void Add(ScheduleStep step, PlannedOccurrence one, InsertedJob answer)
    {
        if (answer.IsNew)
        {
            Stored.Add(answer);
        }
        else
        {
            Holders.Add(answer);
            Unstored.Add(one);
        }

        if (one.JobId is { } jobId)
        {
            LastAt = one.Result == OccurrenceResult.RunByHand ? LastAt : one.At;
            LastJobId = jobId;
            Audit = answer.IsNew || step.Audit is null ? step.Audit : step.Audit with { After = AuditValues.Of(("jobId", jobId)) };
        }
    }
}
