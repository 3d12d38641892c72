using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;

namespace JobMaster.Cluster;

/// <summary>Gives workers their sessions: at start, and a new one when theirs was declared dead.</summary>
internal sealed class SessionRenewal : INodeRole
{
    private static readonly TimeSpan PatienceToEnd = TimeSpan.FromSeconds(3);

    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly HashSet<Worker> _lost = [];
    private readonly Lock _lock = new();

    public SessionRenewal(NodeServices node)
    {
        _node = node;
        _loop = node.Loop("Renew sessions", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    public async Task<WorkerSession> BeginAsync(Worker worker, CancellationToken cancellationToken)
    {
        var session = NewSession();
        await _node.Store.Sessions.StartAsync(worker.NewSession(session.Id), cancellationToken).ConfigureAwait(false);
        return session;
    }

    /// <summary>Starts a session for each worker. If one cannot start, ends those started before.</summary>
    public async Task<IReadOnlyList<WorkerSession>> BeginAllAsync(IReadOnlyList<Worker> workers, CancellationToken cancellationToken)
    {
        var begun = new List<WorkerSession>(workers.Count);
        try
        {
            foreach (var worker in workers)
            {
                begun.Add(NewSession());
                await _node.Store.Sessions.StartAsync(worker.NewSession(begun[^1].Id), cancellationToken).ConfigureAwait(false);
            }

            return begun;
        }
        catch
        {
            // Ends the last one too: the store may have stored it although the reply was lost.
            await EndAsync([.. begun.Select(session => session.Id)], new Patience(PatienceToEnd, _node.Time)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends sessions. If the store does not answer in time, they end by their timeout.</summary>
    public async Task EndAsync(IReadOnlyList<Guid> sessionIds, Patience patience)
    {
        if (sessionIds.Count == 0)
        {
            return;
        }

        try
        {
            if (!await patience.WaitAsync(AskToEndAsync(sessionIds)).ConfigureAwait(false))
            {
                Log.SessionsLeft(_node.Logger, sessionIds.Count);
            }
        }
        catch (Exception exception)
        {
            Log.StopStepFailed(_node.Logger, exception, "End sessions");
        }
    }

    /// <summary>
    /// Replaces a lost session. The tokens of its handlers fire immediately; the new session starts as soon as the store accepts it.
    /// </summary>
    public void Renew(Worker worker, Guid sessionId)
    {
        lock (_lock)
        {
            if (worker.Session.Id != sessionId || !_lost.Add(worker))
            {
                return;
            }
        }

        worker.LoseSession();
        _loop.Wake();
        Log.SessionLost(_node.Logger, sessionId, worker.Name);
    }

    private async Task AskToEndAsync(IReadOnlyList<Guid> sessionIds)
    {
        using var patience = new CancellationTokenSource(PatienceToEnd, _node.Time);
        await _node.Store.Sessions.EndAsync(sessionIds, patience.Token).ConfigureAwait(false);
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in Lost())
        {
            worker.Resume(await BeginAsync(worker, cancellationToken).ConfigureAwait(false));
            lock (_lock)
            {
                _lost.Remove(worker);
            }
        }

        return Timeout.InfiniteTimeSpan;
    }

    /// <summary>Counted from before the call, like a beat, because the timeout runs from when the store stores the session.</summary>
    private WorkerSession NewSession() => new(JobIds.Next(_node.Time), _node.Options.HeartbeatTimeout, _node.Time);

    private List<Worker> Lost()
    {
        lock (_lock)
        {
            return [.. _lost];
        }
    }
}
