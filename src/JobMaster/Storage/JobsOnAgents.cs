namespace JobMaster.Storage;

/// <summary>
/// Decides whether a job that the master does not know may be on an agent: its id is for an agent, and its message could still be admitted.
/// </summary>
internal sealed class JobsOnAgents(TimeSpan dedupeWindow, TimeProvider time)
{
    /// <summary>
    /// The largest age of a message, as a share of the retention of finished jobs. The rest allows for clocks that differ.
    /// </summary>
    private const double ShareOfRetention = 0.9;

    /// <summary>The window of a cluster that keeps jobs for ever, short enough that every store can subtract it from now.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    /// <summary>The time after its push for which the master still knows a job that was admitted before.</summary>
    public static TimeSpan DedupeWindow(JobMasterClusterOptions options) =>
        new[] { options.DataRetentionTtl, options.FailedRetentionTtl, Longest }.Min() * ShareOfRetention;

    public bool MayBe(Guid jobId) => AgentJobId.Is(jobId) && time.GetUtcNow() - AgentJobId.TimeOf(jobId) < dedupeWindow;
}
