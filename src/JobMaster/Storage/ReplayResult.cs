using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The result of a replay.</summary>
/// <param name="JobId">The job to replay.</param>
/// <param name="Kind">Whether it was replayed.</param>
/// <param name="HeldBy">The job that holds its unique key; null if that was not the reason.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct ReplayResult(Guid JobId, ReplayKind Kind, Guid? HeldBy = null);

/// <summary>Whether a job was replayed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum ReplayKind
{
    /// <summary>It is not among the failed jobs.</summary>
    NotFailed = 0,

    /// <summary>It waits again.</summary>
    Replayed = 1,

    /// <summary>It stays failed, because another live job holds its unique key.</summary>
    KeyHeld = 2,
}
