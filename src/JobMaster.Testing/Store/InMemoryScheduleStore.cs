using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The recurring schedules and their ledger.</summary>
internal sealed class InMemoryScheduleStore(InMemoryAccess access) : IScheduleStore
{
    public Task<ScheduleReading> GetAsync(Guid id, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => new ScheduleReading(state.Schedules.Find(id), now), cancellationToken);

    public Task<ScheduleReading> FindAsync(string? profileId, string key, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) => new ScheduleReading(state.Schedules.Find(StoredText.Clean(profileId), StoredText.Clean(key)), now),
            cancellationToken);

    public Task<IReadOnlyList<StoredSchedule>> ListAsync(ScheduleListRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredSchedule>>(
            (state, _) => [.. state.Schedules.All.Where(schedule => IsAsked(schedule, request)).Take(request.Limit)], cancellationToken);

    public Task<bool> InsertAsync(StoredSchedule schedule, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => state.Schedules.TryAdd(Kept(schedule)), cancellationToken);

    public Task<bool> UpdateAsync(StoredSchedule schedule, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Update(state, now, schedule, audit), cancellationToken);

    public Task<DueSchedules> ReadDueAsync(DueScheduleRequest request, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => StepSchedules.ReadDue(state, now, request), cancellationToken);

    public Task<IReadOnlyList<StepResult>> StepAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => StepSchedules.RunAll(state, now, steps), cancellationToken);

    public Task<IReadOnlyList<StoredOccurrence>> ListOccurrencesAsync(OccurrenceListRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredOccurrence>>(
            (state, _) =>
                [
                    .. state.Schedules.Occurrences(request.ScheduleId)
                        .Where(one => request.Before is null || one.At < StoreTime.Cut(request.Before.Value))
                        .Take(request.Limit)],
            cancellationToken);

    public Task<IReadOnlyList<ProfileUse>> AdvertiseAsync(IReadOnlyList<ProfileContent> contents, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<ProfileUse>>(
            (state, now) =>
            {
                foreach (var content in contents)
                {
                    Advertise(state.Schedules, now, content);
                }

                return [.. state.Schedules.Profiles.Values.Select(profile => profile.Use).OrderBy(use => use.Revision)];
            },
            cancellationToken);

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Prune(state.Schedules, StoreTime.Earlier(now, retention), limit), cancellationToken);

    private static bool IsAsked(StoredSchedule schedule, ScheduleListRequest request) =>
        (request.State is null || schedule.State == request.State)
        && (request.DefinitionId is null || schedule.DefinitionId == StoredText.Clean(request.DefinitionId))
        && (request.Tenant is null || schedule.Tenant == StoredText.Clean(request.Tenant))
        && (!request.OnlyStatic || schedule.ProfileId is not null)
        && (request.After is null || schedule.Id.CompareTo(request.After.Value) > 0);

    private static bool Update(InMemoryState state, DateTimeOffset now, StoredSchedule schedule, NewAuditEntry? audit)
    {
        if (state.Schedules.Find(schedule.Id) is not { } stored || stored.Version != schedule.Version)
        {
            return false;
        }

        state.Schedules.Replace(
            Kept(schedule) with
            {
                Version = stored.Version + 1,
                ProfileId = stored.ProfileId,
                Key = stored.Key,
                CreatedAt = stored.CreatedAt
            });
        if (audit is not null)
        {
            state.File(audit, now);
        }

        return true;
    }

    private static void Advertise(InMemorySchedules schedules, DateTimeOffset now, ProfileContent content)
    {
        var name = (content.ProfileId, content.Hash);
        var use = schedules.Profiles.TryGetValue(name, out var known)
            ? known.Use with { Content = known.Use.Content with { DeclaredRevision = content.DeclaredRevision }, Beat = known.Use.Beat + 1 }
            : new ProfileUse(content, ++schedules.LastRevision, 1);
        schedules.Profiles[name] = (use, now);
    }

    private static int Prune(InMemorySchedules schedules, DateTimeOffset before, int limit)
    {
        var pruned = schedules.RemoveOccurrences(before, limit);
        var over = schedules.All.Where(schedule =>
            schedule.State is RecurringScheduleState.Inactive or RecurringScheduleState.Ended or RecurringScheduleState.Cancelled
            && schedule.UpdatedAt < before && (schedule.LastAt is null || schedule.LastAt < before)).Take(limit).ToList();
        over.ForEach(schedules.Remove);
        var unused = schedules.Profiles.Where(profile => profile.Value.AdvertisedAt < before).Take(limit).ToList();
        unused.ForEach(profile => schedules.Profiles.Remove(profile.Key));
        return pruned + over.Count + unused.Count;
    }

    /// <summary>The schedule as a database would keep it.</summary>
    private static StoredSchedule Kept(StoredSchedule schedule) => schedule with
    {
        ProfileId = StoredText.Clean(schedule.ProfileId),
        Key = StoredText.Clean(schedule.Key),
        DefinitionId = StoredText.Clean(schedule.DefinitionId),
        Lane = StoredText.Clean(schedule.Lane),
        Timeout = StoreTime.Cut(schedule.Timeout),
        Payload = StoredText.Clean(schedule.Payload),
        Metadata = StoredText.Clean(schedule.Metadata),
        Tenant = StoredText.Clean(schedule.Tenant),
        TypeId = StoredText.Clean(schedule.TypeId),
        Expression = StoredText.Clean(schedule.Expression),
        ZoneId = StoredText.Clean(schedule.ZoneId),
        StartAfter = Cut(schedule.StartAfter),
        EndBefore = Cut(schedule.EndBefore),
        Anchor = StoreTime.Cut(schedule.Anchor),
        MisfireGrace = StoreTime.Cut(schedule.MisfireGrace),
        NextAt = Cut(schedule.NextAt),
        LastAt = Cut(schedule.LastAt),
        CreatedAt = StoreTime.Cut(schedule.CreatedAt),
        UpdatedAt = StoreTime.Cut(schedule.UpdatedAt),
    };

    private static DateTimeOffset? Cut(DateTimeOffset? time) => time is { } given ? StoreTime.Cut(given) : null;
}
