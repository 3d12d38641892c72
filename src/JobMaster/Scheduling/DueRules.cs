using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Checks what a call says about when its job is due and when it expires.</summary>
internal static class DueRules
{
    /// <exception cref="JobRejectedException">The request says twice when the job is due.</exception>
    public static void ThrowIfDueTwice(JobRequest request)
    {
        if (request.At is { } at && request.After != TimeSpan.Zero)
        {
            throw new JobRejectedException(FormattableString.Invariant(
                $"The request gives a time, At = {at:O}, and a delay, After = {request.After:c}. Give one of them."));
        }
    }

    /// <summary>
    /// Refuses a job that expires before it could start. A call with an id or a key is not refused for being too late, because it may be
    /// the repeat of one that has stored its job.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time on this host.</param>
    /// <exception cref="JobRejectedException">The job would never start.</exception>
    public static void ThrowIfNeverStarted(JobRequest request, DateTimeOffset now)
    {
        var call = request.Options;
        if (ScheduleTime.Given(call.ExpiresAt, "ExpiresAt") is { } expiresAt
            && DueAt(request, now, mayBeRepeated: call.Id is not null || call.IdempotencyKey is not null) is { } due && expiresAt <= due)
        {
            throw new JobRejectedException(FormattableString.Invariant(
                $"ExpiresAt {expiresAt:O} is not after {due:O}, when the job is due, so it would never start. Give a later ExpiresAt, ") +
                "or leave it out.");
        }
    }

    /// <summary>Refuses a change whose own values say that the job expires before it could start.</summary>
    /// <param name="change">The change.</param>
    /// <param name="now">The time on this host.</param>
    /// <exception cref="JobRejectedException">The job would never start.</exception>
    public static void ThrowIfNeverStarted(JobChange change, DateTimeOffset now)
    {
        var due = Later(ScheduleTime.Given(change.At, ScheduleTime.TheTime), now);
        if (ScheduleTime.Given(change.ExpiresAt, "ExpiresAt") is { } expiresAt && expiresAt <= due)
        {
            throw new JobRejectedException(FormattableString.Invariant(
                $"ExpiresAt {expiresAt:O} is not after {due:O}, when the job can start, so it would never start. ") +
                "Give a later ExpiresAt, or cancel the job.");
        }
    }

    /// <summary>Refuses a change after which a waiting job would expire before it could start.</summary>
    /// <param name="job">The job as it is stored.</param>
    /// <param name="change">The change.</param>
    /// <param name="now">The time on this host.</param>
    /// <exception cref="JobRejectedException">The job would never start.</exception>
    public static void ThrowIfNeverStarted(StoredJob job, JobChange change, DateTimeOffset now)
    {
        if (job.State is not (JobState.Scheduled or JobState.Ready or JobState.Throttled)
            || change is { At: null, RunNow: false, ExpiresAt: null } or { RemovesExpiry: true }
            || (change.Revision is not null && change.Revision != job.Revision()))
        {
            return;
        }

        var due = Later(change.RunNow ? now : change.At ?? job.DueAt, now);
        if ((change.ExpiresAt ?? job.ExpiresAt) is { } expiresAt && expiresAt <= due)
        {
            throw new JobRejectedException(FormattableString.Invariant(
                $"Job {job.Id} would expire at {expiresAt:O}, which is not after {due:O}, when it can start, so it would never start. ") +
                (change.ExpiresAt is null
                    ? "Give ChangeJobAsync a later ExpiresAt or RemovesExpiry together with the time."
                    : "Give a later ExpiresAt, or an earlier time with it."));
        }
    }

    private static DateTimeOffset Later(DateTimeOffset? at, DateTimeOffset now) => at > now ? at.Value.ToUniversalTime() : now;

    /// <summary>When the job could start at the earliest; null if that depends on when the call was made first.</summary>
    private static DateTimeOffset? DueAt(JobRequest request, DateTimeOffset now, bool mayBeRepeated)
    {
        var given = ScheduleTime.Given(request.At, ScheduleTime.TheTime);
        return mayBeRepeated ? given
            : given is { } at ? (at > now ? at : now)
            : request.After <= TimeSpan.Zero ? now
            : request.After < DateTimeOffset.MaxValue - now ? now + request.After
            : DateTimeOffset.MaxValue;
    }
}
