namespace JobMaster.Conformance.Faults;

internal sealed class FaultyJobStore(IJobStore inner, StoreFaults faults) : IJobStore
{
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken)
    {
        faults.Carries(nameof(InsertAsync), jobs.Sum(job => (long)(job.Payload?.Length ?? 0)));
        return faults.RunAsync(nameof(InsertAsync), () => inner.InsertAsync(jobs, mayBeStored, cancellationToken));
    }

    public Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ClaimAsync), async () =>
    {
        var jobs = await inner.ClaimAsync(request, cancellationToken);
        faults.Carries(nameof(ClaimAsync), jobs.Sum(job => (long)(job.Payload?.Length ?? 0)));
        return jobs;
    });

    public Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken) =>
        faults.RunAsync(
            nameof(RecordAsync),
            () => outcomes.Select(faults.FailureOf).FirstOrDefault(failure => failure is not null) is { } failure
                ? throw failure
                : inner.RecordAsync(outcomes, cancellationToken));

    public Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReportAsync), async () =>
        {
            await inner.ReportAsync(reports, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(CancelAsync), () => inner.CancelAsync(ids, by, cancellationToken));

    public Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(RescheduleAsync), () => inner.RescheduleAsync(id, dueAt, by, cancellationToken));

    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ChangeAsync), () => inner.ChangeAsync(ids, change, by, cancellationToken));

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReplayAsync), () => inner.ReplayAsync(ids, by, cancellationToken));

    public Task<int> UnparkAsync(UnparkRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(UnparkAsync), () => inner.UnparkAsync(request, cancellationToken));

    public Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(RescueAsync), request.Limit, () => inner.RescueAsync(request, cancellationToken));

    public Task<int> ExpireAsync(int limit, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ExpireAsync), limit, () => inner.ExpireAsync(limit, cancellationToken));
}
