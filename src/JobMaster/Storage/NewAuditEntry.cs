using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Who makes a change, as recorded with the change.</summary>
/// <param name="Who">The operator, or the host if no operator was named.</param>
/// <param name="Host">The host that makes the call.</param>
/// <param name="Source">The source of the change.</param>
/// <param name="Reason">The reason.</param>
/// <param name="OperationId">The bulk operation that the change belongs to.</param>
/// <param name="CallKey">A key by which the call's entries are found; see <see cref="OperatorContext.CallKey"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AuditOrigin(
    string Who, string Host, string? Source = null, string? Reason = null, Guid? OperationId = null, string? CallKey = null)
{
    /// <summary>Gives the entries their ids; null if the store does.</summary>
    public AuditCall? Call { get; init; }
}

/// <summary>An entry to write if a change takes effect. The store sets its time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewAuditEntry
{
    /// <summary>Who makes the change.</summary>
    public required AuditOrigin Origin { get; init; }

    /// <summary>The action.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of its target.</summary>
    public required string TargetKind { get; init; }

    /// <summary>The target.</summary>
    public required string TargetId { get; init; }

    /// <summary>The values before the change, as a JSON object.</summary>
    public string? Before { get; init; }

    /// <summary>The values after the change, as a JSON object.</summary>
    public string? After { get; init; }
}
