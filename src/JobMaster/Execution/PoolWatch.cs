using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Detects that the app's thread pool is starved, and finds the handlers that cause it. The heartbeat needs no pool thread. At each beat
/// it asks the pool for a thread, and notes the running handlers if none comes. The pool logs the finding, so that a slow log provider
/// delays no heartbeat.
/// </summary>
/// <param name="running">The attempts that run on the pool.</param>
/// <param name="time">The source of time.</param>
/// <param name="logger">The logger of the finding.</param>
/// <param name="queue">The pool: runs a work item on one of its threads.</param>
internal sealed class PoolWatch(Func<IEnumerable<RunningAttempt>> running, TimeProvider time, ILogger logger, Action<Action> queue)
{
    /// <summary>The wait for a thread from which the pool counts as starved. Timers and the app's requests are late by as much.</summary>
    public static readonly TimeSpan Starved = TimeSpan.FromMilliseconds(500);

    /// <summary>The time between two log messages.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _askedAt;
    private long? _saidAt;
    private bool _isAsked;
    private string? _suspects;

    /// <summary>Asks the pool for a thread, or notes who holds the threads if the last requested one has not come yet.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_isAsked)
            {
                _suspects = _suspects is { Length: > 0 } ? _suspects : Suspects();
                return;
            }

            (_isAsked, _askedAt, _suspects) = (true, time.GetTimestamp(), null);
        }

        queue(Run);
    }

    /// <summary>Runs when a thread has come.</summary>
    internal void Run()
    {
        TimeSpan delay;
        string suspects;
        lock (_lock)
        {
            _isAsked = false;
            delay = time.GetElapsedTime(_askedAt);
            if (delay < Starved || _suspects is not { Length: > 0 } found || (_saidAt is { } said && time.GetElapsedTime(said) < Quiet))
            {
                return;
            }

            (suspects, _saidAt) = (found, time.GetTimestamp());
        }

        Log.PoolStarved(logger, delay, suspects);
    }

    /// <summary>
    /// Handlers that have not returned their task hold a thread each. If there are none, a running handler may block after an await.
    /// </summary>
    private string Suspects()
    {
        var all = running().ToList();
        var holding = all.FindAll(attempt => attempt.HoldsThread);
        return string.Join(", ", (holding.Count > 0 ? holding : all).GroupBy(attempt => attempt.Job.DefinitionId, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Key} ({group.Count()})"));
    }
}
