using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>What stores file of changes to jobs. One place, so that all of them say the same.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class JobAudit
{
    /// <summary>A waiting job was cancelled.</summary>
    public static NewAuditEntry Cancelled(AuditOrigin by, Guid jobId, JobState before) => Entry(
        by, AuditActions.CancelJob, jobId, AuditValues.Of(("state", before)), AuditValues.Of(("state", JobState.Cancelled)));

    /// <summary>A running job was asked to stop.</summary>
    public static NewAuditEntry StopRequested(AuditOrigin by, Guid jobId) => Entry(
        by,
        AuditActions.CancelJob,
        jobId,
        AuditValues.Of(("state", JobState.Running), ("stopRequested", false)),
        AuditValues.Of(("state", JobState.Running), ("stopRequested", true)));

    /// <summary>A waiting job was moved to another time. Null before: an agent holds it, and only its message says when it was
    /// due.</summary>
    public static NewAuditEntry Rescheduled(AuditOrigin by, Guid jobId, DateTimeOffset? before, DateTimeOffset after) => Entry(
        by,
        AuditActions.RescheduleJob,
        jobId,
        before is { } due ? AuditValues.Of(("dueAt", due)) : null,
        AuditValues.Of(("dueAt", after)));

    /// <summary>A failed job was made to run again.</summary>
    public static NewAuditEntry Replayed(AuditOrigin by, Guid jobId) => Entry(
        by, AuditActions.ReplayJob, jobId, AuditValues.Of(("state", JobState.Failed)), AuditValues.Of(("state", JobState.Ready)));

    private static NewAuditEntry Entry(AuditOrigin by, string action, Guid jobId, string? before, string? after) => new()
    {
        Origin = by, Action = action, TargetKind = AuditTargets.Job, TargetId = jobId.ToString(), Before = before, After = after,
    };
}
