using JobMaster.Diagnostics;

namespace JobMaster.Execution;

/// <summary>
/// Requests for a poll of the node. Code that expects waiting jobs asks for a poll here. The heartbeat's thread waits here, in real time
/// and without the thread pool.
/// </summary>
internal sealed class PollRequests(TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private bool _isOpen;
    private bool _isAsked;
    private bool _isServed;

    /// <summary>Whether the node polls.</summary>
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

    /// <summary>Asks for a poll within the next milliseconds. Does nothing while the node does not poll.</summary>
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

    /// <summary>Starts polling, with the first poll immediately.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
        }

        Request();
    }

    /// <summary>Ends polling.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOpen = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the pending request, if any: a poll begins.</summary>
    /// <returns>False if there will be no further poll.</returns>
    public bool Take()
    {
        lock (_gate)
        {
            _isServed = _isAsked;
            _isAsked = false;
            return _isOpen;
        }
    }

    /// <summary>Ends the poll, after the next one has its timer. A test clock may advance from here.</summary>
    public void Served()
    {
        if (_isServed)
        {
            _isServed = false;
            time.EndWork();
        }
    }

    /// <summary>Waits until a poll is requested, polling ends, or the time has passed.</summary>
    public void Wait(TimeSpan longest) => Wait(longest, static requests => requests._isAsked || !requests._isOpen);

    /// <summary>Waits for the time, or until polling ends.</summary>
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

                // Whole milliseconds, rounded up: a fraction of one would be no wait.
                Monitor.Wait(_gate, (int)Math.Ceiling((left < LongestWait ? left : LongestWait).TotalMilliseconds));
            }
        }
    }
}
