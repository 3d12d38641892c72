using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>
/// The node's pulse, on a thread of its own: one statement per poll, which every few polls also raises the heartbeats.
/// Nothing here waits for the thread pool, so handlers that block every pool thread do not make the node look dead.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>Polls on request keep this distance, so that a burst of requests is one poll.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(25);

    private readonly HeartbeatParts _parts;
    private readonly TimeSpan _raiseEvery;
    private readonly TimeSpan _pollEvery;
    private readonly IPatientClock? _clock;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _wake = new();
    private readonly ManualResetEventSlim _stop = new();
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
        lock (_lock)
        {
            if (!_isAsked && _isRunning)
            {
                _isAsked = true;
                _clock?.Begin();
            }

            _wake.Set();
        }
    }

    /// <summary>Ends the pulse; the thread finishes the statement it is in.</summary>
    public void Stop()
    {
        _isRunning = false;
        _stop.Set();
        _wake.Set();
        _thread?.Join(TimeSpan.FromSeconds(5));
    }

    public void Dispose()
    {
        Stop();
        _wake.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        var failures = 0;
        while (!_stop.IsSet)
        {
            TimeSpan pause;
            BeginBeat();
            try
            {
                BeatOnce();
                failures = 0;
                pause = _pollEvery * (0.9 + (_parts.Random.NextDouble() / 5));
            }
            catch (Exception exception)
            {
                pause = RetryPause(failures++);
                Log.BeatFailed(_parts.Logger, exception, pause);
            }

            Wait(pause);
        }
    }

    private void BeatOnce()
    {
        var sentAt = _parts.Time.GetTimestamp();
        var raise = _parts.Time.GetElapsedTime(_lastRaise, sentAt) >= _raiseEvery;
        var versions = _parts.Pulse.QueueVersions();
        var sessions = _parts.Pulse.SessionIds();
        var result = _parts.Store.Beat(new BeatRequest { SessionIds = sessions, Raise = raise, Queues = _parts.Pulse.Queues });
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

    /// <summary>The system clock's timers fire on the thread pool, so its time is waited for by the thread itself; any other clock has to wake the thread.</summary>
    private void Wait(TimeSpan pause)
    {
        if (_parts.Time == TimeProvider.System)
        {
            _stop.Wait(Spacing);
            if (!_stop.IsSet)
            {
                _wake.Wait(pause > Spacing ? pause - Spacing : TimeSpan.Zero);
            }
        }
        else
        {
            using var timer = _parts.Time.CreateTimer(static heart => ((Heartbeat)heart!).RequestPoll(), this, pause, Timeout.InfiniteTimeSpan);
            EndBeat();
            _wake.Wait();
        }
    }

    private void BeginBeat()
    {
        lock (_lock)
        {
            _isBeating = _isAsked;
            _isAsked = false;
            _wake.Reset();
            if (_stop.IsSet)
            {
                _wake.Set();
            }
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
    string ClusterId, ISessionStore Store, NodePulse Pulse, TimeSpan Timeout, TimeSpan PollInterval, TimeProvider Time, Random Random, ILogger Logger);
