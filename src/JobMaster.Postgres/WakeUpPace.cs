namespace JobMaster.Postgres;

/// <summary>
/// How soon the next notification may be sent. Each is a commit that takes a lock of the whole server, so their number is limited. Up to
/// 250 a second are sent immediately, with 25 more in one burst; above that, they are 2 ms apart. So there are at most 530 in any second.
/// While more than 1,000 jobs a second arrive, they are 10 ms apart: workers find such a stream busy or in large claims, and the commits
/// would take the server's time from it.
/// </summary>
internal sealed class WakeUpPace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Burst = 25 * Interval;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StreamWindow = TimeSpan.FromMilliseconds(10);
    private const double StreamRate = 1000;

    /// <summary>Fewer jobs than this at a time do not show a rate.</summary>
    private const int FewestOfStream = 4;

    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _sentAt = -Window;
    private TimeSpan _spentUntil;
    private bool _isStream;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>How long to wait before sending; zero to send immediately.</summary>
    public TimeSpan Wait()
    {
        var now = Now;
        var left = _sentAt + (_isStream ? StreamWindow : Window) - now;
        return (_spentUntil - now <= Burst && !_isStream) || left <= TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>Notes a notification that is sent now.</summary>
    /// <param name="jobs">How many jobs have arrived since the last one.</param>
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
