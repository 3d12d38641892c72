using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Removes data older than its retention.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IRetentionStore
{
    /// <summary>
    /// Removes finished and failed jobs past their retention with all their data, and keys whose time has ended, in short transactions. It
    /// removes many times the limit of keys.
    /// </summary>
    /// <returns>How many jobs were removed; fewer than the limit means nothing is left to remove.</returns>
    Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken);
}

/// <summary>What to remove.</summary>
/// <param name="FinishedRetention">How long succeeded and cancelled jobs are kept after they became final.</param>
/// <param name="FailedRetention">How long failed jobs are kept after they became final.</param>
/// <param name="Limit">The most jobs of one call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record PruneRequest(TimeSpan FinishedRetention, TimeSpan FailedRetention, int Limit);
