namespace JobMaster.AspNetCore.Live;

/// <summary>The event <c>overview</c>.</summary>
internal sealed record LiveOverview(ClusterMode Mode, JobCounts Jobs);

/// <summary>The event <c>job</c>: nothing in it can be redacted.</summary>
internal sealed record LiveJob(
    Guid Id, string DefinitionId, JobState State, string WorkerLane, JobMasterPriority Priority, DateTimeOffset DueAt)
{
    public DateTimeOffset? AttemptedAt { get; init; }

    public DateTimeOffset? FinalizedAt { get; init; }

    public required int Failures { get; init; }

    public required int Losses { get; init; }

    public double? Progress { get; init; }

    public bool IsCancelRequested { get; init; }

    public ParkedReason? ParkedReason { get; init; }

    public static LiveJob Of(JobDetails job) =>
        new(job.Id, job.JobDefinitionId, job.State, job.WorkerLane, job.Priority, job.DueAt)
        {
            AttemptedAt = job.AttemptedAt, FinalizedAt = job.FinalizedAt, Failures = job.NumberOfFailures,
            Losses = job.NumberOfLosses, Progress = job.Progress, IsCancelRequested = job.IsCancelRequested,
            ParkedReason = job.ParkedReason,
        };
}

/// <summary>The event <c>gone</c>: the job was pruned, never existed, or the listener may not see it.</summary>
internal sealed record LiveGone(Guid Id);

/// <summary>The event <c>store</c>: whether the last call to the store succeeded.</summary>
internal sealed record LiveStore(bool IsReachable);

/// <summary>The event <c>closed</c>: why the stream ends.</summary>
internal sealed record LiveClosed(string Reason);
