using JobMaster.Recurring;

namespace JobMaster.Scheduling;

internal sealed partial class JobMasterScheduler
{
    public async Task<RecurringScheduleContext> RecurringAsync(RecurringRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var own = request with { ClusterId = null };
        return request.ClusterId is { } id && !string.Equals(id, node.Options.ClusterId, StringComparison.Ordinal)
            ? await (Refused(id) ?? schedulerOf(id)).RecurringAsync(own, cancellationToken).ConfigureAwait(false)
            : await (await RecurringAsync(cancellationToken).ConfigureAwait(false)).PutAsync(own, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RecurringScheduleContext?> UpdateRecurringAsync(
        Guid scheduleId, RecurringScheduleChange change, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var origin = node.Operators.Origin(by);
        var schedules = await RecurringAsync(cancellationToken).ConfigureAwait(false);
        return await schedules.ChangeAsync(scheduleId, change, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> PauseRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        var schedules = await RecurringAsync(cancellationToken).ConfigureAwait(false);
        return await schedules.PauseAsync(scheduleId, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ResumeRecurringAsync(Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        var schedules = await RecurringAsync(cancellationToken).ConfigureAwait(false);
        return await schedules.ResumeAsync(scheduleId, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Guid?> RunRecurringNowAsync(
        Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        var schedules = await RecurringAsync(cancellationToken).ConfigureAwait(false);
        return await schedules.RunNowAsync(scheduleId, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> TryCancelRecurringAsync(
        Guid scheduleId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        var schedules = await RecurringAsync(cancellationToken).ConfigureAwait(false);
        return await schedules.CancelAsync(scheduleId, origin, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the part that changes schedules, after the call is allowed and the cluster is ready.</summary>
    private async ValueTask<RecurringSchedules> RecurringAsync(CancellationToken cancellationToken)
    {
        if (transaction is not null)
        {
            throw new JobRejectedException(
                "Recurring schedules are not written through a caller's transaction. Change them through the scheduler itself, outside " +
                "InTransaction.");
        }

        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        return recurring;
    }
}
