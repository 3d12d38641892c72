using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Looks at the jobs of an operation that replays them as another definition with the message data they have. Called within the transaction
/// that replays them, so it waits for nothing.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IReplayCheck
{
    /// <summary>Whether it is known by now what the definition can read.</summary>
    bool Knows(string definitionId);

    /// <summary>What this job has otherwise than before; null when the definition cannot read its message data.</summary>
    /// <param name="job">The job.</param>
    /// <param name="replay">What all jobs of the operation have otherwise than before.</param>
    StoredReplay? Fit(ReplayedPayload job, StoredReplay replay);
}

/// <summary>The message data of a job that is to go to another definition.</summary>
/// <param name="JobId">The job.</param>
/// <param name="DefinitionId">The definition it is stored under.</param>
/// <param name="Payload">Its message data as it is stored.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct ReplayedPayload(Guid JobId, string DefinitionId, string? Payload);
