using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>What a job that runs again has otherwise than before. What is null stays.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredReplay
{
    /// <summary>The new lane.</summary>
    public string? Lane { get; init; }

    /// <summary>The new priority.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>The new definition.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>Whether the message data changes; what it was is kept with the attempt that failed.</summary>
    public bool ChangesPayload { get; init; }

    /// <summary>The new message data as it is stored; null for none.</summary>
    public string? Payload { get; init; }
}
