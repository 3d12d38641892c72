using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>How claims see a live job: which of their conditions it meets, each separately.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record JobStanding
{
    /// <summary>The queue it is in.</summary>
    public required JobQueue Queue { get; init; }

    /// <summary>Its definition, which a claim may exclude.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>Whether it is neither parked nor running.</summary>
    public required bool IsWaiting { get; init; }

    /// <summary>Whether it was lost so often that no other such job may run beside it.</summary>
    public required bool IsSolo { get; init; }

    /// <summary>Whether it is due.</summary>
    public required bool IsDue { get; init; }

    /// <summary>Whether the reader of the request can read its payload, as far as is known.</summary>
    public required bool IsReadable { get; init; }

    /// <summary>When it is due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The store's time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>No attempt starts after this instant; null for no expiry.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it is parked; null if it is not.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>Whether it waits under limits, where claims do not see it.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The session that holds it while it runs.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>How many due jobs of a higher priority its lane has, up to the requested limit.</summary>
    public required long Higher { get; init; }

    /// <summary>How many jobs of its queue are due before it, up to the requested limit.</summary>
    public required long Earlier { get; init; }

    /// <summary>Whether a claim takes it if the claim includes its queue, does not exclude its definition, and has room.</summary>
    public bool IsClaimable => IsWaiting && IsDue && IsReadable;
}
