using System.Diagnostics;

namespace JobMaster.Conformance.Surroundings;

/// <summary>
/// A clock that goes as the system's does and is not it: a thousand million units a second, counted from far above zero, so that sums of
/// time stamps overflow early.
/// </summary>
internal sealed class HostileClock : TimeProvider
{
    private const long Start = 100L * 365 * 24 * 3600 * 1_000_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => Start + (long)(Stopwatch.GetTimestamp() * (1_000_000_000.0 / Stopwatch.Frequency));
}
