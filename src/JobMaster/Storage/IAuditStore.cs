using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Reading and pruning what operators did. Entries are written by the calls that make the changes, in the same transaction and only if the
/// change took effect; only what changes nothing is filed by itself.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAuditStore
{
    /// <summary>Files what an operator did that changes nothing, such as reading what is hidden.</summary>
    Task FileAsync(NewAuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A page of entries by descending time and id. Ids are ordered as their text is.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditListRequest request, CancellationToken cancellationToken);

    /// <summary>An id for an <see cref="AuditCall"/>, greater than all ids that this store has given in this process.</summary>
    Guid GetNewCallId();

    /// <summary>What the runs of one call have filed, in any order.</summary>
    /// <param name="call">The call.</param>
    /// <param name="targets">What its entries are about; others are not looked at.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<AuditEntry>> ListOfCallAsync(AuditCall call, IReadOnlyList<string> targets, CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> entries older than the retention, the oldest first; returns how many.</summary>
    Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken);
}

/// <summary>A page of the audit to read. Conditions that are given must all hold.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AuditListRequest
{
    /// <summary>Only what this operator did.</summary>
    public string? Who { get; init; }

    /// <summary>Only actions that are, or come after, this text.</summary>
    public string? ActionFrom { get; init; }

    /// <summary>Only actions that come before this text.</summary>
    public string? ActionBefore { get; init; }

    /// <summary>Only calls whose key is, or comes after, this text.</summary>
    public string? CallKeyFrom { get; init; }

    /// <summary>Only calls whose key comes before this text.</summary>
    public string? CallKeyBefore { get; init; }

    /// <summary>Only what was done to this kind of thing.</summary>
    public string? TargetKind { get; init; }

    /// <summary>Only what was done to this one.</summary>
    public string? TargetId { get; init; }

    /// <summary>Only what was done at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what was done before this instant.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Continue behind this entry.</summary>
    public (DateTimeOffset At, Guid Id)? After { get; init; }

    /// <summary>At most so many entries.</summary>
    public required int Limit { get; init; }
}
