namespace JobMaster.Storage;

/// <summary>Tells which jobs the master does not know may be on an agent: those made for one, as long as their message could still be admitted.</summary>
internal sealed class UnseenJobs(TimeSpan dedupeWindow, TimeProvider time)
{
    /// <summary>How much of the retention of finished jobs a message may be old. The rest is for clocks that differ.</summary>
    private const double ShareOfRetention = 0.9;

    /// <summary>Whoever keeps jobs for ever has no window; this one every store can count back from now.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Within this time from its push a job that was admitted before is still known.</summary>
    public static TimeSpan DedupeWindow(JobMasterClusterOptions options) =>
        new[] { options.DataRetentionTtl, options.FailedRetentionTtl, Longest }.Min() * ShareOfRetention;

    public bool MayBe(Guid jobId) => AgentJobId.Is(jobId) && time.GetUtcNow() - AgentJobId.TimeOf(jobId) < dedupeWindow;
}
