using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>The whole audit of one kind of thing, the latest first.</summary>
internal static class StoredAudit
{
    private const int PageSize = 5000;

    public static async Task<IReadOnlyList<AuditEntry>> ReadAsync(IAuditStore store, string targetKind)
    {
        var entries = new List<AuditEntry>();
        IReadOnlyList<AuditEntry> page;
        do
        {
            (DateTimeOffset, Guid)? after = entries.Count == 0 ? null : (entries[^1].At, entries[^1].Id);
            page = await store.ListAsync(
                new AuditListRequest { TargetKind = targetKind, After = after, Limit = PageSize }, CancellationToken.None);
            entries.AddRange(page);
        }
        while (page.Count == PageSize);

        return entries;
    }
}
