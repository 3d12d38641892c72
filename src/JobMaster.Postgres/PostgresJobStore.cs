using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>The live jobs, with an eye on what comes in before the places where claims start.</summary>
internal sealed class PostgresJobStore(SqlJobStore inner, ClaimWatermarks watermarks) : IJobStore
{
    public async Task<IReadOnlyList<InsertedJob>> InsertAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken)
    {
        var inserted = await inner.InsertAsync(jobs, mayBeStored, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < jobs.Count; i++)
        {
            if (inserted[i].IsNew)
            {
                watermarks.Inserted(new JobQueue(jobs[i].Lane, jobs[i].Priority), inserted[i].DueAt);
            }
        }

        return inserted;
    }

    public Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => inner.ClaimAsync(request, cancellationToken);

    public async Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken)
    {
        var results = await inner.RecordAsync(outcomes, cancellationToken).ConfigureAwait(false);

        // Released jobs go back to their old place; retried and snoozed ones are due later than anything claimed.
        if (outcomes.Any(outcome => outcome.Kind == OutcomeKind.Release))
        {
            watermarks.Reset();
        }

        return results;
    }

    public Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken) => inner.ReportAsync(reports, cancellationToken);

    public Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => inner.CancelAsync(ids, cancellationToken);

    public async Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        bool isMoved = await inner.RescheduleAsync(id, dueAt, cancellationToken).ConfigureAwait(false);
        ResetIf(isMoved);
        return isMoved;
    }

    public async Task<IReadOnlyList<Guid>> ReplayAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var replayed = await inner.ReplayAsync(ids, cancellationToken).ConfigureAwait(false);
        ResetIf(replayed.Count > 0);
        return replayed;
    }

    public async Task<int> UnparkAsync(IReadOnlyList<string> definitionIds, bool unreadableToo, CancellationToken cancellationToken)
    {
        int unparked = await inner.UnparkAsync(definitionIds, unreadableToo, cancellationToken).ConfigureAwait(false);
        ResetIf(unparked > 0);
        return unparked;
    }

    public async Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken)
    {
        var rescued = await inner.RescueAsync(request, cancellationToken).ConfigureAwait(false);
        ResetIf(rescued.Count > 0);
        return rescued;
    }

    public Task<int> ExpireAsync(int limit, CancellationToken cancellationToken) => inner.ExpireAsync(limit, cancellationToken);

    private void ResetIf(bool hasCameIn)
    {
        if (hasCameIn)
        {
            watermarks.Reset();
        }
    }
}
