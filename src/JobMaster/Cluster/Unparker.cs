using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// Makes parked jobs of this node's lanes wait again: those whose handlers this node has, and those whose payload only other builds could
/// not read. Those builds continue to exclude them, so that a job does not move back and forth between builds. When a node starts, every
/// build may try again.
/// </summary>
internal sealed class Unparker : INodeRole
{
    private readonly NodeServices _node;
    private readonly IReadOnlyList<string> _lanes;
    private readonly PollingLoop _loop;
    private volatile bool _isLeaving;

    public Unparker(NodeServices node, IReadOnlyList<string> lanes)
    {
        (_node, _lanes) = (node, lanes);
        _loop = node.Loop("Unpark jobs", RunOnceAsync);
    }

    /// <summary>
    /// Lets every build try again. Runs before the node takes jobs: later, it would delete newer findings of builds, which would then try
    /// a job twice.
    /// </summary>
    public Task TryAllAgainAsync(CancellationToken cancellationToken) => UnparkAsync(forEveryReader: true, cancellationToken);

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>
    /// Stops unparking jobs that other builds could not read, because this node takes no more jobs: other nodes run them.
    /// </summary>
    public void Leave() => _isLeaving = true;

    /// <summary>Handles a poll that found parked jobs of these definitions.</summary>
    public void Polled(IReadOnlyList<string> parkedDefinitions, IReadOnlyList<string> unreadDefinitions)
    {
        if (HasHandler(parkedDefinitions) || HasHandler(unreadDefinitions))
        {
            _loop.Wake();
        }

        bool HasHandler(IReadOnlyList<string> definitions) =>
            definitions.Count > 0 && definitions.Any(definition => _node.Definitions.Find(definition) is not null);
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        await UnparkAsync(forEveryReader: false, cancellationToken).ConfigureAwait(false);
        return Timeout.InfiniteTimeSpan;
    }

    private async Task UnparkAsync(bool forEveryReader, CancellationToken cancellationToken)
    {
        if (_node.Definitions.Ids.Count == 0)
        {
            return;
        }

        int unparked = await _node.Store.Jobs.UnparkAsync(
            new UnparkRequest
            {
                DefinitionIds = _node.Definitions.Ids, Lanes = _lanes,
                Reader = _isLeaving ? null : _node.Definitions.Reader, ForEveryReader = forEveryReader,
            },
            cancellationToken).ConfigureAwait(false);
        if (unparked > 0)
        {
            _node.Polls.Request();
            Log.Unparked(_node.Logger, unparked);
        }
    }
}
