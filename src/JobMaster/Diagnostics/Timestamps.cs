namespace JobMaster.Diagnostics;

/// <summary>The one place that turns a <see cref="TimeSpan"/> into units of <see cref="TimeProvider.GetTimestamp"/>. At a billion units a second a <see cref="long"/> holds 292 years, so the sum is clamped.</summary>
internal static class Timestamps
{
    /// <summary>The timestamp so long after another one; <see cref="long.MaxValue"/> when that is more than the clock can count.</summary>
    public static long After(this TimeProvider time, long timestamp, TimeSpan delay) =>
        (long)Int128.Clamp(timestamp + ((Int128)delay.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond), long.MinValue, long.MaxValue);
}
