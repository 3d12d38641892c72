using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>What a provider gives to the agent on its database.</summary>
[Experimental("JM9001")]
public sealed record SqlAgentParts
{
    /// <summary>What the core gives every transport.</summary>
    public required AgentTransportContext Context { get; init; }

    /// <summary>What an operator calls the agent.</summary>
    public required string Description { get; init; }

    /// <summary>Dialect, connections and statements, those of the folder <c>Agent</c> before the others of their name.</summary>
    public required SqlStoreParts Store { get; init; }

    /// <summary>The agent's own schema.</summary>
    public required ISchemaStore Schema { get; init; }

    /// <summary>Tells other processes of pushes, and hears of theirs; null where only looking helps.</summary>
    public IWakeUps? WakeUps { get; init; }

    /// <summary>The longest pause between two looks while nothing is heard of pushes.</summary>
    public required TimeSpan LongestPause { get; init; }
}
