using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Finds out that the app's thread pool is starved, and by which handlers. The heartbeat, which needs no thread of the pool, asks the pool
/// for one at each beat and notes who runs when none comes; what was found is logged by the pool, so that a slow log provider holds up no
/// beat.
/// </summary>
/// <param name="running">The attempts that run on the pool.</param>
/// <param name="time">Where time comes from.</param>
/// <param name="logger">Where it is said.</param>
/// <param name="queue">The pool: runs what it is given on one of its threads.</param>
internal sealed class PoolWatch(Func<IEnumerable<RunningAttempt>> running, TimeProvider time, ILogger logger, Action<Action> queue)
{
    /// <summary>With so long a wait for a thread the pool is starved: timers are late by as much, and so are the app's requests.</summary>
    public static readonly TimeSpan Starved = TimeSpan.FromMilliseconds(500);

    /// <summary>It is said once in so long.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _askedAt;
    private long? _saidAt;
    private bool _isAsked;
    private string? _suspects;

    /// <summary>Asks the pool for a thread, or looks who holds them when the last one asked for has not come yet.</summary>
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

    /// <summary>A thread has come.</summary>
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
    /// Handlers that have not returned their task hold a thread each; without any, one of those that run may block after an await.
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
