namespace JobMaster.Chaos;

/// <summary>The system's clock, moved.</summary>
internal sealed class MovedClock(int seconds) : TimeProvider
{
    private volatile int _seconds = seconds;

    public void MoveTo(int seconds) => _seconds = seconds;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(_seconds);
}
