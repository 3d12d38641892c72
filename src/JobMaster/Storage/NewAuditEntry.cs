using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Who makes a change, as it is filed with the change.</summary>
/// <param name="Who">The operator, or the host when nobody was named.</param>
/// <param name="Host">The host that makes the call.</param>
/// <param name="Source">What the change came through.</param>
/// <param name="Reason">Why.</param>
/// <param name="OperationId">The bulk operation it is a part of.</param>
/// <param name="CallKey">What finds the call's entries again; see <see cref="OperatorContext.CallKey"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record AuditOrigin(
    string Who, string Host, string? Source = null, string? Reason = null, Guid? OperationId = null, string? CallKey = null)
{
    /// <summary>Gives the entries their ids; null when the store does.</summary>
    public AuditCall? Call { get; init; }
}

/// <summary>What is to be filed if a change takes effect. The store gives it its time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewAuditEntry
{
    /// <summary>Who makes the change.</summary>
    public required AuditOrigin Origin { get; init; }

    /// <summary>What is done.</summary>
    public required string Action { get; init; }

    /// <summary>What kind of thing it is done to.</summary>
    public required string TargetKind { get; init; }

    /// <summary>Which one.</summary>
    public required string TargetId { get; init; }

    /// <summary>What is changed, as it was before, as a JSON object.</summary>
    public string? Before { get; init; }

    /// <summary>What is changed, as it is now, as a JSON object.</summary>
    public string? After { get; init; }
}
