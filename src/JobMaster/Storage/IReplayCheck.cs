using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>
/// Checks the jobs of an operation that replays them as another definition with their present message data. Called within the transaction
/// that replays them, so it must not wait.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IReplayCheck
{
    /// <summary>Whether the check already knows what the definition can read.</summary>
    bool Knows(string definitionId);

    /// <summary>The changes for this job; null if the definition cannot read its message data.</summary>
    /// <param name="job">The job.</param>
    /// <param name="replay">The changes for all jobs of the operation.</param>
    StoredReplay? Fit(ReplayedPayload job, StoredReplay replay);
}

/// <summary>The message data of a job that will move to another definition.</summary>
/// <param name="JobId">The job.</param>
/// <param name="DefinitionId">The definition it is stored under.</param>
/// <param name="Payload">Its stored message data.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct ReplayedPayload(Guid JobId, string DefinitionId, string? Payload);
