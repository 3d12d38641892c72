using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>The workers of one node and the completer behind them: from their first claim to their last recorded outcome.</summary>
internal sealed class NodeWorkers(
    NodeServices node, IReadOnlyList<Worker> workers, JobCompleter completer, SessionRenewal sessions) : IDisposable
{
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(3);

    /// <summary>How long a stop may take after the grace period: handlers that must stop, then outcomes that still wait.</summary>
    public static readonly TimeSpan LongestEnd = 2 * AfterGrace;

    private static readonly TimeSpan OverdueEvery = TimeSpan.FromSeconds(5);

    /// <summary>The part of that time for the roles, the heartbeat and the sessions, which end last.</summary>
    private static readonly TimeSpan ForTheRest = TimeSpan.FromSeconds(1);

    private Task? _claimsStopped;
    private Patience? _whole;
    private long _stoppingSince;

    public int Count => workers.Count;

    /// <summary>The workers that start no jobs, because their heartbeat is too old.</summary>
    public IEnumerable<string> Silent => workers.Where(worker => !worker.Session.MayStart).Select(worker => worker.Name);

    public Task<IReadOnlyList<WorkerSession>> BeginSessionsAsync(CancellationToken cancellationToken) =>
        sessions.BeginAllAsync(workers, cancellationToken);

    public void Start(IReadOnlyList<WorkerSession> begun)
    {
        completer.Start(pumps: node.Store.WriteConcurrency);
        foreach (var (worker, session) in workers.Zip(begun))
        {
            worker.Start(session);
        }
    }

    public void Wake()
    {
        foreach (var worker in workers)
        {
            worker.Wake();
        }
    }

    public void ControlsChanged()
    {
        foreach (var worker in workers)
        {
            worker.ControlsChanged();
        }

        // The set of queues with jobs that may start has changed.
        node.Polls.Request();
    }

    /// <summary>Reports handlers that ignore their token.</summary>
    public INodeRole OverdueReport => node.Loop("Report overdue jobs", ReportOverdueAsync);

    /// <summary>Takes no more jobs and immediately logs the jobs it waits for. Gives back jobs that have not started.</summary>
    public Task StopClaimingAsync()
    {
        if (_claimsStopped is null)
        {
            _stoppingSince = node.Time.GetTimestamp();
            _whole = new Patience(node.Options.ShutdownGracePeriod + LongestEnd, node.Time);
            var patience = _whole.AtMost(AfterGrace);
            _claimsStopped = Task.WhenAll(workers.Select(worker => worker.StopClaimingAsync(patience)));
            if (Running() is { Count: > 0 } running)
            {
                Log.Stopping(node.Logger, node.Options.ClusterId, node.Options.ShutdownGracePeriod, running.Count, JobNames.List(running));
            }
        }

        return _claimsStopped;
    }

    /// <summary>Waits until running jobs have ended or must stop, and their outcomes are recorded.</summary>
    /// <returns>
    /// The sessions to end, and how long the rest of the stop may take. A session whose handlers did not stop is left out: if it ended now,
    /// its jobs would start elsewhere while they still run here. It ends by its timeout.
    /// </returns>
    public async Task<(IReadOnlyList<Guid> Ended, Patience Left)> StopRunningAsync(CancellationToken hurry)
    {
        await StopClaimingAsync().ConfigureAwait(false);
        var drained = await DrainAsync(hurry).ConfigureAwait(false);
        var rest = _whole!.AtMost(LongestEnd);
        using var flush = new CancellationTokenSource(Shorter(AfterGrace, rest.Left - ForTheRest), node.Time);
        await completer.StopAsync(flush.Token).ConfigureAwait(false);
        return ([.. workers.Zip(drained).Where(pair => pair.Second).Select(pair => pair.First.Session.Id)], rest);
    }

    public void Dispose()
    {
        foreach (var worker in workers)
        {
            worker.Dispose();
        }

        completer.Dispose();
    }

    /// <summary>Waits for running jobs. When their time is over, stops them and waits a little longer.</summary>
    /// <returns>For each worker whether its jobs have ended.</returns>
    private async Task<bool[]> DrainAsync(CancellationToken hurry)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        var grace = node.Options.ShutdownGracePeriod - node.Time.GetElapsedTime(_stoppingSince);
        using var timer = node.Time.CreateTimer(_ => deadline.Cancel(), null, Longer(grace, TimeSpan.Zero), Timeout.InfiniteTimeSpan);
        var drained = await Task.WhenAll(workers.Select(worker => worker.DrainAsync(deadline.Token))).ConfigureAwait(false);
        if (drained.All(ended => ended))
        {
            return drained;
        }

        StopRunning();
        using var last = new CancellationTokenSource(AfterGrace, node.Time);
        drained = await Task.WhenAll(workers.Select(worker => worker.DrainAsync(last.Token))).ConfigureAwait(false);
        if (Running() is { Count: > 0 } left)
        {
            Log.JobsLeft(node.Logger, left.Count, JobNames.List(left));
        }

        return drained;
    }

    private void StopRunning()
    {
        var told = Running();
        foreach (var worker in workers)
        {
            worker.StopRunning();
        }

        if (told.Count > 0)
        {
            Log.GraceOver(node.Logger, told.Count, node.Time.GetElapsedTime(_stoppingSince), JobNames.List(told));
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => Longer(one < other ? one : other, TimeSpan.Zero);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private List<StoredJob> Running() => [.. workers.SelectMany(worker => worker.RunningJobs)];

    private Task<TimeSpan> ReportOverdueAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
        {
            worker.ReportOverdue(OverdueEvery);
        }

        return Task.FromResult(OverdueEvery);
    }
}
