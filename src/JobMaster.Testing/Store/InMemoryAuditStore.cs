using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The actions of operators.</summary>
internal sealed class InMemoryAuditStore(InMemoryAccess access) : IAuditStore
{
    public Task FileAsync(NewAuditEntry entry, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                state.File(entry, now);
                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditListRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<AuditEntry>>(
            (state, _) => [.. state.Audit.Values.Reverse().Where(entry => IsAsked(entry, request)).Take(request.Limit)], cancellationToken);

    public Guid GetNewCallId() => access.Run((state, now) => state.NewAuditId(now));

    public Task<IReadOnlyList<AuditEntry>> ListOfCallAsync(
        AuditCall call, IReadOnlyList<string> targets, CancellationToken cancellationToken)
    {
        var names = targets.Select(static target => StoredText.Clean(target)).ToHashSet(StringComparer.Ordinal);
        return access.RunAsync<IReadOnlyList<AuditEntry>>(
            (state, _) =>
            [
                .. state.Audit.Values.Where(
                    entry => names.Contains(entry.TargetId) && entry.Id.CompareTo(call.First) >= 0 && entry.Id.CompareTo(call.Last) <= 0),
            ],
            cancellationToken);
    }

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                var before = StoreTime.Earlier(now, retention);
                var old = state.Audit.Keys.TakeWhile(place => place.At < before).Take(limit).ToList();
                old.ForEach(place => state.Audit.Remove(place));
                return old.Count;
            },
            cancellationToken);

    private static bool IsAsked(AuditEntry entry, AuditListRequest request) =>
        (request.Who is null || entry.Who == StoredText.Clean(request.Who))
        && (request.ActionFrom is null || string.CompareOrdinal(entry.Action, request.ActionFrom) >= 0)
        && (request.ActionBefore is null || string.CompareOrdinal(entry.Action, request.ActionBefore) < 0)
        && (request.CallKeyFrom is null || string.CompareOrdinal(entry.CallKey, request.CallKeyFrom) >= 0)
        && (request.CallKeyBefore is null || (entry.CallKey is { } key && string.CompareOrdinal(key, request.CallKeyBefore) < 0))
        && (request.TargetKind is null || entry.TargetKind == StoredText.Clean(request.TargetKind))
        && (request.TargetId is null || entry.TargetId == StoredText.Clean(request.TargetId))
        && (request.From is null || entry.At >= StoreTime.Cut(request.From.Value))
        && (request.Before is null || entry.At < StoreTime.Cut(request.Before.Value))
        && (request.After is not { } after || (entry.At, entry.Id).CompareTo(after) < 0);
}
