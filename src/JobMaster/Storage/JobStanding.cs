using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>How a live job stands to claims: which of their conditions it meets, each by itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record JobStanding
{
    /// <summary>The queue it is in.</summary>
    public required JobQueue Queue { get; init; }

    /// <summary>Its definition, which a claim may leave out.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>Whether it is neither parked nor running.</summary>
    public required bool IsWaiting { get; init; }

    /// <summary>Whether it was lost so often that it runs only beside no other such job.</summary>
    public required bool IsSolo { get; init; }

    /// <summary>Whether it is due.</summary>
    public required bool IsDue { get; init; }

    /// <summary>Whether the reader asked for has not found its payload unreadable.</summary>
    public required bool IsReadable { get; init; }

    /// <summary>When it is due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The time of the store.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>After which instant no attempt starts; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it is parked; null when it is not.</summary>
    public ParkedReason? ParkedReason { get; init; }

    /// <summary>Whether it waits under limits, outside of what claims look at.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The session that holds it while it runs.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>How many due jobs of a higher priority its lane has, up to the limit asked for.</summary>
    public required long Higher { get; init; }

    /// <summary>How many jobs of its queue are due before it, up to the limit asked for.</summary>
    public required long Earlier { get; init; }

    /// <summary>Whether a claim takes it that asks for its queue, does not leave out its definition, and has room.</summary>
    public bool IsClaimable => IsWaiting && IsDue && IsReadable;
}
