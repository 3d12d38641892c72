using System.Collections.Concurrent;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// Tells callers of lanes that no live worker serves: such a lane may be mistyped. Remembers for a while which lanes are served, so that
/// thousands of submissions do not read the workers each time.
/// </summary>
internal sealed class ServedLanes(TimeProvider time)
{
    private const int MostRemembered = 1000;

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string ClusterId, string Lane), long> _served = new();

    /// <summary>A hint about the lanes that nobody serves; null if there is none, or if the caller sees no workers.</summary>
    /// <param name="call">The call.</param>
    /// <param name="given">The lanes that the call names; a null names none.</param>
    public async Task<string?> NoteAsync(ApiCall call, params IEnumerable<string?> given)
    {
        string clusterId = call.Cluster.ClusterId;
        var lanes = given.OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(lane => !_served.TryGetValue((clusterId, lane), out long at) || time.GetElapsedTime(at) >= Remembered).ToList();
        if (lanes.Count == 0 || call.Caller.IsLimited)
        {
            return null;
        }

        var live = (await call.Monitor.Workers.ListAsync(call.Aborted)).Where(worker => worker.IsLive).ToList();
        if (_served.Count >= MostRemembered)
        {
            _served.Clear();
        }

        foreach (string lane in lanes.Where(lane => live.Exists(worker => worker.Serves(lane))))
        {
            _served[(clusterId, lane)] = time.GetTimestamp();
        }

        return lanes.FirstOrDefault(lane => !live.Exists(worker => worker.Serves(lane))) is { } unserved
            ? $"No live worker serves lane '{unserved}': a job waits there until one does."
            : null;
    }
}
