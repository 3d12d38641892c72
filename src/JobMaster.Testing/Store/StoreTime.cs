namespace JobMaster.Testing;

/// <summary>Times as stores keep them.</summary>
internal static class StoreTime
{
    /// <summary>The instant in UTC, without what is finer than a microsecond.</summary>
    public static DateTimeOffset Cut(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>The span without what is finer than a microsecond.</summary>
    public static TimeSpan Cut(TimeSpan span) => new(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
}
