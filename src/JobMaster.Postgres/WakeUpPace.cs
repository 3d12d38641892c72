namespace JobMaster.Postgres;

/// <summary>
/// How soon the next notification may be sent. Each is a commit that takes a lock of the whole server, so that they are bounded: up to 250 a second go at once,
/// with 25 more in one burst; beyond that they keep a distance of 2 ms. So in no second are there more than 530.
/// </summary>
internal sealed class WakeUpPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Burst = 25 * Interval;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);

    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _sentAt = -Window;
    private TimeSpan _spentUntil;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>How long to wait before sending; zero for not at all.</summary>
    public TimeSpan Wait()
    {
        var now = Now;
        var left = _sentAt + Window - now;
        return _spentUntil - now <= Burst || left <= TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>One is sent now.</summary>
    public void Sending()
    {
        _sentAt = Now;
        var spent = (_spentUntil > _sentAt ? _spentUntil : _sentAt) + Interval;
        var most = _sentAt + Burst + Interval;
        _spentUntil = spent < most ? spent : most;
    }
}
