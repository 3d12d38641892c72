namespace JobMaster.Execution;

/// <summary>
/// How many quick jobs finished in the last 50 ms: the number that a worker needs before its next claim can return. Slow jobs that happen
/// to end together do not count.
/// </summary>
internal sealed class RecentFinishes(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private long _windowStart = time.GetTimestamp();
    private int _current;
    private int _previous;

    public void Add(TimeSpan ran)
    {
        if (ran >= Window)
        {
            return;
        }

        lock (_lock)
        {
            Roll();
            _current++;
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                Roll();
                return Math.Max(_current, _previous);
            }
        }
    }

    private void Roll()
    {
        var elapsed = time.GetElapsedTime(_windowStart);
        if (elapsed < Window)
        {
            return;
        }

        _previous = elapsed < Window * 2 ? _current : 0;
        _current = 0;
        _windowStart = time.GetTimestamp();
    }
}
