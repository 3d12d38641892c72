namespace JobMaster.Tests;

/// <summary>A monotonic clock that stands still until it is moved.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _timestamp = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _timestamp;

    public long Move(TimeSpan by) => _timestamp += by.Ticks;
}
