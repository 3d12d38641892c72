using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Combines the settings of limits with their use.</summary>
internal sealed class LimitMonitor(IMasterStore store) : ILimitMonitor
{
    private const int Most = 500;

    public async Task<IReadOnlyList<LimitDetails>> ListAsync(CancellationToken cancellationToken = default)
    {
        var stored = await store.Limits.ReadAsync(cancellationToken).ConfigureAwait(false);
        return [
            .. stored.Where(limit => limit.Limit.Source == LimitSource.Code).OrderBy(limit => limit.Limit.Name, StringComparer.Ordinal)
                .Select(limit => new LimitDetails
                {
                    Name = limit.Limit.Name,
                    Kind = (LimitKind)limit.Limit.Scope,
                    Of = limit.Limit.Of,
                    Settings = Settings(limit.Limit.Values),
                    Overrides = [
                        .. stored.Where(other => other.Limit.Source == LimitSource.Operator && other.Limit.Name == limit.Limit.Name)
                            .OrderBy(other => other.Limit.Key, StringComparer.Ordinal).Select(Override)],
                })];
    }

    public async Task<LimitKeyPage> ListKeysAsync(
        string? limit = null, int count = 50, string? continueFrom = null, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > Most)
        {
            throw new ArgumentException($"The count {count} must be from 1 to {Most}.", nameof(count));
        }

        var stored = await store.Limits.ReadAsync(cancellationToken).ConfigureAwait(false);
        var table = new LimitTable(stored.Select(one => one.Limit));
        var found = await store.Limits.ListKeysAsync(limit, Place(continueFrom), count, cancellationToken).ConfigureAwait(false);
        return new LimitKeyPage(
            [.. found.Select(use => Details(use, table, stored))], found.Count == count ? Cursor(found[^1]) : null);
    }

    /// <summary>Some keys; an unused key counts as free.</summary>
    public async Task<IReadOnlyList<LimitKeyDetails>> OfAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var stored = await store.Limits.ReadAsync(cancellationToken).ConfigureAwait(false);
        var table = new LimitTable(stored.Select(one => one.Limit));
        var found = new List<LimitKeyDetails>();
        foreach (var key in keys)
        {
            var use = await store.Limits.GetKeyAsync(key, cancellationToken).ConfigureAwait(false);
            found.AddRange(use is null ? [] : [Details(use, table, stored)]);
        }

        return found;
    }

    private static LimitKeyDetails Details(WaitingUse found, LimitTable table, IReadOnlyList<StoredLimit> stored)
    {
        var use = found.Use;
        var (name, by) = (StoredLimits.LimitOf(use.Key), StoredLimits.ByOf(use.Key));
        var values = table.Of(use.Key);
        var state = new LimitKeyState(use.Key, values, use.InUse, use.Next, use.RestUntil);
        var startAt = state.StartAt(use.Now);
        var overrides = stored.Where(limit => limit.Limit.Source == LimitSource.Operator && limit.Limit.Name == name).ToList();
        return new LimitKeyDetails
        {
            Limit = name,
            Key = by,
            Settings = Settings(values ?? new LimitValues()),
            InUse = Math.Max(0, use.InUse),
            Waiting = found.Waiting,
            OldestDueAt = found.OldestDueAt,
            NextStartAt = startAt > use.Now ? startAt : null,
            IsFull = state.IsFull,
            HeldBy = state.KeepsOrder && found.Waiting > 0 ? use.HeldBy : null,
            Override = (overrides.Find(one => one.Limit.Key == by) ?? overrides.Find(one => one.Limit.Key.Length == 0)) is { } own
                ? Override(own)
                : null,
        };
    }

    private static LimitOverrideDetails Override(StoredLimit limit) => new(
        limit.Limit.Key.Length == 0 ? null : limit.Limit.Key, Settings(limit.Limit.Values), limit.Since, limit.Limit.Until, limit.Who,
        limit.Reason);

    private static LimitSettings Settings(LimitValues values) => new(
        values.MaxConcurrent, values.Starts, values.Per, values.Burst, values.KeepOrder);

    private static string Cursor(WaitingUse last) => string.Create(CultureInfo.InvariantCulture, $"{last.Counted}/{last.Use.Key}");

    private static (long Counted, string Key)? Place(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        var end = cursor.IndexOf('/', StringComparison.Ordinal);
        return end > 0 && long.TryParse(cursor.AsSpan(0, end), CultureInfo.InvariantCulture, out var inUse)
            ? (inUse, cursor[(end + 1)..])
            : throw new ArgumentException($"'{cursor}' is not a continuation that ListKeysAsync returned.", nameof(cursor));
    }
}
