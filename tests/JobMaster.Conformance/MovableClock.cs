namespace JobMaster.Conformance;

/// <summary>A clock that stands still until it is moved, forward or back.</summary>
public sealed class MovableClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    /// <summary>An instant with microseconds in it, so that a store which loses them is found out.</summary>
    public MovableClock()
        : this(new DateTimeOffset(2031, 3, 4, 5, 6, 7, 89, 123, TimeSpan.Zero))
    {
    }

    public DateTimeOffset Now => GetUtcNow();

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Move(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
