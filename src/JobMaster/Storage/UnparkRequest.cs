using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Selects the parked jobs that wait again: those that the asking node can run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record UnparkRequest
{
    /// <summary>The definitions whose handlers the node has.</summary>
    public required IReadOnlyList<string> DefinitionIds { get; init; }

    /// <summary>The lanes its workers serve, and the <see cref="LanePattern">patterns</see> of lanes.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>
    /// How the node's build reads payloads: jobs that only other builds found unreadable wait again, and those builds continue to exclude
    /// them. Null leaves all unreadable jobs parked.
    /// </summary>
    public string? Reader { get; init; }

    /// <summary>
    /// Whether the node is starting. If so, parked unreadable jobs wait again for every build. Jobs that wait already are open again to
    /// builds without a live session.
    /// </summary>
    public bool ForEveryReader { get; init; }
}
