using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads schedules, their ledger, and their coming occurrences.</summary>
internal sealed class ScheduleMonitor(
    IScheduleStore store, RecurrenceCompilers compilers, TimeProvider time, string clusterId) : IScheduleMonitor
{
    private const int Most = 1000;
    private const int FirstRead = 8;
    private const int MostCounted = 10_000;

    public async Task<RecurringScheduleContext?> GetAsync(Guid scheduleId, CancellationToken cancellationToken = default) =>
        Context((await store.GetAsync(scheduleId, cancellationToken).ConfigureAwait(false)).Schedule);

    public async Task<RecurringScheduleContext?> FindAsync(
        string key, string? profileId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Context((await store.FindAsync(profileId, key, cancellationToken).ConfigureAwait(false)).Schedule);
    }

    public async Task<IReadOnlyList<RecurringScheduleContext>> ListAsync(
        RecurringScheduleFilter? filter = null, Guid? continueFrom = null, CancellationToken cancellationToken = default)
    {
        filter ??= new RecurringScheduleFilter();
        FilterCheck.ThrowIf(FilterCheck.Problem(filter), nameof(filter));
        var pageSize = Checked(filter.PageSize, nameof(filter));
        var (page, size, most) = (new List<StoredSchedule>(), 0L, FirstRead);
        while (page.Count < pageSize && size < BatchBytes.Most)
        {
            var limit = Math.Min(pageSize - page.Count, most);
            var part = await store.ListAsync(
                new ScheduleListRequest
                {
                    State = filter.State, DefinitionId = filter.JobDefinitionId, Tenant = filter.Tenant,
                    After = page.Count == 0 ? continueFrom : page[^1].Id, Limit = limit,
                },
                cancellationToken).ConfigureAwait(false);
            page.AddRange(part);
            size += part.Sum(BatchBytes.Of);
            if (part.Count < limit)
            {
                break;
            }

            // In parts that grow while schedules are small, so that a page of large ones ends early.
            most = (int)Math.Clamp((BatchBytes.Most - size) / Math.Max(1, size / page.Count), 1, 8 * limit);
        }

        return [.. page.Select(schedule => Context(schedule)!)];
    }

    public async Task<IReadOnlyList<RecurringOccurrence>> GetOccurrencesAsync(
        Guid scheduleId, int count = 100, DateTimeOffset? before = null, CancellationToken cancellationToken = default)
    {
        var page = await store.ListOccurrencesAsync(
            new OccurrenceListRequest(scheduleId, before, Checked(count, nameof(count))), cancellationToken).ConfigureAwait(false);
        return [.. page.Select(one => new RecurringOccurrence
        {
            At = one.At, Result = one.Result, Cause = one.Cause, Range = one.Range, JobId = one.JobId, FiledAt = one.FiledAt,
        })];
    }

    public async Task<IReadOnlyList<RecurringOccurrence>> PreviewAsync(
        Guid scheduleId, int count, CancellationToken cancellationToken = default)
    {
        Checked(count, nameof(count));
        var (schedule, now) = await store.GetAsync(scheduleId, cancellationToken).ConfigureAwait(false);
        return schedule is not { State: RecurringScheduleState.Active } ? [] : [.. ToCome(schedule, now).Take(count)];
    }

    public Task<IReadOnlyList<DateTimeOffset>> PreviewAsync(
        string typeId, string expression, string? zoneId, DateTimeOffset from, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeId);
        ArgumentNullException.ThrowIfNull(expression);
        return Task.FromResult(
            compilers.Compile(typeId, expression).Preview(compilers.ZoneOf(zoneId), from, Checked(count, nameof(count))));
    }

    public Task<IReadOnlyList<DateTimeOffset>> PreviewAsync(
        IRecurrenceCompiledExpr expression, TimeZoneInfo zone, DateTimeOffset from, int count,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(zone);
        return Task.FromResult(expression.Preview(zone, from, Checked(count, nameof(count))));
    }

    /// <summary>
    /// What a planner would do with overdue occurrences, step by step, and then each occurrence at its time. It cannot know whether jobs
    /// will overlap.
    /// </summary>
    private IEnumerable<RecurringOccurrence> ToCome(StoredSchedule schedule, DateTimeOffset now)
    {
        var times = ScheduleTimes.Of(schedule, compilers);
        var at = schedule;
        while (OccurrencePlan.For(at, times, now, hasLiveJob: false, new CountBudget(time, MostCounted)) is { } step)
        {
            foreach (var one in step.Occurrences)
            {
                yield return new RecurringOccurrence
                {
                    At = times.Local(one.At), Result = one.Result, Cause = one.Cause, Range = one.Range is { } range
                        ? range with { To = times.Local(range.To) }
                        : null,
                };
            }

            at = at with { NextAt = step.NextAt, IsWaiting = step.IsWaiting };
        }

        if (at.NextAt is { } next)
        {
            foreach (var one in times.After(next).Prepend(next))
            {
                yield return new RecurringOccurrence { At = times.Local(one), Result = OccurrenceResult.Fired };
            }
        }
    }

    private RecurringScheduleContext? Context(StoredSchedule? schedule) =>
        schedule is null ? null : ScheduleContexts.Of(schedule, clusterId);

    private static int Checked(int count, string name) =>
        count is >= 1 and <= Most ? count : throw new ArgumentException($"{count} must be from 1 to {Most:N0}.", name);
}
