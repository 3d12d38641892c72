using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Detects that the app's thread pool is starved, and finds the handlers that cause it. The heartbeat needs no pool thread. At each beat
/// it asks the pool for a thread, and notes the running handlers if none comes. The pool logs the finding, so that a slow log provider
/// delays no heartbeat.
/// <para>
/// A thread may also come late for other reasons, mainly on a machine with too little CPU. So handlers are named only if they are enough to
/// hold half of the pool's threads. Handlers that block unseen, after an await, are named only if no thread came free meanwhile.
/// </para>
/// </summary>
/// <param name="running">The attempts that run on the pool.</param>
/// <param name="time">The source of time.</param>
/// <param name="logger">The logger of the finding.</param>
/// <param name="pool">The app's thread pool.</param>
internal sealed class PoolWatch(Func<IEnumerable<RunningAttempt>> running, TimeProvider time, ILogger logger, IPool pool)
{
    /// <summary>
    /// The wait for a thread after which the pool counts as starved. Timers and the app's requests are late by the same time.
    /// </summary>
    public static readonly TimeSpan Starved = TimeSpan.FromMilliseconds(500);

    /// <summary>The time between two log messages.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _askedAt;
    private long? _saidAt;
    private bool _isAsked;
    private long _doneBefore;
    private Suspects? _suspects;

    /// <summary>
    /// Asks the pool for a thread, or notes who holds the threads if the last requested one has not come yet. It asks only while handlers
    /// run, so that an idle node wakes no thread for it.
    /// </summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_isAsked)
            {
                _suspects ??= Suspects.Among(running(), pool.ThreadCount);
                return;
            }

            if (!running().Any())
            {
                return;
            }

            (_isAsked, _askedAt, _doneBefore, _suspects) = (true, time.GetTimestamp(), pool.CompletedCount, null);
        }

        pool.Queue(Run);
    }

    /// <summary>Runs when a thread has come.</summary>
    internal void Run()
    {
        TimeSpan delay;
        Suspects suspects;
        lock (_lock)
        {
            _isAsked = false;
            delay = time.GetElapsedTime(_askedAt);
            if (delay < Starved || _suspects is not { } found || (_saidAt is { } said && time.GetElapsedTime(said) < Quiet))
            {
                return;
            }

            if (!found.AreSeen && pool.CompletedCount - _doneBefore >= pool.ThreadCount)
            {
                return;
            }

            (suspects, _saidAt) = (found, time.GetTimestamp());
        }

        Log.PoolStarved(logger, delay, suspects.Text);
    }

    /// <summary>
    /// Handlers that may hold the pool's threads. Those that have not returned their task hold a thread each. If there are none, a running
    /// handler may block after an await.
    /// </summary>
    /// <param name="Text">Their definitions, with how many of each.</param>
    /// <param name="AreSeen">Whether they are known to hold a thread.</param>
    private sealed record Suspects(string Text, bool AreSeen)
    {
        /// <returns>Null when the handlers are too few to starve the pool.</returns>
        public static Suspects? Among(IEnumerable<RunningAttempt> running, int threads)
        {
            var all = running.ToList();
            var holding = all.FindAll(attempt => attempt.HoldsThread);
            var named = holding.Count > 0 ? holding : all;
            return named.Count == 0 || named.Count * 2 < threads
                ? null
                : new Suspects(
                    string.Join(
                        ", ",
                        named.GroupBy(attempt => attempt.Job.DefinitionId, StringComparer.Ordinal)
                            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                            .Select(group => $"{group.Key} ({group.Count()})")),
                    holding.Count > 0);
        }
    }
}
