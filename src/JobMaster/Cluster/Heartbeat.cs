using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>
/// The node's pulse, on a thread of its own: one statement per poll, which every few polls also raises the heartbeats.
/// Nothing here waits for the thread pool, so handlers that block every pool thread do not make the node look dead.
/// </summary>
internal sealed class Heartbeat
{
    /// <summary>Polls on request keep this distance, so that a burst of requests is one poll.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly HeartbeatParts _parts;
    private readonly TimeSpan _raiseEvery;
    private readonly TimeSpan _pollEvery;
    private readonly IPatientClock? _clock;
    private readonly object _gate = new();
    private Thread? _thread;
    private long _lastRaise;
    private bool _isRunning;
    private bool _isAsked;
    private bool _isBeating;

    public Heartbeat(HeartbeatParts parts)
    {
        _parts = parts;
        _clock = parts.Time as IPatientClock;
        _raiseEvery = parts.Timeout / 6;
        _pollEvery = parts.PollInterval < _raiseEvery ? parts.PollInterval : _raiseEvery;
    }

    public void Start()
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _lastRaise = _parts.Time.GetTimestamp();
        _isRunning = true;
        RequestPoll();
        _thread = new Thread(Run) { IsBackground = true, Name = $"JobMaster heartbeat ({_parts.ClusterId})" };
        _thread.Start();
    }

    /// <summary>Asks for a poll within the next milliseconds.</summary>
    public void RequestPoll()
    {
        lock (_gate)
        {
            if (!_isAsked && _isRunning)
            {
                _isAsked = true;
                _clock?.Begin();
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>
    /// Ends the pulse and waits a little for the statement under way. One that hangs is left to its thread, which shares nothing that could be disposed of under it
    /// and ends by itself once the statement does.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isRunning = false;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join(_parts.StopWait);
        _thread = null;
    }

    private void Run()
    {
        var failures = 0;
        while (BeginBeat())
        {
            TimeSpan pause;
            try
            {
                BeatOnce();
                failures = 0;
                pause = _pollEvery * (0.9 + (_parts.Random.NextDouble() / 5));
            }
            catch (Exception exception)
            {
                pause = RetryPause(failures++);
                Failed(exception, pause);
            }

            Wait(pause);
        }

        EndBeat();
    }

    private void BeatOnce()
    {
        var sentAt = _parts.Time.GetTimestamp();
        var raise = _parts.Time.GetElapsedTime(_lastRaise, sentAt) >= _raiseEvery;
        var versions = _parts.Pulse.QueueVersions();
        var sessions = _parts.Pulse.SessionIds();
        var result = _parts.Store.Beat(new BeatRequest { SessionIds = sessions, Raise = raise, Queues = _parts.Pulse.Queues, Reader = _parts.Pulse.Reader });
        if (!IsRunning)
        {
            // The node is gone: what the answer says is nobody's business any more.
            return;
        }

        if (raise)
        {
            _lastRaise = sentAt;
        }

        _parts.Pulse.Apply(result, raise, sentAt, sessions, versions);
    }

    /// <summary>A failed beat is repeated well before a third of the timeout has gone by.</summary>
    private TimeSpan RetryPause(int failures)
    {
        var pause = TimeSpan.FromMilliseconds(50 * Math.Pow(2, Math.Min(failures, 10)));
        var longest = _parts.Timeout / 6;
        return (pause < longest ? pause : longest) * (0.5 + (_parts.Random.NextDouble() / 2));
    }

    private void Failed(Exception exception, TimeSpan pause)
    {
        if (IsRunning)
        {
            Log.BeatFailed(_parts.Logger, exception, pause);
        }
    }

    /// <summary>The system clock's timers fire on the thread pool, so its time is waited for by the thread itself; any other clock has to wake the thread.</summary>
    private void Wait(TimeSpan pause)
    {
        if (_parts.Time == TimeProvider.System)
        {
            _parts.Pool?.Look();
            WaitFor(Spacing, () => !_isRunning);
            _parts.Pool?.Look();
            WaitFor(pause - Spacing, () => _isAsked || !_isRunning);
        }
        else
        {
            using var timer = _parts.Time.CreateTimer(static heart => ((Heartbeat)heart!).RequestPoll(), this, pause, Timeout.InfiniteTimeSpan);
            EndBeat();
            // An app's own clock fires its timers on the pool, too. However starved that is, the thread goes on after as much real time.
            WaitFor(_clock is null ? pause : TimeSpan.MaxValue, () => _isAsked || !_isRunning);
        }
    }

    /// <summary>Waits without the pool, in real time.</summary>
    private void WaitFor(TimeSpan longest, Func<bool> isOver)
    {
        var started = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            while (!isOver())
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

    private bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _isRunning;
            }
        }
    }

    /// <returns>False when there is to be no further beat.</returns>
    private bool BeginBeat()
    {
        lock (_gate)
        {
            _isBeating = _isAsked;
            _isAsked = false;
            return _isRunning;
        }
    }

    /// <summary>Only now that the next beat has its timer: a test clock moves on from here.</summary>
    private void EndBeat()
    {
        if (_isBeating)
        {
            _isBeating = false;
            _clock?.End();
        }
    }
}

/// <summary>What the heartbeat of one node works with.</summary>
internal sealed record HeartbeatParts(
    string ClusterId, ISessionStore Store, NodePulse Pulse, TimeSpan Timeout, TimeSpan PollInterval, TimeProvider Time, Random Random, ILogger Logger)
{
    /// <summary>Watches the app's thread pool; null for none.</summary>
    public PoolWatch? Pool { get; init; }

    /// <summary>How long a stopping node waits, in real time, for a beat that hangs.</summary>
    public TimeSpan StopWait { get; init; } = TimeSpan.FromSeconds(5);
}
