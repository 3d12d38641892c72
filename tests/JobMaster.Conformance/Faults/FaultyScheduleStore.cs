namespace JobMaster.Conformance.Faults;

internal sealed class FaultyScheduleStore(IScheduleStore inner, StoreFaults faults) : IScheduleStore
{
    public Task<ScheduleReading> GetAsync(Guid id, CancellationToken cancellationToken) =>
        faults.RunAsync("GetScheduleAsync", () => inner.GetAsync(id, cancellationToken));

    public Task<ScheduleReading> FindAsync(string? profileId, string key, CancellationToken cancellationToken) =>
        faults.RunAsync("FindScheduleAsync", () => inner.FindAsync(profileId, key, cancellationToken));

    public Task<IReadOnlyList<StoredSchedule>> ListAsync(ScheduleListRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync("ListSchedulesAsync", () => inner.ListAsync(request, cancellationToken));

    public Task<bool> InsertAsync(StoredSchedule schedule, CancellationToken cancellationToken) =>
        faults.RunAsync("InsertScheduleAsync", () => inner.InsertAsync(schedule, cancellationToken));

    public Task<bool> UpdateAsync(StoredSchedule schedule, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        faults.RunAsync("UpdateScheduleAsync", () => inner.UpdateAsync(schedule, audit, cancellationToken));

    public Task<DueSchedules> ReadDueAsync(DueScheduleRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ReadDueAsync), () => inner.ReadDueAsync(request, cancellationToken));

    public Task<IReadOnlyList<StepResult>> StepAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(StepAsync), () => steps.Any(faults.Refuses)
            ? throw new InvalidOperationException("The store refuses the batch, as it would a row that breaks a constraint.")
            : inner.StepAsync(steps, cancellationToken));

    public Task<IReadOnlyList<StoredOccurrence>> ListOccurrencesAsync(OccurrenceListRequest request, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(ListOccurrencesAsync), () => inner.ListOccurrencesAsync(request, cancellationToken));

    public Task<IReadOnlyList<ProfileUse>> AdvertiseAsync(IReadOnlyList<ProfileContent> contents, CancellationToken cancellationToken) =>
        faults.RunAsync(nameof(AdvertiseAsync), () => inner.AdvertiseAsync(contents, cancellationToken));

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        faults.RunAsync("PruneSchedulesAsync", limit, () => inner.PruneAsync(retention, limit, cancellationToken));
}
