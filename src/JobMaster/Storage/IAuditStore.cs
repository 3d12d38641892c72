using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Reads and prunes the audit of operators' actions. The calls that make changes write the entries, in the same transaction and only if the
/// change took effect. Only actions that change nothing are recorded by a separate call.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAuditStore
{
    /// <summary>Records an operator's action that changes nothing, such as reading hidden data.</summary>
    Task FileAsync(NewAuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A page of entries by descending time and id. Ids are ordered by their text.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAsync(AuditListRequest request, CancellationToken cancellationToken);

    /// <summary>An id for an <see cref="AuditCall"/>, greater than all ids that this store has created in this process.</summary>
    Guid GetNewCallId();

    /// <summary>The entries of all runs of one call, in any order.</summary>
    /// <param name="call">The call.</param>
    /// <param name="targets">The targets of its entries; other targets are ignored.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<IReadOnlyList<AuditEntry>> ListOfCallAsync(AuditCall call, IReadOnlyList<string> targets, CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> entries older than the retention, oldest first; returns how many.</summary>
    Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken);
}

/// <summary>A page of the audit to read. All given conditions must hold.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AuditListRequest
{
    /// <summary>Only actions of this operator.</summary>
    public string? Who { get; init; }

    /// <summary>Only actions equal to or after this text.</summary>
    public string? ActionFrom { get; init; }

    /// <summary>Only actions before this text.</summary>
    public string? ActionBefore { get; init; }

    /// <summary>Only calls whose key is equal to or after this text.</summary>
    public string? CallKeyFrom { get; init; }

    /// <summary>Only calls whose key is before this text.</summary>
    public string? CallKeyBefore { get; init; }

    /// <summary>Only actions on this kind of target.</summary>
    public string? TargetKind { get; init; }

    /// <summary>Only actions on this target.</summary>
    public string? TargetId { get; init; }

    /// <summary>Only actions at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only actions before this instant.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Continue after this entry.</summary>
    public (DateTimeOffset At, Guid Id)? After { get; init; }

    /// <summary>The most entries.</summary>
    public required int Limit { get; init; }
}
