namespace JobMaster.Conformance;

/// <summary>The calls of a store as the library itself makes them: no operator, and so nothing in the audit.</summary>
public static class UnauditedCalls
{
    public static Task<IReadOnlyList<CancelResult>> CancelAsync(
        this IJobStore jobs, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        jobs.CancelAsync(ids, by: null, cancellationToken);

    public static Task<bool> RescheduleAsync(this IJobStore jobs, Guid id, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        jobs.RescheduleAsync(id, dueAt, by: null, cancellationToken);

    public static Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        this IJobStore jobs, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        jobs.ReplayAsync(ids, by: null, cancellationToken);

    public static Task<bool> StorePlaceholderAsync(
        this IAdmissionStore admissions, Guid id, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        admissions.StorePlaceholderAsync(id, dueAt, by: null, cancellationToken);

    public static Task<bool> UpdateAsync(this IScheduleStore schedules, StoredSchedule schedule, CancellationToken cancellationToken) =>
        schedules.UpdateAsync(schedule, audit: null, cancellationToken);

    public static Task WriteAsync(this ISettingStore settings, string name, string? value, CancellationToken cancellationToken) =>
        settings.WriteAsync(name, value, audit: null, cancellationToken);
}
