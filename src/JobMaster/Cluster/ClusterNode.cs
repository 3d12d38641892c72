using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>One cluster in one process: its life from provisioning to the last recorded outcome.</summary>
internal sealed class ClusterNode : IJobMasterCluster, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan OverdueEvery = TimeSpan.FromSeconds(5);

    private readonly NodeParts _parts;
    private readonly CancellationTokenSource _stopRoles = new();
    private readonly SemaphoreSlim _lifecycle = new(1, 1);
    private List<Task> _roles = [];
    private bool _isProvisioned;
    private bool _isRunning;
    private bool _isStopped;
    private int _isDisposed;
    private Task? _claimsStopped;
    private long _stoppingSince;

    public ClusterNode(NodeParts parts)
    {
        _parts = parts;
        parts.FirstUse.PreparedBy(() => ProvisionAsync(CancellationToken.None));
        parts.Settings.OnChanged(() => parts.Workers.ForEach(worker => worker.Wake()));
    }

    public string ClusterId => _parts.Options.ClusterId;

    public bool IsDefault => _parts.Options.IsDefault;

    public JobMasterClusterOptions Options => _parts.Options;

    public ClusterMode Mode => _parts.Settings.Mode;

    public IJobMasterScheduler Scheduler => _parts.Scheduler;

    public IJobMasterMonitor Monitor => _parts.Monitor;

    public IMasterStore Store => _parts.Store;

    public NodeParts Parts => _parts;

    public async Task SetModeAsync(ClusterMode? mode, CancellationToken cancellationToken = default)
    {
        await _parts.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _parts.Settings.WriteModeAsync(mode, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> GetPendingSqlAsync(CancellationToken cancellationToken = default) =>
        [.. (await _parts.Provisioning.FindPendingAsync(cancellationToken).ConfigureAwait(false)).Select(migration => migration.Sql)];

    /// <summary>Makes the store ready. Safe to call again.</summary>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or used.</exception>
    public async Task ProvisionAsync(CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _parts.Agents?.Watch();
            if (!_isProvisioned)
            {
                await _parts.Provisioning.RunAsync(cancellationToken).ConfigureAwait(false);
                await (_parts.Agents?.ProvisionAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                await _parts.Agreement.CheckAsync(_parts.Agents?.Connections ?? [], cancellationToken).ConfigureAwait(false);
                await _parts.Settings.ReadAsync(cancellationToken).ConfigureAwait(false);
                _isProvisioned = true;
                _parts.FirstUse.Done();
            }
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Starts claiming. Safe to call again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ProvisionAsync(cancellationToken).ConfigureAwait(false);
        await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isRunning || _isStopped)
            {
                return;
            }

            Log.Starting(_parts.Logger, ClusterId, _parts.Store.Description, _parts.Workers.Count, _parts.Definitions.Ids.Count);
            var sessions = await _parts.Sessions.BeginAllAsync(_parts.Workers, cancellationToken).ConfigureAwait(false);

            // Whatever can fail has come before this, so that a start that fails leaves nothing running.
            StartWorkers(sessions);
            StartRoles();
            _isRunning = true;
            await (_parts.Agents?.LookAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Takes no more jobs and says at once which ones it waits for; those not started are given back.</summary>
    public Task StopClaimingAsync()
    {
        if (_claimsStopped is null)
        {
            _stoppingSince = _parts.Time.GetTimestamp();
            _parts.Unparker.Leave();
            _claimsStopped = Task.WhenAll(_parts.Workers.Select(worker => worker.StopClaimingAsync()));
            if (Running() is { Count: > 0 } running)
            {
                Log.Stopping(_parts.Logger, ClusterId, Options.ShutdownGracePeriod, running.Count, JobNames.List(running));
            }
        }

        return _claimsStopped;
    }

    /// <summary>Stops in order: running jobs end or are given back, outcomes are recorded, sessions end. Faster when the token fires.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _lifecycle.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = true;
            await (_parts.Agents?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
            if (_isRunning)
            {
                await StopRunningAsync(hurry).ConfigureAwait(false);
                Log.Stopped(_parts.Logger, ClusterId);
            }
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // Not stopped before: the jobs that run get the same time to end as with the host.
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _parts.Heartbeat.Stop();
        _parts.Workers.ForEach(worker => worker.Dispose());
        _parts.Completer.Dispose();
        _parts.CommitPolls.Dispose();
        if (_parts.Agents is { } agents)
        {
            await agents.DisposeAsync().ConfigureAwait(false);
        }

        await _parts.Store.DisposeAsync().ConfigureAwait(false);
        _parts.Telemetry.Dispose();
        (_parts.Loggers as IDisposable)?.Dispose();
        _stopRoles.Dispose();
        _lifecycle.Dispose();
    }

    /// <summary>The container disposes the node as <see cref="IJobMasterCluster"/>, too, and may do so without await.</summary>
    public void Dispose() => Blocking.Run(() => DisposeAsync().AsTask());

    private void StartWorkers(IReadOnlyList<WorkerSession> sessions)
    {
        _parts.Completer.Start(pumps: _parts.WriteConcurrency);
        foreach (var (worker, session) in _parts.Workers.Zip(sessions))
        {
            worker.Start(session);
        }
    }

    private void StartRoles()
    {
        var stop = _stopRoles.Token;
        _roles = [_parts.Settings.Start(stop), _parts.Sessions.Start(stop), _parts.Reporter.Start(stop), _parts.Depth.Start(stop)];
        _roles.AddRange(_parts.Recurrence.Start(stop));
        if (_parts.Agents is { } agents)
        {
            _roles.Add(agents.StartDraining(stop));
        }

        if (_parts.Workers.Count > 0)
        {
            _roles.Add(_parts.Unparker.Start(stop));
            if (_parts.Store.WakeUps is { } wakeUps)
            {
                _roles.Add(ListenAsync(wakeUps, stop));
            }

            _roles.Add(new PollingLoop("Report overdue jobs", ReportOverdueAsync, _parts.Time, _parts.Random, _parts.Logger).Start(stop));
        }

        if (_parts.Rescuer is { } rescuer && _parts.Pruner is { } pruner)
        {
            _roles.Add(rescuer.Start(stop));
            _roles.Add(pruner.Start(stop));
        }

        _parts.Heartbeat.Start();
    }

    private Task ListenAsync(IWakeUps wakeUps, CancellationToken stop)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.Run(() => wakeUps.ListenAsync(Wake, stop), CancellationToken.None);

        void Wake(JobQueue? queue)
        {
            if (queue is { } known)
            {
                _parts.Signals.Received(known);
            }
            else
            {
                _parts.Heartbeat.RequestPoll();
            }
        }
    }

    private async Task StopRunningAsync(CancellationToken hurry)
    {
        _parts.LetTimePass?.Invoke();
        await StopClaimingAsync().ConfigureAwait(false);
        var drained = await DrainAsync(hurry).ConfigureAwait(false);
        using var flush = new CancellationTokenSource(AfterGrace, _parts.Time);
        await _parts.Completer.StopAsync(flush.Token).ConfigureAwait(false);
        await StopRolesAsync().ConfigureAwait(false);

        // Before the sessions end: a beat that no longer finds its own session takes itself for dead.
        _parts.Heartbeat.Stop();
        await _parts.Sessions.EndAsync([.. _parts.Workers.Zip(drained).Where(pair => pair.Second).Select(pair => pair.First.Session.Id)]).ConfigureAwait(false);
    }

    /// <summary>Waits for running jobs; when their time is over tells them to stop and waits a little longer.</summary>
    /// <returns>For each worker whether its jobs have ended. The session of one whose handlers would not stop is left to end by its timeout: ended now, its jobs would start elsewhere while they still run here.</returns>
    private async Task<bool[]> DrainAsync(CancellationToken hurry)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        using var grace = _parts.Time.CreateTimer(_ => deadline.Cancel(), null, Options.ShutdownGracePeriod, Timeout.InfiniteTimeSpan);
        var drained = await Task.WhenAll(_parts.Workers.Select(worker => worker.DrainAsync(deadline.Token))).ConfigureAwait(false);
        if (drained.All(ended => ended))
        {
            return drained;
        }

        var told = Running();
        _parts.Workers.ForEach(worker => worker.StopRunning());
        if (told.Count > 0)
        {
            Log.GraceOver(_parts.Logger, told.Count, _parts.Time.GetElapsedTime(_stoppingSince), JobNames.List(told));
        }

        using var last = new CancellationTokenSource(AfterGrace, _parts.Time);
        drained = await Task.WhenAll(_parts.Workers.Select(worker => worker.DrainAsync(last.Token))).ConfigureAwait(false);
        if (Running() is { Count: > 0 } left)
        {
            Log.JobsLeft(_parts.Logger, left.Count, JobNames.List(left));
        }

        return drained;
    }

    private async Task StopRolesAsync()
    {
        await _stopRoles.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_roles).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A role that broke must not keep the sessions from ending.
            Log.RoleFailed(_parts.Logger, exception, "Stop", TimeSpan.Zero);
        }
    }

    private List<StoredJob> Running() => [.. _parts.Workers.SelectMany(worker => worker.RunningJobs)];

    private Task<TimeSpan> ReportOverdueAsync(CancellationToken cancellationToken)
    {
        _parts.Workers.ForEach(worker => worker.ReportOverdue(OverdueEvery));
        return Task.FromResult(OverdueEvery);
    }
}
