using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>Makes parked jobs wait again whose handlers this node has: on start also those whose payload another version could not read.</summary>
internal sealed class Unparker
{
    private readonly IJobStore _store;
    private readonly JobDefinitionRegistry _definitions;
    private readonly Action _requestPoll;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;
    private bool _isFirstRun = true;

    public Unparker(IJobStore store, JobDefinitionRegistry definitions, Action requestPoll, TimeProvider time, Random random, ILogger logger)
    {
        (_store, _definitions, _requestPoll, _logger) = (store, definitions, requestPoll, logger);
        _loop = new PollingLoop("Unpark jobs", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    public void Seen(IReadOnlyList<string> parkedDefinitions)
    {
        if (parkedDefinitions.Any(definition => _definitions.Find(definition) is not null))
        {
            _loop.Wake();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var unparked = _definitions.Ids.Count == 0
            ? 0
            : await _store.UnparkAsync(_definitions.Ids, unreadableToo: _isFirstRun, cancellationToken).ConfigureAwait(false);
        _isFirstRun = false;
        if (unparked > 0)
        {
            _requestPoll();
            Log.Unparked(_logger, unparked);
        }

        return Timeout.InfiniteTimeSpan;
    }
}
