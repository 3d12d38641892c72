using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The audit entries of changes to jobs, in one place, so that all stores write the same.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public static class JobAudit
{
    private static readonly string Asked = AuditValues.Of(("state", JobState.Running), ("stopRequested", true));

    /// <summary>A waiting job was cancelled.</summary>
    public static NewAuditEntry Cancelled(AuditOrigin by, Guid jobId, JobState before) => Entry(
        by, AuditActions.CancelJob, jobId, AuditValues.Of(("state", before)), AuditValues.Of(("state", JobState.Cancelled)));

    /// <summary>A running job was asked to stop.</summary>
    public static NewAuditEntry StopRequested(AuditOrigin by, Guid jobId) => Entry(
        by,
        AuditActions.CancelJob,
        jobId,
        AuditValues.Of(("state", JobState.Running), ("stopRequested", false)),
        Asked);

    /// <summary>The result of the cancel that wrote an entry.</summary>
    public static CancelResult ResultOf(AuditEntry cancelled)
    {
        ArgumentNullException.ThrowIfNull(cancelled);
        return cancelled.After == Asked ? CancelResult.StopRequested : CancelResult.Cancelled;
    }

    /// <summary>
    /// A waiting job was moved to another time. Before is null if an agent holds the job: only its message says when it was due.
    /// </summary>
    public static NewAuditEntry Rescheduled(AuditOrigin by, Guid jobId, DateTimeOffset? before, DateTimeOffset after) => Entry(
        by,
        AuditActions.RescheduleJob,
        jobId,
        before is { } due ? AuditValues.Of(("dueAt", due)) : null,
        AuditValues.Of(("dueAt", after)));

    /// <summary>A failed job was made to run again, perhaps with changes.</summary>
    public static NewAuditEntry Replayed(AuditOrigin by, Guid jobId, StoredReplay? change = null) => Entry(
        by, AuditActions.ReplayJob, jobId, AuditValues.Of(("state", JobState.Failed)), After(JobState.Ready, change));

    /// <summary>A failed job was discarded.</summary>
    public static NewAuditEntry Discarded(AuditOrigin by, Guid jobId) => Entry(
        by, AuditActions.DiscardJob, jobId, AuditValues.Of(("state", JobState.Failed)), AuditValues.Of(("state", JobState.Cancelled)));

    /// <summary>A discarded job was made failed again.</summary>
    public static NewAuditEntry Restored(AuditOrigin by, Guid jobId) => Entry(
        by, AuditActions.RestoreJob, jobId, AuditValues.Of(("state", JobState.Cancelled)), AuditValues.Of(("state", JobState.Failed)));

    /// <summary>A final job was run again as a new one: the entries for both.</summary>
    public static NewAuditEntry[] Copied(AuditOrigin by, Guid jobId, Guid copyId, StoredReplay? change) =>
    [
        Entry(by, AuditActions.CopyJob, jobId, before: null, AuditValues.Of(("copy", copyId))),
        Entry(by, AuditActions.CopyJob, copyId, AuditValues.Of(("original", jobId)), After(JobState.Ready, change)),
    ];

    /// <summary>All data of a job was shown.</summary>
    public static NewAuditEntry Revealed(AuditOrigin by, Guid jobId) =>
        Entry(by, AuditActions.RevealJob, jobId, before: null, after: null);

    private static string After(JobState state, StoredReplay? change)
    {
        var after = new List<(string, object?)> { ("state", state) };
        Add("lane", change?.Lane);
        Add("priority", change?.Priority);
        Add("definition", change?.DefinitionId);
        Add("msgDataChanged", change?.ChangesPayload == true ? true : null);
        return AuditValues.Of([.. after]);

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                after.Add((name, value));
            }
        }
    }

    private static NewAuditEntry Entry(AuditOrigin by, string action, Guid jobId, string? before, string? after) => new()
    {
        Origin = by, Action = action, TargetKind = AuditTargets.Job, TargetId = jobId.ToString(), Before = before, After = after,
    };
}
