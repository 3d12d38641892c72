using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Recurring;

/// <summary>
/// The users' calls for schedules. Each change is made to the stored schedule, and only if no other change was made meanwhile; otherwise it
/// is planned again.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="factory">Creates schedules from requests.</param>
/// <param name="firings">Receives stored steps.</param>
/// <param name="note">Tells the planner of this process when a schedule is due.</param>
internal sealed class RecurringSchedules(NodeServices node, ScheduleFactory factory, ScheduleFirings firings, Action<TimeSpan> note)
{
    /// <summary>The most concurrent changes of one schedule after which a change is tried again.</summary>
    private const int MostTries = 50;

    private readonly ScheduleJobs _jobs = new(node);

    public async Task<RecurringScheduleContext> PutAsync(RecurringRequest request, CancellationToken cancellationToken)
    {
        if (node.Known.IsStale(request.Job.DefinitionId))
        {
            await node.Known.RefreshAsync(node.Callers.Definitions, cancellationToken).ConfigureAwait(false);
        }

        var origin = node.Operators.Origin(request.By);
        var keeps = request.KeepsUnset && request.Options.Key is not null;
        var wanted = factory.Create(
            keeps && request.Job.HasNoPayload ? request with { Job = request.Job with { KeepsPayload = true } } : request);
        node.Known.WarnIfMisspelt(request.Job.DefinitionId, node.Logger);
        var (schedule, isNew) = await PutAsync(
            wanted, stored => MayPutAsync(request, wanted, stored, cancellationToken), cancellationToken,
            (before, after) => ScheduleAudit.Changed(origin, AuditActions.UpdateSchedule, before, after),
            keeps ? stored => WholeOfAsync(request, wanted, stored, cancellationToken) : null).ConfigureAwait(false);
        return ScheduleContexts.Of(schedule, node.Options.ClusterId, isNew);
    }

    /// <summary>
    /// What a request wants that keeps what it leaves out; all of a schedule that is not there, is cancelled, or is over and was for
    /// another definition.
    /// </summary>
    private async ValueTask<StoredSchedule> WholeOfAsync(
        RecurringRequest request, StoredSchedule wanted, StoredSchedule? stored, CancellationToken cancellationToken) =>
        stored is null or { State: RecurringScheduleState.Cancelled }
        || !await node.Known.AreOneAsync(
            stored.DefinitionId, wanted.DefinitionId, node.Callers.Definitions, cancellationToken).ConfigureAwait(false)
            ? factory.Create(request) with { Id = wanted.Id }
            : factory.Kept(request, stored, node.Time.GetUtcNow());

    /// <summary>Stores a schedule, or changes the one with its key.</summary>
    /// <param name="wanted">The schedule.</param>
    /// <param name="mayReplace">Whether the stored one may be changed.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <param name="audit">The audit entry of a change; null if no operator makes it.</param>
    /// <param name="whole">The schedule that is wanted in place of the stored one, if any; null if that does not depend on it.</param>
    public async Task<(StoredSchedule Schedule, bool IsNew)> PutAsync(
        StoredSchedule wanted, Func<StoredSchedule, ValueTask<bool>> mayReplace, CancellationToken cancellationToken,
        Func<StoredSchedule, StoredSchedule, NewAuditEntry>? audit = null, Func<StoredSchedule?, ValueTask<StoredSchedule>>? whole = null)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (stored, now) = wanted.Key is null
                ? await node.Callers.Schedules.GetAsync(wanted.Id, cancellationToken).ConfigureAwait(false)
                : await node.Callers.Schedules.FindAsync(wanted.ProfileId, wanted.Key, cancellationToken).ConfigureAwait(false);
            if (stored is not null)
            {
                var merged = await mayReplace(stored).ConfigureAwait(false)
                    ? Merge(stored, whole is null ? wanted : await whole(stored).ConfigureAwait(false), now)
                    : stored;
                if (merged == stored
                    || await UpdateAsync(merged, audit?.Invoke(stored, merged), now, cancellationToken).ConfigureAwait(false))
                {
                    return (merged, stored.Id == wanted.Id);
                }
            }
            else
            {
                var all = whole is null ? wanted : await whole(null).ConfigureAwait(false);
                var begun = factory.Begun(all with { CreatedAt = now }, now);
                if (await node.Callers.Schedules.InsertAsync(begun, cancellationToken).ConfigureAwait(false))
                {
                    Note(begun, now);
                    node.Upkeep.Needed();
                    return (begun, true);
                }
            }
        }

        throw TooBusy(wanted.Key ?? wanted.Id.ToString());
    }

    public async Task<RecurringScheduleContext?> ChangeAsync(
        Guid id, RecurringScheduleChange change, AuditOrigin by, CancellationToken cancellationToken)
    {
        var changed = await ChangeAsync(
            id,
            (stored, now) => stored.ProfileId is { } profile
                ? throw new JobRejectedException(
                    $"Schedule {id} belongs to profile '{profile}' and is edited there. At run time it can be paused, resumed and run.")
                : !MayChange(change.MayChange, stored) || stored.State == RecurringScheduleState.Cancelled ? null
                : Merge(stored, factory.Change(stored, change), now),
            cancellationToken,
            (before, after) => ScheduleAudit.Changed(by, AuditActions.UpdateSchedule, before, after)).ConfigureAwait(false);
        return changed is null ? null : ScheduleContexts.Of(changed, node.Options.ClusterId);
    }

    public async Task<bool> PauseAsync(Guid id, AuditOrigin by, CancellationToken cancellationToken) =>
        await ChangeAsync(
            id,
            (stored, now) => stored.State == RecurringScheduleState.Active
                ? stored with { State = RecurringScheduleState.Paused, UpdatedAt = now }
                : null,
            cancellationToken,
            (before, after) => ScheduleAudit.Changed(by, AuditActions.PauseSchedule, before, after)).ConfigureAwait(false) is not null;

    public async Task<bool> ResumeAsync(Guid id, AuditOrigin by, CancellationToken cancellationToken) =>
        await ChangeAsync(
            id,
            (stored, now) => stored.State == RecurringScheduleState.Paused ? factory.Resumed(stored, now) : null,
            cancellationToken,
            (before, after) => ScheduleAudit.Changed(by, AuditActions.ResumeSchedule, before, after)).ConfigureAwait(false) is not null;

    public async Task<bool> CancelAsync(Guid id, AuditOrigin by, CancellationToken cancellationToken) =>
        await ChangeAsync(
            id,
            (stored, now) => stored is { ProfileId: null, State: RecurringScheduleState.Active or RecurringScheduleState.Paused }
                ? stored with { State = RecurringScheduleState.Cancelled, NextAt = null, IsWaiting = false, UpdatedAt = now }
                : null,
            cancellationToken,
            (before, after) => ScheduleAudit.Changed(by, AuditActions.CancelSchedule, before, after)).ConfigureAwait(false) is not null;

    public async Task<Guid?> RunNowAsync(Guid id, AuditOrigin by, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (stored, now) = await node.Callers.Schedules.GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (stored is null or { State: RecurringScheduleState.Cancelled })
            {
                return null;
            }

            // A microsecond later each time, because another caller may have run it by hand at this instant.
            var step = _jobs.ByHand(stored, now.AddMicroseconds(tries));
            step = step with { Audit = ScheduleAudit.Run(by, step) };
            var result = (await node.Callers.Schedules.StepAsync([step], cancellationToken).ConfigureAwait(false))[0];
            if (result.IsTaken && result.Jobs is [var job])
            {
                firings.Fired(step, result, now);
                return job.Id;
            }

            // A repeat after a lost reply finds that the schedule has changed, by its own first try.
            var own = step.Occurrences[0].Job!;
            if (!result.IsTaken && await node.Callers.Reads.GetAsync(own.Id, cancellationToken).ConfigureAwait(false) is not null)
            {
                firings.Fired(step, result with { IsTaken = true, Jobs = [new InsertedJob(own.Id, IsNew: true, default, default)] }, now);
                return own.Id;
            }

            if (result is { IsTaken: true, Holders: [var holder] })
            {
                return holder.IsRefused || stored.Unique!.OnConflict == UniqueConflict.Reject
                    ? throw StoredKey.Refusal(step.Occurrences[0].Job!, holder.Id)
                    : holder.Id;
            }
        }

        throw TooBusy(id.ToString());
    }

    /// <summary>Changes a schedule.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="change">Returns the changed schedule, or null for no change.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <param name="audit">The audit entry of the change; null if no operator makes it.</param>
    /// <returns>The changed schedule; null if it is unknown or nothing changes.</returns>
    public async Task<StoredSchedule?> ChangeAsync(
        Guid id, Func<StoredSchedule, DateTimeOffset, StoredSchedule?> change, CancellationToken cancellationToken,
        Func<StoredSchedule, StoredSchedule, NewAuditEntry>? audit = null)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (stored, now) = await node.Callers.Schedules.GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (stored is null || change(stored, now) is not { } changed)
            {
                return null;
            }

            if (changed == stored
                || await UpdateAsync(changed, audit?.Invoke(stored, changed), now, cancellationToken).ConfigureAwait(false))
            {
                return changed;
            }
        }

        throw TooBusy(id.ToString());
    }

    /// <summary>
    /// Whether the call may change the schedule that has its key. It may not take over a schedule that fires for another definition: that
    /// schedule's jobs would stop without notice.
    /// </summary>
    private async ValueTask<bool> MayPutAsync(
        RecurringRequest request, StoredSchedule wanted, StoredSchedule stored, CancellationToken cancellationToken)
    {
        // Do not tell a caller who may not see the schedule whose it is.
        var may = MayChange(request.MayChange, stored);
        var isLive = stored.State is RecurringScheduleState.Active or RecurringScheduleState.Paused;
        return !may || !isLive || await node.Known.AreOneAsync(
            stored.DefinitionId, wanted.DefinitionId, node.Callers.Definitions, cancellationToken).ConfigureAwait(false)
            ? may
            : throw new JobRejectedException(
                $"The key '{stored.Key}' belongs to schedule {stored.Id} of definition '{stored.DefinitionId}', and this call is for " +
                $"'{wanted.DefinitionId}', so it would end that schedule. Give another key, or cancel that schedule first. A definition " +
                "that was renamed keeps its schedules if its former id is one of its Aliases.");
    }

    /// <summary>Asks the caller about the stored schedule. The update checks the version, so the answer stays true.</summary>
    private bool MayChange(Func<RecurringScheduleContext, bool>? may, StoredSchedule stored) =>
        may?.Invoke(ScheduleContexts.Of(stored, node.Options.ClusterId)) != false
            ? true
            : throw new JobRejectedException(
                $"Schedule '{stored.Key ?? $"{stored.Id}"}' is there and its MayChange does not allow the change. Give another key.");

    /// <summary>
    /// Updates the schedule. Keeps phase and next occurrence unless the recurrence changed. A paused schedule stays paused; a cancelled one
    /// starts again.
    /// </summary>
    private StoredSchedule Merge(StoredSchedule stored, StoredSchedule wanted, DateTimeOffset now)
    {
        var merged = wanted with
        {
            Id = stored.Id,
            ProfileId = stored.ProfileId,
            Key = stored.Key,
            State = stored.State,
            Version = stored.Version,
            Anchor = stored.Anchor,
            NextAt = stored.NextAt,
            LastAt = stored.LastAt,
            LastJobId = stored.LastJobId,
            IsWaiting = stored.IsWaiting,
            CreatedAt = stored.CreatedAt,
            UpdatedAt = stored.UpdatedAt,
            Payload = IsPayloadOf(stored, wanted) ? stored.Payload : wanted.Payload,
        };
        var recursOtherwise = (
            merged.TypeId, merged.Expression, merged.ZoneId,
            merged.StartAfter) != (stored.TypeId, stored.Expression, stored.ZoneId, stored.StartAfter);
        if (recursOtherwise || stored.State == RecurringScheduleState.Cancelled)
        {
            var begun = factory.Begun(merged, now);
            return stored.State == RecurringScheduleState.Paused ? begun with { State = stored.State } : begun;
        }

        return stored.State switch
        {
            RecurringScheduleState.Inactive => merged with { State = RecurringScheduleState.Active, UpdatedAt = now },
            RecurringScheduleState.Ended when merged.EndBefore != stored.EndBefore => factory.Resumed(merged, now),
            RecurringScheduleState.Active when merged.NextAt >= merged.EndBefore =>
                merged with { State = RecurringScheduleState.Ended, NextAt = null, UpdatedAt = now },
            _ => merged == stored ? stored : merged with { UpdatedAt = now },
        };
    }

    /// <summary>Compares payloads, because each encryption of a payload gives a different text.</summary>
    private bool IsPayloadOf(StoredSchedule stored, StoredSchedule wanted) =>
        stored.DefinitionId == wanted.DefinitionId && node.PayloadStorage.AreAlike(stored.Payload, wanted.Payload, wanted.DefinitionId);

    private async Task<bool> UpdateAsync(
        StoredSchedule schedule, NewAuditEntry? audit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isUpdated = await node.Callers.Schedules.UpdateAsync(schedule, audit, cancellationToken).ConfigureAwait(false);
        if (isUpdated)
        {
            Note(schedule, now);
        }

        return isUpdated;
    }

    private void Note(StoredSchedule schedule, DateTimeOffset now)
    {
        if (schedule is { State: RecurringScheduleState.Active, NextAt: { } next })
        {
            note(next - now);
        }
    }

    private static JobMasterStoreException TooBusy(string schedule) =>
        new($"Schedule '{schedule}' was changed by others {MostTries} times in a row while this change was worked out. Try again.");
}
