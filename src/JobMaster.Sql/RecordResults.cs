using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The matches of the recording steps so far. If one batch has two outcomes for one claim, the first counts.</summary>
internal sealed class RecordResults
{
    private readonly IReadOnlyList<AttemptOutcome> outcomes;
    private readonly RecordResult[] results;
    private readonly Dictionary<JobClaim, int> places;

    public RecordResults(IReadOnlyList<AttemptOutcome> outcomes)
    {
        this.outcomes = outcomes;
        results = new RecordResult[outcomes.Count];
        Array.Fill(results, RecordResult.Fenced);
        places = new Dictionary<JobClaim, int>(outcomes.Count);
        for (int i = 0; i < outcomes.Count; i++)
        {
            places.TryAdd(new JobClaim(outcomes[i].JobId, outcomes[i].ClaimNo), i);
        }
    }

    /// <summary>Whether the outcomes need only one statement, so that there may be no transaction.</summary>
    public bool AreOneStatement { get; init; }

    /// <summary>The first outcome for each claim.</summary>
    public IEnumerable<AttemptOutcome> First =>
        places.Count == outcomes.Count ? outcomes : places.Values.Order().Select(place => outcomes[place]);

    public IReadOnlyList<RecordResult> InOrder => results;

    public void AddFinal(List<MovedJob> left)
    {
        foreach (var job in left)
        {
            int place = places[new JobClaim(job.Id, job.ClaimNo)];
            results[place] = outcomes[place].Kind >= OutcomeKind.Retry ? RecordResult.CancelledInstead : RecordResult.Recorded;
        }
    }

    public void AddWaiting(List<(JobClaim Claim, JobQueue Queue, DateTimeOffset DueAt)> waiting, Action<JobQueue, DateTimeOffset>? arrived)
    {
        foreach (var (claim, queue, dueAt) in waiting)
        {
            int place = places[claim];
            results[place] = RecordResult.Recorded;
            if (outcomes[place].Kind != OutcomeKind.Park)
            {
                arrived?.Invoke(queue, dueAt);
            }
        }
    }

    /// <summary>The outcomes without a match that were sent before.</summary>
    public IEnumerable<(int Place, AttemptOutcome Outcome)> Resent()
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].IsResent && results[i] == RecordResult.Fenced)
            {
                yield return (i, outcomes[i]);
            }
        }
    }

    public void AddEarlier(int place, List<bool> asSent)
    {
        if (asSent.Count > 0)
        {
            results[place] = asSent[0] ? RecordResult.AlreadyRecorded : RecordResult.CancelledInstead;
        }
    }
}
