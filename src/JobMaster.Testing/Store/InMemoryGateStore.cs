using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The gates of limits, with the same decisions as in every store.</summary>
internal sealed class InMemoryGateStore(InMemoryAccess access) : IGateStore
{
    public Action<IReadOnlyCollection<string>>? Touched
    {
        get => access.Touched;
        set => access.Touched = value;
    }

    public Task<LimitPass> PassAsync(
        string key, int most, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Pass(state, now, key, most, paused), cancellationToken);

    public Task<TurnPass> PassTurnsAsync(
        IReadOnlyCollection<string> keys, IReadOnlyCollection<string> paused, TimeSpan patience, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => PassTurns(state, now, keys, paused), cancellationToken);

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
                        .Select(key => InMemoryLimitStore.Use(state, key, now))];
            },
            cancellationToken);

    public Task<long> RecountAsync(string key, CancellationToken cancellationToken) => access.RunAsync((_, _) => 0L, cancellationToken);

    public Task<PrunedKeys> PruneKeysAsync(string after, int most, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Prune(state, now, after, most), cancellationToken);

    private static PrunedKeys Prune(InMemoryState state, DateTimeOffset now, string after, int most)
    {
        var idle = state.LimitKeys.Keys.Where(key => string.CompareOrdinal(key, after) > 0 && IsIdle(state, now, key))
            .Order(StringComparer.Ordinal).Take(most).ToList();
        idle.ForEach(key => state.LimitKeys.Remove(key));
        return new PrunedKeys(idle.Count, idle.Count < most ? null : idle[^1]);
    }

    private static bool IsIdle(InMemoryState state, DateTimeOffset now, string key)
    {
        var use = InMemoryLimitStore.Use(state, key, now);
        return use.InUse == 0 && !state.Live.Gated.At(key).Any() && !(use.Next > now) && !(use.RestUntil > now)
            && !(use.HeldBy is { } holder && (state.Live.Find(holder) is not null || state.Failed.Find(holder) is not null));
    }

    private static bool Rest(InMemoryState state, string key, DateTimeOffset until)
    {
        var row = state.LimitKeys.GetValueOrDefault(key);
        state.LimitKeys[key] = row with { RestUntil = row.RestUntil > until ? row.RestUntil : until };
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
        state.Live.Gated.OpenDue(now, int.MaxValue);
        var jobs = state.Live.Gated.At(gate).Take(most).ToList();
        var keys = KeysOf(state, now, jobs, [gate]);
        if (keys.Find(key => key.Key == gate)!.KeepsOrder)
        {
            return LimitPass.Later;
        }

        var plan = PassPlan.Of(gate, jobs.Select(Gated), keys, paused, now);
        Carry(state, plan, keys);
        return plan.Result(now, mayHaveMore: plan.HasRoom && jobs.Count == most);
    }

    private static TurnPass PassTurns(
        InMemoryState state, DateTimeOffset now, IReadOnlyCollection<string> gates, IReadOnlyCollection<string> paused)
    {
        state.Live.Gated.OpenDue(now, int.MaxValue);
        var first = new Dictionary<string, LiveJob>(StringComparer.Ordinal);
        foreach (string gate in gates)
        {
            var holder = state.LimitKeys.GetValueOrDefault(gate).HeldBy;
            var waiting = state.Live.Gated.At(gate).ToList();
            if ((waiting.Find(job => job.Row.Id == holder) ?? waiting.MinBy(job => (job.Row.DueAt, job.Sequence))) is { } job)
            {
                first[gate] = job;
            }
        }

        var keys = KeysOf(state, now, first.Values, first.Keys);
        foreach (var key in keys)
        {
            if (key.HeldBy is { } had && first.TryGetValue(key.Key, out var next) && had != next.Row.Id && HasEnded(state, had, key))
            {
                key.GiveTurn(null);
            }
        }

        var plan = PassPlan.OfTurns(
            first.ToDictionary(one => one.Key, one => Gated(one.Value), StringComparer.Ordinal), keys, paused, now);
        Carry(state, plan, keys);
        return plan.Result(now, blocked: []);
    }

    private static GatedJob Gated(LiveJob job) => new(job.Row.Id, job.Row.Limits!, job.Queue);

    private static bool HasEnded(InMemoryState state, Guid id, LimitKeyState key) =>
        state.Live.Find(id) is { } live ? live.Row.ParkedReason is not null : !(key.HoldsOnFailure && state.Failed.Find(id) is not null);

    private static void Carry(InMemoryState state, PassPlan plan, List<LimitKeyState> keys)
    {
        keys.ForEach(key => state.LimitKeys.TryAdd(key.Key, default));
        foreach (var (job, startAt) in plan.Admitted)
        {
            var live = state.Live.Find(job.Id)!;
            state.Live.Update(live, live.Row with { DueAt = StoreTime.Cut(startAt), Limits = StoredLimits.Marked(job.Limits) });
        }

        plan.Moved.ForEach(moved => state.Live.Gated.Move(state.Live.Find(moved.Job.Id)!, moved.Gate));
        keys.Where(key => key.HasChanged).ToList()
            .ForEach(key => state.LimitKeys[key.Key] = (key.Next, state.LimitKeys[key.Key].RestUntil, key.HeldBy));
    }

    private static List<LimitKeyState> KeysOf(
        InMemoryState state, DateTimeOffset now, IEnumerable<LiveJob> jobs, IEnumerable<string> gates)
    {
        var table = new LimitTable(InMemoryLimitStore.InForce(state, now).Select(limit => limit.Limit));
        return [
            .. jobs.SelectMany(job => StoredLimits.Keys(job.Row.Limits)).Concat(gates).Distinct(StringComparer.Ordinal)
                .Select(key => InMemoryLimitStore.Use(state, key, now))
                .Select(use => new LimitKeyState(use.Key, table.Of(use.Key), use.InUse, use.Next, use.RestUntil, use.HeldBy))];
    }
}
