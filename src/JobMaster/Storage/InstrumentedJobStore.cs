namespace JobMaster.Storage;

internal sealed class InstrumentedJobStore(
    IJobStore inner, StoreCall call, AuditedCall audited, Func<Exception, bool> isHeld) : IJobStore
{
    /// <summary>Not repeated here if another transaction holds a key. The caller then sends each job of the batch alone.</summary>
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(
        IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.insert",
            again => inner.InsertAsync(jobs, mayBeStored || again, cancellationToken),
            cancellationToken,
            mayBeStored ? isHeld : null);

    public Task<IReadOnlyList<StoredJob>> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.claim", () => inner.ClaimAsync(request, cancellationToken));

    /// <summary>Not repeated here if another transaction holds a job. The caller then sends the outcome of that job alone.</summary>
    public Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<AttemptOutcome> outcomes, CancellationToken cancellationToken) =>
        call.RunAsync(
            "jobmaster.store.record", again => inner.RecordAsync(again ? Resent(outcomes) : outcomes, cancellationToken),
            cancellationToken, isHeld);

    public Task ReportAsync(IReadOnlyList<AttemptReport> reports, CancellationToken cancellationToken) =>
        call.OnceAsync("jobmaster.store.report", async () =>
        {
            await inner.ReportAsync(reports, cancellationToken).ConfigureAwait(false);
            return true;
        });

    public Task<IReadOnlyList<CancelResult>> CancelAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        audited.RunEachAsync(
            "jobmaster.store.cancel", by, ids, (sent, run) => inner.CancelAsync(sent, run, cancellationToken),
            static (_, entry) => JobAudit.ResultOf(entry), cancellationToken);

    public Task<bool> RescheduleAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.reschedule", by, id.ToString(), run => inner.RescheduleAsync(id, dueAt, run, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<JobChangeResult>> ChangeAsync(
        IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken) =>
        audited.RunEachAsync(
            "jobmaster.store.change", by, ids, (sent, run) => inner.ChangeAsync(sent, change, run!, cancellationToken),
            static (_, _) => JobChangeResult.Changed, cancellationToken);

    public Task<IReadOnlyList<ReplayResult>> ReplayAsync(IReadOnlyList<Guid> ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        audited.RunEachAsync(
            "jobmaster.store.replay", by, [.. ids.Distinct()], (sent, run) => inner.ReplayAsync(sent, run, cancellationToken),
            static (id, _) => new ReplayResult(id, ReplayKind.Replayed), cancellationToken);

    public Task<int> UnparkAsync(UnparkRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.unpark", _ => inner.UnparkAsync(request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RescuedJob>> RescueAsync(RescueRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.rescue", _ => inner.RescueAsync(request, cancellationToken), cancellationToken);

    public Task<int> ExpireAsync(int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.expire", _ => inner.ExpireAsync(limit, cancellationToken), cancellationToken);

    private static List<AttemptOutcome> Resent(IReadOnlyList<AttemptOutcome> outcomes) =>
        [.. outcomes.Select(outcome => outcome with { IsResent = true })];
}
