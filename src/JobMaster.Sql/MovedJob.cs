using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>A job that becomes live or leaves live work, as the steps of its move see it.</summary>
/// <param name="Id">The job.</param>
/// <param name="ClaimNo">The claim number with which it leaves; 0 if it enters, or never was live.</param>
[Experimental("JM9001")]
public readonly record struct MovedJob(Guid Id, int ClaimNo = 0)
{
    /// <summary>Stands for limits before the job's row is read: there are some.</summary>
    internal const string UnreadLimits = "";

    /// <summary>The job as it was sent; null if it was stored before, so that its rows exist.</summary>
    public NewJob? New { get; init; }

    /// <summary>
    /// Its limit keys as <see cref="StoredLimits"/>, marked if it holds permits; null if no limit concerns it. Empty if it has some, but
    /// <see cref="ISqlJobStep.Concerns"/> is asked before its row is read.
    /// </summary>
    public string? Limits { get; init; }

    /// <summary>Whether it becomes live as a running job; false if it waits, or leaves.</summary>
    public bool Runs { get; init; }

    /// <summary>Whether it becomes a failed job; false if it goes to history, or enters.</summary>
    public bool HasFailed { get; init; }

    /// <summary>A job that becomes live.</summary>
    /// <param name="job">The job as it was sent.</param>
    /// <param name="runs">Whether it becomes live as a running job.</param>
    internal static MovedJob Entering(NewJob job, bool runs = false) =>
        new(job.Id) { New = job, Limits = job.Limits, Runs = runs };
}
