namespace JobMaster;

/// <summary>The limits of a cluster's health check. A limit that is null is not checked.</summary>
public sealed class JobMasterClusterCheckOptions
{
    /// <summary>
    /// Whether each lane with jobs needs a live worker that takes jobs. Paused lanes need none. <value>The default is true.</value>
    /// </summary>
    public bool NeedsWorkers { get; set; } = true;

    /// <summary>How many jobs may be due and not started, at most 100,000. <value>The default is null.</value></summary>
    public long? MaxBacklog { get; set; }

    /// <summary>
    /// How long the longest waiting job may have been due. Paused lanes do not count. <value>The default is 10 minutes.</value>
    /// </summary>
    public TimeSpan? MaxOldestWait { get; set; } = TimeSpan.FromMinutes(10);

    internal void Check()
    {
        if (MaxBacklog is < 0 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxBacklog), MaxBacklog, "MaxBacklog must be from 0 to 100,000, or null.");
        }

        if (MaxOldestWait < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxOldestWait), MaxOldestWait, "MaxOldestWait must not be negative.");
        }
    }
}
