using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Limits, with the same decisions as in every store.</summary>
internal sealed class InMemoryLimitStore(InMemoryAccess access) : ILimitStore
{
    public Action<IReadOnlyCollection<string>>? Touched
    {
        get => access.Touched;
        set => access.Touched = value;
    }

    public Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredLimit>>((state, now) => [.. InForce(state, now)], cancellationToken);

    public Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Define(state, now, limits), cancellationToken);

    public Task OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Override(state, now, limit, audit), cancellationToken);

    public Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Lift(state, now, (name, source, key), audit), cancellationToken);

    public Task<LimitPass> PassAsync(string key, int most, IReadOnlyCollection<string> paused, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Pass(state, now, key, most, paused), cancellationToken);

    public Task RestAsync(string key, TimeSpan rest, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Rest(state, key, StoreTime.Later(now, rest)), cancellationToken);

    public Task<bool> ShutAsync(string lane, int most, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => Shut(state, lane), cancellationToken);

    public Task<IReadOnlyList<string>> ListShutAsync(CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<string>>((state, _) => [.. state.Live.Gated.ShutLanes], cancellationToken);

    public Task<bool> ReopenAsync(string lane, int most, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => Reopen(state, lane), cancellationToken);

    public Task<LimitsDue> OpenDueAsync(int most, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                var keys = state.Live.Gated.OpenDue(now, most);
                return new LimitsDue(keys, MayHaveMore: false, state.Live.Gated.NextDue - now);
            },
            cancellationToken);

    public Task<IReadOnlyList<LimitUse>> ListGatesAsync(string after, int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<LimitUse>>(
            (state, now) =>
            {
                state.Live.Gated.OpenDue(now, int.MaxValue);
                return [
                    .. state.Live.Gated.Keys.Where(key => string.CompareOrdinal(key, after) > 0).Take(limit)
                        .Select(key => Use(state, key, now))];
            },
            cancellationToken);

    public Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long InUse, string Key)? after, int count, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<WaitingUse>>(
            (state, now) =>
            {
                state.Live.Gated.OpenDue(now, int.MaxValue);
                return [
                    .. state.Live.Gated.Known.Union(state.LimitKeys.Keys).Where(key => limit is null || StoredLimits.LimitOf(key) == limit)
                        .Select(key => Use(state, key, now)).OrderByDescending(use => use.InUse)
                        .ThenBy(use => use.Key, StringComparer.Ordinal)
                        .Where(use => after is not { } place || use.InUse < place.InUse
                            || (use.InUse == place.InUse && string.CompareOrdinal(use.Key, place.Key) > 0))
                        .Take(count)
                        .Select(use => new WaitingUse(
                            use, Math.Min(1000, state.Live.Gated.At(use.Key).Count()),
                            state.Live.Gated.At(use.Key).Min(job => (DateTimeOffset?)job.Row.DueAt)))];
            },
            cancellationToken);

    public async Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken) =>
        (await ListKeysAsync(StoredLimits.LimitOf(key), after: null, int.MaxValue, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(found => found.Use.Key == key);

    public Task<long> RecountAsync(string key, CancellationToken cancellationToken) => access.RunAsync((_, _) => 0L, cancellationToken);

    private static IEnumerable<StoredLimit> InForce(InMemoryState state, DateTimeOffset now) =>
        state.Limits.Values.Where(limit => !(limit.Limit.Until <= now));

    private static bool Define(InMemoryState state, DateTimeOffset now, IReadOnlyList<NewLimit> limits)
    {
        var differing = limits.Where(limit => state.Limits.GetValueOrDefault(KeyOf(limit))?.Limit != limit).ToList();
        state.SettingsVersion++;
        differing.ForEach(limit => state.Limits[KeyOf(limit)] = new StoredLimit(limit, now, null, null));
        return differing.Count > 0;
    }

    private static bool Override(InMemoryState state, DateTimeOffset now, NewLimit limit, NewAuditEntry entry)
    {
        state.SettingsVersion++;
        var before = state.Limits.GetValueOrDefault(KeyOf(limit));
        state.Limits[KeyOf(limit)] =
            new StoredLimit(limit, now, StoredText.Clean(entry.Origin.Who), StoredText.Clean(entry.Origin.Reason));
        state.File(entry with { Before = before?.Limit.Values.ToJson(), After = limit.Values.ToJson() }, now);
        return true;
    }

    private static bool Lift(
        InMemoryState state, DateTimeOffset now, (string Name, LimitSource Source, string Key) key, NewAuditEntry entry)
    {
        state.SettingsVersion++;
        if (!state.Limits.Remove(key, out var before))
        {
            return false;
        }

        state.File(entry with { Before = before.Limit.Values.ToJson() }, now);
        return true;
    }

    private static bool Rest(InMemoryState state, string key, DateTimeOffset until)
    {
        var (next, rest) = state.LimitKeys.GetValueOrDefault(key);
        state.LimitKeys[key] = (next, rest > until ? rest : until);
        return true;
    }

    private static bool Shut(InMemoryState state, string lane)
    {
        foreach (var job in state.Live.Held.Where(job => !job.IsRunning && job.Row.ParkedReason is null && job.Row.Lane == lane).ToList())
        {
            state.Live.Update(job, job.Row.Gated());
        }

        return false;
    }

    private static bool Reopen(InMemoryState state, string lane)
    {
        foreach (var job in state.Live.Gated.At(StoredLimits.ShutGate(lane)).ToList())
        {
            state.Live.Update(job, job.Row);
        }

        return false;
    }

    private static LimitPass Pass(InMemoryState state, DateTimeOffset now, string gate, int most, IReadOnlyCollection<string> paused)
    {
        var gated = state.Live.Gated;
        gated.OpenDue(now, int.MaxValue);
        var jobs = gated.At(gate).Take(most).ToList();
        var table = new LimitTable(InForce(state, now).Select(limit => limit.Limit));
        var keys = jobs.SelectMany(job => StoredLimits.Keys(job.Row.Limits)).Append(gate).Distinct(StringComparer.Ordinal)
            .Select(key => StateOf(table, Use(state, key, now))).ToList();
        var plan = PassPlan.Of(gate, jobs.Select(job => new GatedJob(job.Row.Id, job.Row.Limits!, job.Queue)), keys, paused, now);
        foreach (var (job, startAt) in plan.Admitted)
        {
            var live = state.Live.Find(job.Id)!;
            state.Live.Update(live, live.Row with { DueAt = StoreTime.Cut(startAt), Limits = StoredLimits.Marked(job.Limits) });
        }

        plan.Moved.ForEach(moved => gated.Move(state.Live.Find(moved.Job.Id)!, moved.Gate));
        keys.Where(key => key.HasChanged).ToList()
            .ForEach(key => state.LimitKeys[key.Key] = (key.Next, state.LimitKeys.GetValueOrDefault(key.Key).RestUntil));
        return plan.Result(now, mayHaveMore: plan.HasRoom && jobs.Count == most);
    }

    private static LimitUse Use(InMemoryState state, string key, DateTimeOffset now)
    {
        var (next, rest) = state.LimitKeys.GetValueOrDefault(key);
        return new LimitUse(key, state.Live.Gated.InUse(key), next, now, rest);
    }

    private static LimitKeyState StateOf(LimitTable table, LimitUse use) =>
        new(use.Key, table.Of(use.Key), use.InUse, use.Next, use.RestUntil);

    private static (string Name, LimitSource Source, string Key) KeyOf(NewLimit limit) => (limit.Name, limit.Source, limit.Key);
}
