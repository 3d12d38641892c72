namespace JobMaster.Conformance;

/// <summary>
/// The clock of a store: it stands still until it is moved. Unlike a <c>FakeTimeProvider</c>, it also moves back, as the clocks of servers
/// do when they are set, and drives no timers: the nodes on the store have clocks of their own.
/// </summary>
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
