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
