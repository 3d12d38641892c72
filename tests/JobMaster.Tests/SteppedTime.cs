namespace JobMaster.Tests;

/// <summary>A monotonic clock that stands still until it is moved.</summary>
internal sealed class SteppedTime(long frequency = TimeSpan.TicksPerSecond) : TimeProvider
{
    private long _timestamp = 1;

    public override long TimestampFrequency => frequency;

    public override long GetTimestamp() => _timestamp;

    public long Move(TimeSpan by) => _timestamp += (long)(by.Ticks * ((double)frequency / TimeSpan.TicksPerSecond));
}
