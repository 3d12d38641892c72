namespace JobMaster.Scheduling;

/// <summary>
/// Makes the node look for jobs after a write through the user's own transaction, whose commit nobody reports. It polls soon at first, then
/// often enough to see a commit within half a second within 50 ms. There is only one poll at a time, for any number of writers.
/// </summary>
internal sealed class CommitPolls : IDisposable
{
    /// <summary>How long after the last write the node looks for a commit.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan[] FirstPauses = [
        TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)];

    private readonly Action _requestPoll;
    private readonly TimeProvider _time;
    private readonly Action? _ended;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _isWatching;
    private int _looks;
    private long _writtenAt;

    public CommitPolls(Action requestPoll, TimeProvider time, Action? ended = null)
    {
        (_requestPoll, _time, _ended) = (requestPoll, time, ended);
        _timer = time.CreateTimer(static polls => ((CommitPolls)polls!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes a write whose transaction may commit.</summary>
    public void Wrote()
    {
        lock (_lock)
        {
            _writtenAt = _time.GetTimestamp();
            if (!_isWatching)
            {
                _isWatching = true;
                _looks = 0;
                _timer.Change(FirstPauses[0], Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Stops looking.</summary>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        _requestPoll();
        lock (_lock)
        {
            _looks++;
            _isWatching = _time.GetElapsedTime(_writtenAt) < Watched + Pause;
            if (_isWatching)
            {
                _timer.Change(_looks < FirstPauses.Length ? FirstPauses[_looks] : Pause, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _ended?.Invoke();
            }
        }
    }
}
