using JobMaster.Diagnostics;

namespace JobMaster.Execution;

/// <summary>
/// Asks a node to poll. Whoever thinks that jobs wait asks here; the heartbeat's thread waits here, in real time and without the thread
/// pool.
/// </summary>
internal sealed class PollRequests(TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private bool _isOpen;
    private bool _isAsked;
    private bool _isServed;

    /// <summary>Whether polls are made.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _isOpen;
            }
        }
    }

    /// <summary>Asks for a poll within the next milliseconds. Does nothing while no polls are made.</summary>
    public void Request()
    {
        lock (_gate)
        {
            if (!_isAsked && _isOpen)
            {
                _isAsked = true;
                time.BeginWork();
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Polls are made from now on, the first at once.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
        }

        Request();
    }

    /// <summary>No further poll is made.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the request there is, if any: a poll begins.</summary>
    /// <returns>False when there is to be no further poll.</returns>
    public bool Take()
    {
        lock (_gate)
        {
            _isServed = _isAsked;
            _isAsked = false;
            return _isOpen;
        }
    }

    /// <summary>The poll is over and the next one has its timer. A test clock moves on from here.</summary>
    public void Served()
    {
        if (_isServed)
        {
            _isServed = false;
            time.EndWork();
        }
    }

    /// <summary>Waits until a poll is asked for, or none is made any more, or so much time has passed.</summary>
    public void Wait(TimeSpan longest) => Wait(longest, static requests => requests._isAsked || !requests._isOpen);

    /// <summary>Waits so long, or until no poll is made any more.</summary>
    public void Pause(TimeSpan longest) => Wait(longest, static requests => !requests._isOpen);

    private void Wait(TimeSpan longest, Func<PollRequests, bool> isOver)
    {
        var started = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            while (!isOver(this))
            {
                var left = longest - TimeProvider.System.GetElapsedTime(started);
                if (left <= TimeSpan.Zero)
                {
                    return;
                }

                // Whole milliseconds, rounded up: the rest of one would be no wait at all.
                Monitor.Wait(_gate, (int)Math.Ceiling((left < LongestWait ? left : LongestWait).TotalMilliseconds));
            }
        }
    }
}
