namespace JobMaster.Tests;

/// <summary>
/// A monotonic clock that stands still until it is moved. Unlike a <c>FakeTimeProvider</c>, it counts in a unit of the test's choice, as
/// the clocks of operating systems do, and begins near 0, as after a boot.
/// </summary>
internal sealed class SteppedTime(long frequency) : TimeProvider
{
    private long _timestamp = 1;

    public override long TimestampFrequency => frequency;

    public override long GetTimestamp() => _timestamp;

    public void Move(TimeSpan by) => _timestamp += (long)(by.Ticks * ((double)frequency / TimeSpan.TicksPerSecond));
}
