using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Limits, with the same decisions as in every store.</summary>
internal sealed class InMemoryLimitStore(InMemoryAccess access) : ILimitStore
{
    public Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredLimit>>((state, now) => [.. InForce(state, now)], cancellationToken);

    public Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Define(state, now, limits), cancellationToken);

    public Task<bool> OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Override(state, now, limit, audit), cancellationToken);

    public Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Lift(state, now, (name, source, key), audit), cancellationToken);

    public Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long Counted, string Key)? after, int count, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<WaitingUse>>(
            (state, now) =>
            {
                state.Live.Gated.OpenDue(now, int.MaxValue);
                return [
                    .. state.Live.Gated.Known.Union(state.LimitKeys.Keys).Where(key => limit is null || StoredLimits.LimitOf(key) == limit)
                        .Select(key => Use(state, key, now)).OrderByDescending(use => use.InUse)
                        .ThenBy(use => use.Key, StringComparer.Ordinal)
                        .Where(use => after is not { } place || use.InUse < place.Counted
                            || (use.InUse == place.Counted && string.CompareOrdinal(use.Key, place.Key) > 0))
                        .Take(count)
                        .Select(use => new WaitingUse(
                            use, Math.Min(1000, state.Live.Gated.At(use.Key).Count()),
                            state.Live.Gated.At(use.Key).Min(job => (DateTimeOffset?)job.Row.DueAt)))];
            },
            cancellationToken);

    public async Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken) =>
        (await ListKeysAsync(StoredLimits.LimitOf(key), after: null, int.MaxValue, cancellationToken).ConfigureAwait(false))
            .FirstOrDefault(found => found.Use.Key == key);

    public static IEnumerable<StoredLimit> InForce(InMemoryState state, DateTimeOffset now) =>
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
        var before = InForce(state, now).FirstOrDefault(stored => KeyOf(stored.Limit) == KeyOf(limit));
        if (before?.IsSame(limit, entry.Origin.Reason) == true)
        {
            return false;
        }

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

    public static LimitUse Use(InMemoryState state, string key, DateTimeOffset now)
    {
        var (next, rest, heldBy) = state.LimitKeys.GetValueOrDefault(key);
        return new LimitUse(key, state.Live.Gated.InUse(key), next, now, rest, heldBy);
    }

    private static (string Name, LimitSource Source, string Key) KeyOf(NewLimit limit) => (limit.Name, limit.Source, limit.Key);
}
