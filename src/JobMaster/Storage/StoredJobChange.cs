using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The changes of waiting jobs. Null keeps a value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredJobChange
{
    /// <summary>The new priority.</summary>
    public JobMasterPriority? Priority { get; init; }

    /// <summary>The new lane.</summary>
    public string? Lane { get; init; }

    /// <summary>The new due time.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether it becomes due now, unless it is already.</summary>
    public bool IsDueNow { get; init; }

    /// <summary>Whether the expiry changes.</summary>
    public bool ChangesExpiry { get; init; }

    /// <summary>The new expiry; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the message data changes.</summary>
    public bool ChangesPayload { get; init; }

    /// <summary>The new message data as JSON text; null for none.</summary>
    public string? Payload { get; init; }

    /// <summary>The <see cref="StoredJob.Revision"/> that the job must still have; null for any.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether it changes only the time, which works even for a job that an agent holds.</summary>
    public bool IsOfTimeOnly => Priority is null && Lane is null && !ChangesExpiry && !ChangesPayload;
}

/// <summary>The values that an operator may change in a waiting job, besides its message data.</summary>
/// <param name="Priority">Its priority.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="DueAt">When it is due.</param>
/// <param name="ExpiresAt">When it expires.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct ChangeableValues(JobMasterPriority Priority, string Lane, DateTimeOffset DueAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>The values after the change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="now">The store's clock.</param>
    public ChangeableValues With(StoredJobChange change, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ChangeableValues(
            change.Priority ?? Priority,
            StoredText.Clean(change.Lane) ?? Lane,
            change.IsDueNow ? (DueAt <= now ? DueAt : now) : change.DueAt is { } dueAt ? Cut(dueAt) : DueAt,
            change.ChangesExpiry ? (change.ExpiresAt is { } expiresAt ? Cut(expiresAt) : null) : ExpiresAt);
    }

    /// <summary>The audit entry of the change.</summary>
    /// <param name="by">Who makes the change.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="after">The values it has now.</param>
    /// <param name="changesPayload">Whether its message data changes, too.</param>
    public NewAuditEntry Changed(AuditOrigin by, Guid jobId, ChangeableValues after, bool changesPayload)
    {
        var (before, now) = (new List<(string, object?)>(), new List<(string, object?)>());
        Compare("priority", Priority, after.Priority);
        Compare("lane", Lane, after.Lane);
        Compare("dueAt", DueAt, after.DueAt);
        Compare("expiresAt", ExpiresAt, after.ExpiresAt);
        if (changesPayload)
        {
            now.Add(("msgDataChanged", true));
        }

        return new NewAuditEntry
        {
            Origin = by, Action = AuditActions.ChangeJob, TargetKind = AuditTargets.Job, TargetId = jobId.ToString(),
            Before = AuditValues.Of([.. before]), After = AuditValues.Of([.. now]),
        };

        void Compare<T>(string name, T old, T current)
        {
            if (!EqualityComparer<T>.Default.Equals(old, current))
            {
                before.Add((name, old));
                now.Add((name, current));
            }
        }
    }

    private static DateTimeOffset Cut(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
