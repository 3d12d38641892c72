namespace JobMaster.Postgres;

/// <summary>
/// How soon the next notification may be sent. Each is a commit that takes a lock of the whole server, so that they are bounded: up to 250
/// a second go at once, with 25 more in one burst; beyond that they keep a distance of 2 ms. So in no second are there more than 530. While
/// more than 1,000 jobs a second come, the distance is 10 ms: workers find such a stream busy or in large claims, and the commits would
/// take the server's time from it.
/// </summary>
internal sealed class WakeUpPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Burst = 25 * Interval;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StreamWindow = TimeSpan.FromMilliseconds(10);
    private const double StreamRate = 1000;

    /// <summary>Fewer jobs at once say nothing about a rate.</summary>
    private const int FewestOfStream = 4;

    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _sentAt = -Window;
    private TimeSpan _spentUntil;
    private bool _isStream;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>How long to wait before sending; zero for not at all.</summary>
    public TimeSpan Wait()
    {
        var now = Now;
        var left = _sentAt + (_isStream ? StreamWindow : Window) - now;
        return (_spentUntil - now <= Burst && !_isStream) || left <= TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>One is sent now.</summary>
    /// <param name="jobs">How many jobs came since the last.</param>
    public void Sending(int jobs = 1)
    {
        var now = Now;
        _isStream = jobs >= FewestOfStream && jobs > StreamRate * (now - _sentAt).TotalSeconds;
        _sentAt = now;
        var spent = (_spentUntil > _sentAt ? _spentUntil : _sentAt) + Interval;
        var most = _sentAt + Burst + Interval;
        _spentUntil = spent < most ? spent : most;
    }
}
