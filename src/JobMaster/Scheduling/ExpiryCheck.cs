namespace JobMaster.Scheduling;

/// <summary>Finds jobs that expire before they could start.</summary>
internal static class ExpiryCheck
{
    /// <summary>
    /// Whether a call with an id or a key comes too late is not asked, because it may be the repetition of one that has stored its job.
    /// </summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="now">What time it is on this host.</param>
    /// <exception cref="JobRejectedException">The job would never start.</exception>
    public static void ThrowIfNeverStarted(JobRequest request, DateTimeOffset now)
    {
        var call = request.Options;
        if (ScheduleTime.Given(call.ExpiresAt, "ExpiresAt") is { } expiresAt
            && DueAt(request, now, mayBeRepeated: call.Id is not null || call.IdempotencyKey is not null) is { } due && expiresAt <= due)
        {
            throw new JobRejectedException(FormattableString.Invariant(
                $"ExpiresAt {expiresAt:O} is not after {due:O}, when the job is due, so it would never start. Give a later ExpiresAt, or ") +
                "leave it out.");
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
