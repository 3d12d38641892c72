using JobMaster.Recurring;

namespace JobMaster.Scheduling;

internal sealed partial class JobMasterScheduler
{
    public Task<RecurringScheduleContext> RecurringAsync(RecurringRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var own = request with { ClusterId = null };
        return request.ClusterId is { } id && !string.Equals(id, parts.Options.ClusterId, StringComparison.Ordinal)
            ? (Refused(id) ?? parts.SchedulerOf(id)).RecurringAsync(own, cancellationToken)
            : Recurring().PutAsync(own, cancellationToken);
    }

    public Task<RecurringScheduleContext?> UpdateRecurringAsync(Guid scheduleId, RecurringScheduleChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Recurring().ChangeAsync(scheduleId, change, cancellationToken);
    }

    public Task<bool> PauseRecurringAsync(Guid scheduleId, CancellationToken cancellationToken = default) => Recurring().PauseAsync(scheduleId, cancellationToken);

    public Task<bool> ResumeRecurringAsync(Guid scheduleId, CancellationToken cancellationToken = default) => Recurring().ResumeAsync(scheduleId, cancellationToken);

    public Task<Guid?> RunRecurringNowAsync(Guid scheduleId, CancellationToken cancellationToken = default) => Recurring().RunNowAsync(scheduleId, cancellationToken);

    public Task<bool> TryCancelRecurringAsync(Guid scheduleId, CancellationToken cancellationToken = default) => Recurring().CancelAsync(scheduleId, cancellationToken);

    private RecurringSchedules Recurring()
    {
        parts.ThrowIfReadOnly();
        return transaction is null ? parts.Recurring : throw new JobRejectedException(
            "Recurring schedules are not written through a caller's transaction. Change them through the scheduler itself, outside InTransaction.");
    }
}
