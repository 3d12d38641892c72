using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The result of a cancel for one job.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum CancelResult
{
    /// <summary>No such job.</summary>
    Unknown = 0,

    /// <summary>It was waiting and is now cancelled.</summary>
    Cancelled = 1,

    /// <summary>It is running and was asked to stop.</summary>
    StopRequested = 2,

    /// <summary>It was final already.</summary>
    AlreadyFinal = 3,
}
