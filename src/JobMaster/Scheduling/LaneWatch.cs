using System.Collections.Concurrent;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Scheduling;

/// <summary>Warns when jobs go to a lane that no live worker of the cluster serves: they would wait unnoticed.</summary>
internal sealed class LaneWatch(
    ISessionStore sessions, IReadOnlyCollection<string> lanesServedHere, string clusterId, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// The most lanes that are watched at once, because callers name them. Further lanes wait until some of these are due again.
    /// </summary>
    public const int MostWatched = 1000;

    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> _checkedAt = new(StringComparer.Ordinal);
    private long _tidiedAt = time.GetTimestamp();

    public void Used(string lane)
    {
        if (LanePattern.Serves(lanesServedHere, lane))
        {
            return;
        }

        var now = time.GetTimestamp();
        if (_checkedAt.TryGetValue(lane, out var last) && time.GetElapsedTime(last, now) < CheckEvery)
        {
            return;
        }

        if (_checkedAt.Count >= MostWatched && !_checkedAt.ContainsKey(lane) && !MakeRoom(now))
        {
            return;
        }

        _checkedAt[lane] = now;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(() => CheckAsync(lane));
    }

    /// <summary>The number of remembered lanes.</summary>
    internal int Watched => _checkedAt.Count;

    internal async Task CheckAsync(string lane)
    {
        try
        {
            var live = await sessions.ListAsync(CancellationToken.None).ConfigureAwait(false);
            if (!live.Any(session => LanePattern.Serves(session.Session.Lanes, lane)))
            {
                var served = live.SelectMany(session => session.Session.Lanes)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .ToList();
                var twin = served.Find(other => string.Equals(other, lane, StringComparison.OrdinalIgnoreCase));
                Log.LaneWithoutWorker(
                    logger, lane, clusterId, (served.Count == 0 ? "none" : string.Join(", ", served))
                        + (twin is null ? "" : $"; '{twin}' is another lane, as case counts"));
            }
        }
        catch (Exception exception)
        {
            // The check is optional: the job itself is stored, and other parts report an unavailable store.
            Log.LaneCheckFailed(logger, exception, lane);
        }
    }

    /// <summary>Forgets lanes whose next check is due. Runs rarely, because it looks at all of them.</summary>
    private bool MakeRoom(long now)
    {
        var tidiedAt = Interlocked.Read(ref _tidiedAt);
        if (time.GetElapsedTime(tidiedAt, now) < TidyEvery || Interlocked.CompareExchange(ref _tidiedAt, now, tidiedAt) != tidiedAt)
        {
            return false;
        }

        foreach (var (lane, checkedAt) in _checkedAt)
        {
            if (time.GetElapsedTime(checkedAt, now) >= CheckEvery)
            {
                _checkedAt.TryRemove(lane, out _);
            }
        }

        return _checkedAt.Count < MostWatched;
    }
}
