namespace JobMaster.Storage;

/// <summary>
/// Tells whether a job that the master does not know may be on an agent: it was made for one, and its message could still be admitted.
/// </summary>
internal sealed class JobsOnAgents(TimeSpan dedupeWindow, TimeProvider time)
{
    /// <summary>How old a message may be, as a share of the retention of finished jobs. The rest is for clocks that differ.</summary>
    private const double ShareOfRetention = 0.9;

    /// <summary>A cluster that keeps jobs for ever has no window. Every store can count this one back from now.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>Within this time from its push a job that was admitted before is still known.</summary>
    public static TimeSpan DedupeWindow(JobMasterClusterOptions options) =>
        new[] { options.DataRetentionTtl, options.FailedRetentionTtl, Longest }.Min() * ShareOfRetention;

    public bool MayBe(Guid jobId) => AgentJobId.Is(jobId) && time.GetUtcNow() - AgentJobId.TimeOf(jobId) < dedupeWindow;
}
