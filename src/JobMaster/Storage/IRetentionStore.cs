using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Removing what is older than its retention.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IRetentionStore
{
    /// <summary>
    /// Removes finished and failed jobs past their retention with all that belongs to them, and keys whose time is over, in short
    /// transactions. Of keys it removes many times the limit.
    /// </summary>
    /// <returns>How many jobs were removed; fewer than the limit means nothing is left to remove.</returns>
    Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken);
}

/// <summary>What to remove.</summary>
/// <param name="FinishedRetention">How long succeeded and cancelled jobs are kept after they became final.</param>
/// <param name="FailedRetention">How long failed jobs are kept after they became final.</param>
/// <param name="Limit">At most so many jobs in one call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record PruneRequest(TimeSpan FinishedRetention, TimeSpan FailedRetention, int Limit);
