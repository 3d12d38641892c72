using System.Collections.Concurrent;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// Tells callers of lanes that no live worker serves: such a lane may be mistyped. Remembers for a while which lanes are served and which
/// are not, so that thousands of submissions do not read the workers each time.
/// </summary>
/// <remarks>
/// The call has done its work by then, so neither a store that does not answer nor a slow one may change its answer: there is no hint then.
/// </remarks>
internal sealed class ServedLanes(TimeProvider time)
{
    private const int MostRemembered = 1000;
    private const int MostNamed = 10;

    private static readonly TimeSpan ServedFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnservedFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string ClusterId, string Lane), (bool IsServed, long At)> _seen = new();

    /// <summary>A hint about the lanes that nobody serves; null if there is none, or if the caller sees no workers.</summary>
    /// <param name="call">The call.</param>
    /// <param name="given">The lanes that the call names; a null names none.</param>
    public async Task<string?> NoteAsync(ApiCall call, params IEnumerable<string?> given)
    {
        if (call.Caller.IsLimited)
        {
            return null;
        }

        var lanes = given.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var unseen = lanes.Where(lane => IsServed(call, lane) is null).ToList();
        if (unseen.Count > 0 && !await LookAsync(call, unseen))
        {
            return null;
        }

        return lanes.FindAll(lane => IsServed(call, lane) == false) switch
        {
            [] => null,
            [var only] => $"No live worker serves lane '{only}': a job waits there until one does.",
            var unserved => $"No live worker serves the lanes {Listed(unserved)}: jobs wait there until one does.",
        };
    }

    /// <summary>The hints of one answer as one text; null for none.</summary>
    public static string? Joined(params IEnumerable<string?> notes) =>
        notes.OfType<string>().ToList() is { Count: > 0 } given ? string.Join(' ', given) : null;

    private static string Listed(List<string> lanes) =>
        string.Join(", ", lanes.Take(MostNamed).Select(lane => $"'{lane}'")) + (lanes.Count > MostNamed ? " and others" : "");

    /// <summary>Whether a lane is served, as far as that was seen lately.</summary>
    private bool? IsServed(ApiCall call, string lane) =>
        _seen.TryGetValue((call.Cluster.ClusterId, lane), out var seen)
            && time.GetElapsedTime(seen.At) < (seen.IsServed ? ServedFor : UnservedFor)
            ? seen.IsServed
            : null;

    private async Task<bool> LookAsync(ApiCall call, List<string> lanes)
    {
        try
        {
            var live = (await call.Monitor.Workers.ListAsync(call.Aborted).WaitAsync(Patience, time, call.Aborted))
                .Where(worker => worker.IsLive).ToList();
            if (_seen.Count >= MostRemembered)
            {
                _seen.Clear();
            }

            foreach (string lane in lanes)
            {
                _seen[(call.Cluster.ClusterId, lane)] = (live.Exists(worker => worker.Serves(lane)), time.GetTimestamp());
            }

            return true;
        }
        catch (Exception exception) when (exception is JobMasterStoreException or TimeoutException)
        {
            return false;
        }
    }
}
