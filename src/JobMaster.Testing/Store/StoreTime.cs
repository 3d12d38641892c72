namespace JobMaster.Testing;

/// <summary>Times as stores keep them.</summary>
internal static class StoreTime
{
    /// <summary>The instant in UTC, truncated to microseconds.</summary>
    public static DateTimeOffset Cut(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The instant later by the span, or the latest possible instant.</summary>
    public static DateTimeOffset Later(DateTimeOffset time, TimeSpan delay) =>
        Cut(delay > DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + delay);

    /// <summary>The instant earlier by the span, or the earliest possible instant.</summary>
    public static DateTimeOffset Earlier(DateTimeOffset time, TimeSpan span) =>
        span > time - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : time - span;

    /// <summary>The span, truncated to microseconds.</summary>
    public static TimeSpan Cut(TimeSpan span) => new(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
}
