namespace JobMaster.Testing;

/// <summary>Times as stores keep them.</summary>
internal static class StoreTime
{
    /// <summary>The instant in UTC, without what is finer than a microsecond.</summary>
    public static DateTimeOffset Cut(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The instant so much later; the end of time when there is none.</summary>
    public static DateTimeOffset Later(DateTimeOffset time, TimeSpan delay) =>
        Cut(delay > DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + delay);

    /// <summary>The instant so much earlier; the beginning of time when there is none.</summary>
    public static DateTimeOffset Earlier(DateTimeOffset time, TimeSpan span) =>
        span > time - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : time - span;

    /// <summary>The span without what is finer than a microsecond.</summary>
    public static TimeSpan Cut(TimeSpan span) => new(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
}
