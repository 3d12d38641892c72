namespace JobMaster.Storage;

internal sealed class InstrumentedScheduleStore(
    IScheduleStore inner, StoreCall call, AuditedCall audited, Func<Exception, bool> isHeld) : IScheduleStore
{
    public Task<ScheduleReading> GetAsync(Guid id, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_get", _ => inner.GetAsync(id, cancellationToken), cancellationToken);

    public Task<ScheduleReading> FindAsync(string? profileId, string key, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_find", _ => inner.FindAsync(profileId, key, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredSchedule>> ListAsync(ScheduleListRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_list", _ => inner.ListAsync(request, cancellationToken), cancellationToken);

    /// <summary>A repeat that finds the result of its own first try returns false. The caller then reads, and finds the schedule.</summary>
    public Task<bool> InsertAsync(StoredSchedule schedule, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_insert", _ => inner.InsertAsync(schedule, cancellationToken), cancellationToken);

    public Task<bool> UpdateAsync(StoredSchedule schedule, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        audited.RunAsync(
            "jobmaster.store.schedule_update", audit, sent => inner.UpdateAsync(schedule, sent, cancellationToken), cancellationToken);

    public Task<DueSchedules> ReadDueAsync(DueScheduleRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_due", _ => inner.ReadDueAsync(request, cancellationToken), cancellationToken);

    /// <summary>
    /// May be repeated: a step that was taken has raised the version, so its repeat does nothing. A call that fails because another
    /// transaction holds a unique key is not repeated here: the caller then sends the steps one by one.
    /// </summary>
    public Task<IReadOnlyList<StepResult>> StepAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_step", _ => inner.StepAsync(steps, cancellationToken), cancellationToken, isHeld);

    public Task<IReadOnlyList<StoredOccurrence>> ListOccurrencesAsync(OccurrenceListRequest request, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.occurrences", _ => inner.ListOccurrencesAsync(request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<ProfileUse>> AdvertiseAsync(IReadOnlyList<ProfileContent> contents, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.advertise", _ => inner.AdvertiseAsync(contents, cancellationToken), cancellationToken);

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        call.RunAsync("jobmaster.store.schedule_prune", _ => inner.PruneAsync(retention, limit, cancellationToken), cancellationToken);
}
