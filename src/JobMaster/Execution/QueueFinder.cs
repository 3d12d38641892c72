using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>
/// Finds the queues of the node's lane patterns that hold jobs. It searches after polls, separately from them: on a database with many dead
/// index entries a search takes long and must not delay the heartbeat. It spends at most a tenth of the time on searches.
/// </summary>
internal sealed class QueueFinder : INodeRole
{
    /// <summary>The most queues that one search returns. The next search continues after them.</summary>
    public const int MostFound = 1000;

    private const int ShareOfTime = 10;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);

    private readonly NodeServices _node;
    private readonly IReadOnlyList<Worker> _workers;
    private readonly PollingLoop _loop;
    private PatternPlace[] _places;
    private long _earliest = long.MinValue;

    /// <param name="node">The node.</param>
    /// <param name="workers">Its workers.</param>
    /// <param name="patterns">The patterns that any of them serves.</param>
    public QueueFinder(NodeServices node, IReadOnlyList<Worker> workers, IReadOnlyList<string> patterns)
    {
        (_node, _workers) = (node, workers);
        _places = [.. patterns.Select(pattern => new PatternPlace(pattern, null))];
        _loop = node.Loop("Find queues of lane patterns", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>A poll was answered.</summary>
    public void Polled() => _loop.Wake();

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var started = _node.Time.GetTimestamp();
        if (started < _earliest)
        {
            return _node.Time.GetElapsedTime(started, _earliest);
        }

        var search = new QueueSearch { Patterns = _places, Limit = MostFound };
        var found = await _node.Store.Reads.FindQueuesAsync(search, cancellationToken).ConfigureAwait(false);
        GoOn(found);
        var isSoloNew = false;
        foreach (var worker in _workers)
        {
            isSoloNew |= worker.Found(found).Any(queue => queue.IsSolo);
        }

        var now = _node.Time.GetTimestamp();
        var pause = _node.Time.GetElapsedTime(started, now) * ShareOfTime;
        _earliest = _node.Time.After(now, pause > ShortestPause ? pause : ShortestPause);
        if (isSoloNew)
        {
            // Only polls tell which queues have a due job that must run alone.
            _node.Polls.Request();
        }

        return Timeout.InfiniteTimeSpan;
    }

    /// <summary>A search that returned a full answer is continued by the next one. Otherwise the next one starts at the front.</summary>
    private void GoOn(IReadOnlyList<FoundQueue> found)
    {
        var common = found.Where(queue => !queue.IsSolo).Select(queue => queue.Queue).ToList();
        _places = [
            .. _places.Select(place => place with
            {
                After = common.Count < MostFound
                    ? null
                    : common.FindLast(queue => LanePattern.Serves([place.Pattern], queue.Lane)) is { Lane: not null } last ? last : null,
            })];
    }
}
