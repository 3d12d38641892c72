namespace JobMaster;

/// <summary>
/// Reading what operators did: who, when, what and why. Kept for <see cref="JobMasterClusterOptions.AuditRetentionTtl"/>.
/// </summary>
public interface IAuditMonitor
{
    /// <summary>
    /// A page of entries, the newest first. Pages by key, so a page costs the same however far back it is, and entries that come meanwhile
    /// neither repeat nor hide others.
    /// </summary>
    /// <param name="filter">Which entries, and how many a page.</param>
    /// <param name="continueFrom">The <see cref="AuditPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The filter contradicts itself, or the continuation is not one this method returned.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<AuditPage> ListAsync(AuditFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default);
}

/// <summary>Which entries of the audit to list. Conditions that are given must all hold.</summary>
public sealed record AuditFilter
{
    /// <summary>Only what this operator did, by exact name. Default: all.</summary>
    public string? Who { get; init; }

    /// <summary>
    /// Only this action, one of <see cref="AuditActions"/>; with <c>*</c> at its end, all that begin so, as <c>job.*</c>. Default: all.
    /// </summary>
    public string? Action { get; init; }

    /// <summary>
    /// Only calls with this key, see <see cref="OperatorContext.CallKey"/>; with <c>*</c> at its end, all that begin so. Default: all.
    /// </summary>
    public string? CallKey { get; init; }

    /// <summary>Only what was done to this kind of thing, one of <see cref="AuditTargets"/>. Default: all.</summary>
    public string? TargetKind { get; init; }

    /// <summary>Only what was done to this one, for example a job's id as text; needs <see cref="TargetKind"/>. Default: all.</summary>
    public string? TargetId { get; init; }

    /// <summary>Only what was done at this time or later. Default: all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what was done before this time. Default: all.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>How many a page, 1 to 1,000. <value>The default is 100.</value></summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>A page of the audit.</summary>
/// <param name="Entries">The entries, the newest first.</param>
/// <param name="Next">Where the next page continues; null when there is none.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
