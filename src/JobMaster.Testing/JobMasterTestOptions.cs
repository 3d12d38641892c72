namespace JobMaster.Testing;

/// <summary>How a test cluster behaves.</summary>
public sealed class JobMasterTestOptions
{
    /// <summary>The time when the test begins. Not used with <see cref="UseRealTime"/>.</summary>
    /// <value>The default is 2030-01-01 00:00 UTC.</value>
    public DateTimeOffset StartTime { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Units of <see cref="TimeProvider.GetTimestamp"/> a second; the clock of Linux has 1,000,000,000. At least 10,000,000. Not used with
    /// <see cref="UseRealTime"/>.
    /// </summary>
    /// <value>The default is 10,000,000, one for each tick of a <see cref="TimeSpan"/>.</value>
    public long TimestampFrequency { get; set; } = TimeSpan.TicksPerSecond;

    /// <summary>Whether to use real time: delays and retries take as long as in production, and the test cannot move the clock.</summary>
    /// <value>The default is false.</value>
    public bool UseRealTime { get; set; }

    /// <summary>The seed for jitter and faults; the same seed draws the same.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>
    /// How long, in real time, the clock waits for a handler that neither ends nor waits for the clock before it moves on without it.
    /// </summary>
    /// <value>The default is 2 seconds.</value>
    public TimeSpan HandlerPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long, in real time, the cluster may take to become idle before the test fails.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan IdlePatience { get; set; } = TimeSpan.FromSeconds(30);
}
