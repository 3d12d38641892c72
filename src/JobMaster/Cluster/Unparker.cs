using JobMaster.Diagnostics;
using JobMaster.Execution;

namespace JobMaster.Cluster;

/// <summary>
/// Makes parked jobs wait again if this node has their handlers, or if they were parked by builds that read their payload otherwise. Those
/// builds
/// go on leaving such a job out, so that it does not wander between builds. A node that starts has every build try again.
/// </summary>
internal sealed class Unparker
{
    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private bool _isFirstRun = true;
    private volatile bool _isLeaving;

    public Unparker(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Unpark jobs", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>The node takes no more jobs: what other builds could not read is left to nodes that stay.</summary>
    public void Leave() => _isLeaving = true;

    /// <summary>A poll found jobs parked of these definitions.</summary>
    public void Polled(IReadOnlyList<string> parkedDefinitions, IReadOnlyList<string> unreadDefinitions)
    {
        if (parkedDefinitions.Concat(unreadDefinitions).Any(definition => _node.Definitions.Find(definition) is not null))
        {
            _loop.Wake();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_node.Definitions.Ids.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var unparked = await _node.Store.Jobs.UnparkAsync(_node.Definitions.Ids, unreadableToo: _isFirstRun, cancellationToken).ConfigureAwait(false);
        _isFirstRun = false;
        if (!_isLeaving && _node.Definitions.Reader is { } reader)
        {
            unparked += await _node.Store.Jobs.UnparkUnreadAsync(_node.Definitions.Ids, reader, cancellationToken).ConfigureAwait(false);
        }

        if (unparked > 0)
        {
            _node.Polls.Request();
            Log.Unparked(_node.Logger, unparked);
        }

        return Timeout.InfiniteTimeSpan;
    }
}
