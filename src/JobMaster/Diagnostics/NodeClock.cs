namespace JobMaster.Diagnostics;

/// <summary>
/// Methods that a node needs from its <see cref="TimeProvider"/> beyond the framework's: future instants, and work that a test clock waits
/// for.
/// </summary>
internal static class NodeClock
{
    /// <summary>The system's timers may fire slightly early by the store's clock.</summary>
    private static readonly TimeSpan TimerError = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// The timestamp that is later by the delay; <see cref="long.MaxValue"/> if the clock cannot count that far. At a billion units a
    /// second, a <see cref="long"/> holds 292 years, so the sum is clamped.
    /// </summary>
    public static long After(this TimeProvider time, long timestamp, TimeSpan delay) =>
        (long)Int128.Clamp(
            timestamp + ((Int128)delay.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond), long.MinValue, long.MaxValue);

    /// <summary>
    /// The timestamp of this node's clock at which a job is due that is due, by the store, after the delay from now.
    /// </summary>
    public static long DueAfter(this TimeProvider time, TimeSpan delay) => time.DueAfter(time.GetTimestamp(), delay);

    /// <param name="time">The clock.</param>
    /// <param name="timestamp">The start of the delay.</param>
    /// <param name="delay">The delay by the store's clock.</param>
    public static long DueAfter(this TimeProvider time, long timestamp, TimeSpan delay) =>
        time.After(time.After(timestamp, delay), time == TimeProvider.System ? TimerError : TimeSpan.Zero);

    /// <summary>The time until the timestamp; zero if it has passed.</summary>
    public static TimeSpan Until(this TimeProvider time, long timestamp)
    {
        var now = time.GetTimestamp();
        return timestamp <= now ? TimeSpan.Zero : time.GetElapsedTime(now, timestamp);
    }

    /// <summary>Tells a test clock that work has begun that continues by itself. Costs nothing with any other clock.</summary>
    public static void BeginWork(this TimeProvider time) => (time as IPatientClock)?.Begin();

    /// <summary>
    /// Tells a test clock that the work has ended, and that the clock knows everything that it started or waits for next.
    /// </summary>
    public static void EndWork(this TimeProvider time) => (time as IPatientClock)?.End();
}
