using System.Collections.Concurrent;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Scheduling;

/// <summary>Warns when jobs are sent to a lane that no live worker of the cluster serves: they would wait without a sound.</summary>
internal sealed class LaneWatch(ISessionStore sessions, IReadOnlyCollection<string> lanesServedHere, string clusterId, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _checkedAt = new(StringComparer.Ordinal);

    public void Used(string lane)
    {
        if (lanesServedHere.Contains(lane))
        {
            return;
        }

        var now = time.GetTimestamp();
        if (_checkedAt.TryGetValue(lane, out var last) && time.GetElapsedTime(last, now) < CheckEvery)
        {
            return;
        }

        _checkedAt[lane] = now;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(() => CheckAsync(lane));
    }

    internal async Task CheckAsync(string lane)
    {
        try
        {
            var live = await sessions.ListAsync(CancellationToken.None).ConfigureAwait(false);
            if (!live.Any(session => session.Session.Lanes.Contains(lane)))
            {
                var served = live.SelectMany(session => session.Session.Lanes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).DefaultIfEmpty("none");
                Log.LaneWithoutWorker(logger, lane, clusterId, string.Join(", ", served));
            }
        }
        catch (Exception exception)
        {
            // The check is a courtesy: the job itself is stored, and a store that is away is reported by those who need it.
            Log.LaneCheckFailed(logger, exception, lane);
        }
    }
}
