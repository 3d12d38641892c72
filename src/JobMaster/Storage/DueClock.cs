using JobMaster.Diagnostics;

namespace JobMaster.Storage;

/// <summary>Turns delays counted by the store's clock into instants of this node's monotonic clock.</summary>
internal sealed class DueClock(TimeProvider time)
{
    /// <summary>The system's timers may fire a little early against the store's clock.</summary>
    private readonly TimeSpan _late = time == TimeProvider.System ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;

    public long Now => time.GetTimestamp();

    /// <summary>When something is due that is due after the delay from now; <see cref="long.MaxValue"/> for never.</summary>
    public long After(TimeSpan delay) => After(time.GetTimestamp(), delay);

    /// <param name="timestamp">Where the delay starts.</param>
    /// <param name="delay">How long, by the store's clock.</param>
    public long After(long timestamp, TimeSpan delay) => time.After(time.After(timestamp, delay), _late);

    /// <summary>How long until then; zero when it has passed.</summary>
    public TimeSpan Until(long timestamp)
    {
        var now = time.GetTimestamp();
        return timestamp <= now ? TimeSpan.Zero : time.GetElapsedTime(now, timestamp);
    }
}
