namespace JobMaster.Maintenance;

/// <summary>Keys that wait for a time, the earliest first. A key waits for one time only: the last that was set.</summary>
internal sealed class LaterKeys
{
    private readonly Dictionary<string, long> _times = new(StringComparer.Ordinal);

    /// <summary>Also holds replaced times, which are removed when they come.</summary>
    private readonly PriorityQueue<string, long> _order = new();

    /// <summary>The earliest time; the largest number for none.</summary>
    public long NextAt
    {
        get
        {
            while (_order.TryPeek(out string? key, out long at))
            {
                if (_times.TryGetValue(key, out long wanted) && wanted == at)
                {
                    return at;
                }

                _order.Dequeue();
            }

            return long.MaxValue;
        }
    }

    public void Set(string key, long at)
    {
        if (_times.TryGetValue(key, out long before) && before == at)
        {
            return;
        }

        _times[key] = at;
        _order.Enqueue(key, at);
        if (_order.Count > 1000 && _order.Count > 4 * _times.Count)
        {
            _order.Clear();
            _order.EnqueueRange(_times.Select(time => (time.Key, time.Value)));
        }
    }

    /// <summary>Takes the keys whose time has come.</summary>
    public List<string> TakeDue(long now)
    {
        List<string> due = [];
        while (NextAt <= now)
        {
            string key = _order.Dequeue();
            _times.Remove(key);
            due.Add(key);
        }

        return due;
    }
}
