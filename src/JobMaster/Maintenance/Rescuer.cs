using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Maintenance;

/// <summary>
/// Takes the jobs of dead sessions back. Any number of nodes may do so at once: a session is buried by compare-and-set, and a job is taken back by the same guard as any other move.
/// Repeated as long as orphans are seen, because a claim can commit just after its session was buried.
/// </summary>
internal sealed class Rescuer
{
    private const int BatchSize = 500;

    private readonly IMasterStore _store;
    private readonly QueueSignals _signals;
    private readonly JobMasterTelemetry _telemetry;
    private readonly JobMasterClusterOptions _options;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;
    private IReadOnlyList<SessionBeat> _dead = [];
    private volatile bool _hasOrphans;

    public Rescuer(
        IMasterStore store, QueueSignals signals, JobMasterTelemetry telemetry, JobMasterClusterOptions options, TimeProvider time, Random random, ILogger logger)
    {
        (_store, _signals, _telemetry, _options, _logger) = (store, signals, telemetry, options, logger);
        _loop = new PollingLoop("Rescue jobs", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>What the last poll has shown.</summary>
    public void Seen(IReadOnlyList<SessionBeat> dead, bool hasOrphans)
    {
        if (dead.Count > 0 || hasOrphans)
        {
            Volatile.Write(ref _dead, dead);
            _hasOrphans |= hasOrphans;
            _loop.Wake();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        var dead = Volatile.Read(ref _dead);
        if (dead.Count > 0)
        {
            var buried = await _store.Sessions.BuryAsync(dead, cancellationToken).ConfigureAwait(false);
            foreach (var session in buried)
            {
                _hasOrphans = true;
                Log.SessionBuried(_logger, session, _options.HeartbeatTimeout);
            }

            Interlocked.CompareExchange(ref _dead, [], dead);
        }

        if (_hasOrphans)
        {
            _hasOrphans = false;
            await RescueAllAsync(cancellationToken).ConfigureAwait(false);
        }

        return Timeout.InfiniteTimeSpan;
    }

    private async Task RescueAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RescuedJob> rescued;
        do
        {
            rescued = await _store.Jobs.RescueAsync(new RescueRequest(BatchSize, _options.MaxWorkerLosses), cancellationToken).ConfigureAwait(false);
            foreach (var job in rescued)
            {
                if (job.State == JobState.Ready)
                {
                    _signals.Publish(job.Queue, TimeSpan.Zero);
                }

                _telemetry.Rescued(job);
                Log.JobRescued(_logger, job.Id, job.DefinitionId, job.State);
            }
        }
        while (rescued.Count == BatchSize);
    }
}
