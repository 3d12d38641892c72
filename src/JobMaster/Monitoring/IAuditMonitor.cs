namespace JobMaster;

/// <summary>
/// Reads operators' actions: who, when, what and why. Kept for <see cref="JobMasterClusterOptions.AuditRetentionTtl"/>.
/// </summary>
public interface IAuditMonitor
{
    /// <summary>
    /// Returns a page of entries, newest first. Pages by key: new entries neither repeat nor hide others. A page costs the same however
    /// far back it is, except that the store reads past the entries of other actions and kinds: for a rare action, up to all that the rest
    /// of the filter leaves.
    /// </summary>
    /// <param name="filter">The entries and the page size.</param>
    /// <param name="continueFrom">The <see cref="AuditPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The filter contradicts itself, or the continuation is not from this method.</exception>
    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    Task<AuditPage> ListAsync(AuditFilter? filter = null, string? continueFrom = null, CancellationToken cancellationToken = default);
}

/// <summary>Selects entries of the audit. All given conditions must hold.</summary>
public sealed record AuditFilter
{
    /// <summary>Only actions of this operator, by exact name. Default: all.</summary>
    public string? Who { get; init; }

    /// <summary>
    /// Only this action, one of <see cref="AuditActions"/>. A <c>*</c> at the end matches every action with that beginning, as in
    /// <c>job.*</c>. Default: all.
    /// </summary>
    public string? Action { get; init; }

    /// <summary>
    /// Only calls with this key, see <see cref="OperatorContext.CallKey"/>. A <c>*</c> at the end matches every key with that beginning.
    /// Default: all.
    /// </summary>
    public string? CallKey { get; init; }

    /// <summary>Only actions on this kind of target, one of <see cref="AuditTargets"/>. Default: all.</summary>
    public string? TargetKind { get; init; }

    /// <summary>Only actions on this target, for example a job's id as text; needs <see cref="TargetKind"/>. Default: all.</summary>
    public string? TargetId { get; init; }

    /// <summary>Only actions at this time or later. Default: all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only actions before this time. Default: all.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>The page size, 1 to 1,000. <value>The default is 100.</value></summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>A page of the audit.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Next">Where the next page continues; null on the last page.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
