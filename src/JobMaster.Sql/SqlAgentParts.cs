using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The parts that a provider gives to the agent on its database.</summary>
[Experimental("JM9001")]
public sealed record SqlAgentParts
{
    /// <summary>The part that the core gives to every transport.</summary>
    public required AgentTransportContext Context { get; init; }

    /// <summary>The agent's description for operators.</summary>
    public required string Description { get; init; }

    /// <summary>Dialect, connections and statements; statements of the folder <c>Agent</c> override others of the same name.</summary>
    public required SqlStoreParts Store { get; init; }

    /// <summary>The agent's own schema.</summary>
    public required ISchemaStore Schema { get; init; }

    /// <summary>Notifies other processes of pushes and listens for theirs; null if receivers can only poll.</summary>
    public IWakeUps? WakeUps { get; init; }

    /// <summary>The longest pause between two polls without notifications.</summary>
    public required TimeSpan LongestPause { get; init; }
}
