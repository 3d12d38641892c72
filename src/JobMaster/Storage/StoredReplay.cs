using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The changes to a job that runs again. Null keeps a value.</summary>
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

    /// <summary>Whether the message data changes; the failed attempt keeps the old data.</summary>
    public bool ChangesPayload { get; init; }

    /// <summary>The new message data in its stored form; null for none.</summary>
    public string? Payload { get; init; }
}
