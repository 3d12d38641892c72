using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Maintenance;

/// <summary>
/// Takes back the jobs of dead sessions. Any number of nodes may do this at the same time: compare-and-set ends a session, and a job is
/// taken back with the same guard as any other move. Repeats while there are orphans, because a claim can commit just after its session was
/// ended.
/// </summary>
internal sealed class Rescuer : INodeRole
{
    private const int BatchSize = 500;

    private readonly NodeServices _node;
    private readonly Action _left;
    private readonly PollingLoop _loop;
    private readonly FittingBatch _batch = new(BatchSize);
    private IReadOnlyList<SessionBeat> _dead = [];
    private volatile bool _hasOrphans;

    /// <param name="node">The node.</param>
    /// <param name="left">Called when a session has ended, or was ended: other work of its node may have stopped too.</param>
    public Rescuer(NodeServices node, Action left)
    {
        (_node, _left) = (node, left);
        _loop = node.Loop("Rescue jobs", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Receives the findings of the last poll.</summary>
    public void Polled(IReadOnlyList<SessionBeat> dead, bool hasOrphans, bool hasEnded = false)
    {
        if (hasEnded)
        {
            _left();
        }

        if (dead.Count > 0 || hasOrphans)
        {
            if (dead.Count > 0)
            {
                Volatile.Write(ref _dead, dead);
            }

            _hasOrphans |= hasOrphans;
            _loop.Wake();
        }
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BuryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // If one session cannot be ended, jobs of sessions that have ended still come back.
            if (_hasOrphans && !cancellationToken.IsCancellationRequested)
            {
                _hasOrphans = false;
                await RescueAllAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return Timeout.InfiniteTimeSpan;
    }

    private async Task BuryAsync(CancellationToken cancellationToken)
    {
        var dead = Volatile.Read(ref _dead);
        if (dead.Count == 0)
        {
            return;
        }

        var buried = await _node.Store.Sessions.BuryAsync(dead, cancellationToken).ConfigureAwait(false);
        foreach (var session in buried)
        {
            _hasOrphans = true;
            Log.SessionBuried(_node.Logger, session, _node.Options.HeartbeatTimeout);
        }

        Interlocked.CompareExchange(ref _dead, [], dead);
        _left();
    }

    private async Task RescueAllAsync(CancellationToken cancellationToken)
    {
        int asked;
        IReadOnlyList<RescuedJob> rescued;
        do
        {
            asked = _batch.Size;
            rescued = await RescueAsync(cancellationToken).ConfigureAwait(false);
            foreach (var job in rescued)
            {
                if (job.State == JobState.Ready)
                {
                    _node.Arrivals.Publish(job.Queue, TimeSpan.Zero);
                }

                _node.Telemetry.Rescued(job);
                _node.Events?.Rescued(job);
                Log.JobRescued(_node.Logger, job.Id, job.DefinitionId, job.State);
            }
        }
        while (rescued.Count >= asked);
    }

    private async Task<IReadOnlyList<RescuedJob>> RescueAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _batch.RunAsync(
                (most, token) => _node.Store.Jobs.RescueAsync(new RescueRequest(most, _node.Options.MaxWorkerLosses), token),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The next run of the loop must find them, whatever the next poll reports.
            _hasOrphans = true;
            throw;
        }
    }
}
