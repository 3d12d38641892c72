using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>Gives workers their sessions: at start, and a new one when theirs was taken for dead.</summary>
internal sealed class SessionRenewal
{
    private readonly ISessionStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;
    private readonly HashSet<Worker> _lost = [];
    private readonly Lock _lock = new();

    public SessionRenewal(ISessionStore store, TimeSpan timeout, TimeProvider time, Random random, ILogger logger)
    {
        (_store, _timeout, _time, _logger) = (store, timeout, time, logger);
        _loop = new PollingLoop("Renew sessions", RunOnceAsync, time, random, logger);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    public async Task<WorkerSession> BeginAsync(Worker worker, CancellationToken cancellationToken)
    {
        // Counted from before the store is asked, like a beat: from when it takes the session, the timeout runs.
        var session = new WorkerSession(JobIds.Next(_time), _timeout, _time);
        await _store.StartAsync(worker.NewSession(session.Id), cancellationToken).ConfigureAwait(false);
        return session;
    }

    /// <summary>The worker's session is gone. Its handlers are told at once; a new session follows as soon as the store takes one.</summary>
    public void Renew(Worker worker, Guid sessionId)
    {
        lock (_lock)
        {
            if (worker.Session.Id != sessionId || !_lost.Add(worker))
            {
                return;
            }
        }

        Log.SessionLost(_logger, sessionId, worker.Name);
        worker.LoseSession();
        _loop.Wake();
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

    private List<Worker> Lost()
    {
        lock (_lock)
        {
            return [.. _lost];
        }
    }
}
