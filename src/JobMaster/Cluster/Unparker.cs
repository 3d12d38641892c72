using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>
/// Makes parked jobs wait again whose handlers this node has, and those whose payload builds that read otherwise could not read: these go
/// on leaving them out, so that the job does
/// not wander between builds. A node that starts has every build try again.
/// </summary>
internal sealed class Unparker
{
    private readonly IJobStore _store;
    private readonly JobDefinitionRegistry _definitions;
    private readonly Action _requestPoll;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;
    private bool _isFirstRun = true;
    private volatile bool _isLeaving;

    public Unparker(IJobStore store, JobDefinitionRegistry definitions, Action requestPoll, TimeProvider time, Random random, ILogger logger)
    {
        (_store, _definitions, _requestPoll, _logger) = (store, definitions, requestPoll, logger);
        _loop = new PollingLoop("Unpark jobs", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>The node takes no more jobs: what other builds could not read is left to nodes that stay.</summary>
    public void Leave() => _isLeaving = true;

    public void Seen(IReadOnlyList<string> parkedDefinitions, IReadOnlyList<string> unreadDefinitions)
    {
        if (parkedDefinitions.Concat(unreadDefinitions).Any(definition => _definitions.Find(definition) is not null))
        {
            _loop.Wake();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_definitions.Ids.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var unparked = await _store.UnparkAsync(_definitions.Ids, unreadableToo: _isFirstRun, cancellationToken).ConfigureAwait(false);
        _isFirstRun = false;
        if (!_isLeaving && _definitions.Reader is { } reader)
        {
            unparked += await _store.UnparkUnreadAsync(_definitions.Ids, reader, cancellationToken).ConfigureAwait(false);
        }

        if (unparked > 0)
        {
            _requestPoll();
            Log.Unparked(_logger, unparked);
        }

        return Timeout.InfiniteTimeSpan;
    }
}
