using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Which parked jobs are to wait again: those that the asking node can run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record UnparkRequest
{
    /// <summary>The definitions the node has handlers of.</summary>
    public required IReadOnlyList<string> DefinitionIds { get; init; }

    /// <summary>The lanes its workers serve, and the <see cref="LanePattern">patterns</see> of lanes.</summary>
    public required IReadOnlyList<string> Lanes { get; init; }

    /// <summary>
    /// How the node's build reads payloads: jobs that only other builds found unreadable wait again, and those builds go on leaving them
    /// out. Null leaves all unreadable jobs parked.
    /// </summary>
    public string? Reader { get; init; }

    /// <summary>
    /// Whether the node starts: then unreadable jobs wait for every build to try again, and those that wait are also for builds that no
    /// live session has.
    /// </summary>
    public bool ForEveryReader { get; init; }
}
