using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Sql;

/// <summary>Times in statements: intervals in microseconds, instants in microseconds since the Unix epoch.</summary>
[Experimental("JM9001")]
public static class SqlTime
{
    private const long LastMicrosecond = 253_402_300_799_999_999;
    private const long FirstMicrosecond = -62_135_596_800_000_000;

    /// <summary>An instant in microseconds since the Unix epoch.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>An interval in microseconds.</summary>
    public static long ToMicroseconds(TimeSpan interval) => interval.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant at this many microseconds since the Unix epoch, clamped to the range of .NET.</summary>
    public static DateTimeOffset ToInstant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, FirstMicrosecond, LastMicrosecond) * TimeSpan.TicksPerMicrosecond);

    /// <summary>The interval of this many microseconds.</summary>
    public static TimeSpan ToInterval(long microseconds) =>
        new(
            Math.Clamp(
                microseconds, long.MinValue / TimeSpan.TicksPerMicrosecond,
                long.MaxValue / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond);
}
