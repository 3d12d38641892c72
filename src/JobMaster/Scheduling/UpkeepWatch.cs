using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Scheduling;

/// <summary>
/// Warns on a node without upkeep if no other node does upkeep either: schedules would not fire, and jobs of dead workers would not come
/// back, without any notice.
/// </summary>
/// <param name="sessions">The live workers.</param>
/// <param name="isDoneHere">Whether this node does upkeep.</param>
/// <param name="nodeName">This node.</param>
/// <param name="options">The cluster's options.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class UpkeepWatch(
    ISessionStore sessions, bool isDoneHere, string nodeName, JobMasterClusterOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _checkedAt;

    /// <summary>Called when something was stored that needs upkeep. Checks at most once a minute, in the background.</summary>
    public void Needed()
    {
        if (isDoneHere || !IsDue())
        {
            return;
        }

        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(() => CheckAsync(atStart: false));
    }

    /// <summary>Workers have started here.</summary>
    public Task StartedAsync() => isDoneHere ? Task.CompletedTask : CheckAsync(atStart: true);

    private async Task CheckAsync(bool atStart)
    {
        try
        {
            // The store does not record a session's duties, and without upkeep dead sessions stay. So a live worker of another node may do
            // it.
            var live = await sessions.ListAsync(CancellationToken.None).ConfigureAwait(false);
            var hasOthers = live.Any(session =>
                session.Session.NodeName != nodeName && session.SilentFor < 2 * options.HeartbeatTimeout);
            if (!hasOthers)
            {
                Log.NoUpkeep(logger, options.ClusterId);
            }
            else if (atStart)
            {
                Log.UpkeepElsewhere(logger, options.ClusterId);
            }
        }
        catch (Exception exception)
        {
            // Optional, like the check in LaneWatch.
            Log.UpkeepCheckFailed(logger, exception, options.ClusterId);
        }
    }

    private bool IsDue()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_checkedAt is { } last && time.GetElapsedTime(last, now) < CheckEvery)
            {
                return false;
            }

            _checkedAt = now;
            return true;
        }
    }
}
