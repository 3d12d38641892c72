using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Maintenance;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>One cluster in one process: its life from provisioning to the last recorded outcome.</summary>
internal sealed class ClusterNode : IJobMasterCluster, IAsyncDisposable, IDisposable
{
    /// <summary>How long a stop waits for one step that hangs in a store.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(3);

    /// <summary>After this time in use without a start, the log says that nothing runs here.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    private readonly NodeServices _node;
    private readonly NodeStart _start;
    private readonly ClusterSettings _settings;
    private readonly NodeAgents? _agents;
    private readonly NodeWorkers _workers;
    private readonly SessionRenewal _sessions;
    private readonly Unparker _unparker;
    private readonly NodeRoles _roles;
    private readonly Heartbeat _heartbeat;
    private readonly CommitPolls _commitPolls;

    /// <summary>Never disposed, because a host whose container is disposed first still stops the node.</summary>
    private readonly SemaphoreSlim _lifecycle = new(1, 1);

    private bool _isProvisioned;
    private ITimer? _startWatch;
    private bool _isRunning;
    private bool _isStopped;
    private int _isDisposed;

    public ClusterNode(
        NodeServices node, NodeStart start, ClusterSettings settings, NodeAgents? agents, NodeWorkers workers, SessionRenewal sessions,
        Unparker unparker, NodeRoles roles, Heartbeat heartbeat, CommitPolls commitPolls)
    {
        (_node, _start, _settings, _agents, _workers) = (node, start, settings, agents, workers);
        (_sessions, _unparker, _roles, _heartbeat, _commitPolls) = (sessions, unparker, roles, heartbeat, commitPolls);
        var calls = new ControlCalls(node, new CallGate(node), settings);
        (Lanes, Definitions) = (new LaneControls(calls), new DefinitionControls(calls));
        (Workers, Agents) = (new WorkerControls(calls), new AgentControls(calls));
        Limits = new LimitControls(node, new CallGate(node), settings);
        node.FirstUse.PreparedBy(PrepareAsync);
        node.Mode.OnChanged(workers.Wake);
        node.Controls.OnChanged(workers.ControlsChanged);
    }

    public string ClusterId => _node.Options.ClusterId;

    public bool HasWorkers => _workers.Count > 0;

    /// <summary>Whether it has started and not stopped.</summary>
    public bool IsRunning => _isRunning && !_isStopped;

    public bool IsDefault => _node.Options.IsDefault;

    public JobMasterClusterOptions Options => _node.Options;

    public ClusterMode Mode => _node.Mode.Mode;

    /// <summary>The kind of store the master is, and the version of the library, for operators.</summary>
    public required (string MasterProvider, string Version) Build { get; init; }

    public JobMasterClusterSettings Settings => JobMasterClusterSettings.Of(Options, Build.MasterProvider, Build.Version, Mode);

    public required IJobMasterScheduler Scheduler { get; init; }

    public required IJobMasterMonitor Monitor { get; init; }

    public required IJobOperations Operations { get; init; }

    public ILaneControls Lanes { get; }

    public IDefinitionControls Definitions { get; }

    public IWorkerControls Workers { get; }

    public IAgentControls Agents { get; }

    public ILimitControls Limits { get; }

    public required IJobFailures Failures { get; init; }

    public IMasterStore Store => _node.Store;

    public NodeServices Services => _node;

    /// <summary>Stores this node's counts; null if no statistics are kept.</summary>
    public StatisticWriter? Statistics { get; init; }

    /// <summary>Lets a test's clock move by itself after the node stops; null outside tests.</summary>
    public Action? LetTimePass { get; init; }

    /// <summary>The problems of this node, for health checks.</summary>
    public IEnumerable<string> Ailments()
    {
        if (!_isRunning || _isStopped)
        {
            yield return _isStopped ? "The node has stopped." : "The node has not started yet.";
            yield break;
        }

        if (_heartbeat.Silence >= Options.HeartbeatTimeout)
        {
            yield return $"The store has not answered the heartbeat for {Options.HeartbeatTimeout:c} or longer.";
        }

        foreach (var worker in _workers.Silent)
        {
            yield return $"Worker '{worker}' starts no jobs, because its heartbeat is older than {Options.HeartbeatTimeout:c}.";
        }
    }

    public async Task<bool> SetModeAsync(ClusterMode? mode, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = _node.Operators.Origin(by);
        await _node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _settings.WriteModeAsync(mode, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> GetPendingSqlAsync(CancellationToken cancellationToken = default) =>
        [.. (await _start.FindPendingAsync(cancellationToken).ConfigureAwait(false)).Select(migration => migration.Sql)];

    /// <summary>Makes the store ready. Safe to call again.</summary>
    /// <exception cref="JobMasterStoreException">The store cannot be reached or used.</exception>
    public async Task ProvisionAsync(CancellationToken cancellationToken)
    {
        await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _agents?.Watch();
            if (!_isProvisioned)
            {
                await _start.RunAsync(_agents, _settings, cancellationToken).ConfigureAwait(false);
                _isProvisioned = true;
                _node.FirstUse.Done();
            }
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>
    /// The app's first call comes before the host starts. In an app that never starts the host, for example because it builds its services
    /// by hand, jobs would wait without any notice.
    /// </summary>
    private async Task PrepareAsync()
    {
        await ProvisionAsync(CancellationToken.None).ConfigureAwait(false);
        if (HasWorkers && _startWatch is null)
        {
            _startWatch = _node.Time.CreateTimer(
                static node => ((ClusterNode)node!).WarnIfNotStarted(), this, StartPatience, Timeout.InfiniteTimeSpan);
        }
    }

    private void WarnIfNotStarted()
    {
        if (!_isRunning && !_isStopped)
        {
            Log.NotStarted(_node.Logger, ClusterId, StartPatience);
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

            Log.Starting(_node.Logger, ClusterId, _node.Store.Description, _workers.Count, _node.Definitions.Ids.Count);
            IReadOnlyList<WorkerSession> sessions = [];
            await _start.CallAsync(async () =>
            {
                await (HasWorkers ? _unparker.TryAllAgainAsync(cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
                sessions = await _workers.BeginSessionsAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);

            // All steps that can fail come before this, so that a failed start leaves nothing running.
            _workers.Start(sessions);
            _roles.Start();
            _heartbeat.Start();
            _isRunning = true;
            await (HasWorkers ? _node.Upkeep.StartedAsync() : Task.CompletedTask).ConfigureAwait(false);
            await (_agents?.LookAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    /// <summary>Takes no more jobs and immediately logs the jobs it waits for. Gives back jobs that have not started.</summary>
    public Task StopClaimingAsync()
    {
        if (Volatile.Read(ref _isDisposed) != 0)
        {
            return Task.CompletedTask;
        }

        _unparker.Leave();
        return _workers.StopClaimingAsync();
    }

    /// <summary>
    /// Stops in order: running jobs end or are given back, outcomes are recorded, sessions end. Faster when the token fires.
    /// </summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        if (!await _lifecycle.WaitAsync(StepPatience, CancellationToken.None).ConfigureAwait(false))
        {
            // A start hangs in the store. If it ever continues, it finds that the node has stopped.
            _isStopped = true;
            return;
        }

        try
        {
            if (_isStopped)
            {
                return;
            }

            _isStopped = true;
            var watching = _agents?.StopAsync() ?? Task.CompletedTask;
            var rest = new Patience(StepPatience, _node.Time);
            if (_isRunning)
            {
                rest = await StopRunningAsync(hurry).ConfigureAwait(false);
                Log.Stopped(_node.Logger, ClusterId);
            }

            await rest.WaitAsync(watching).ConfigureAwait(false);
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

        // The node was not stopped before: running jobs get the same time to end as with the host.
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _ = _heartbeat.StopAsync();
        _workers.Dispose();
        _startWatch?.Dispose();
        _commitPolls.Dispose();
        if (_agents is not null)
        {
            await _agents.DisposeAsync().ConfigureAwait(false);
        }

        await _node.Store.DisposeAsync().ConfigureAwait(false);
        _node.Telemetry.Dispose();
        (_node.Loggers as IDisposable)?.Dispose();
        _roles.Dispose();
    }

    /// <summary>The container also disposes the node as <see cref="IJobMasterCluster"/>, and may do so without await.</summary>
    public void Dispose() => Blocking.Run(() => DisposeAsync().AsTask());

    private async Task<Patience> StopRunningAsync(CancellationToken hurry)
    {
        LetTimePass?.Invoke();
        _unparker.Leave();
        var (ended, rest) = await _workers.StopRunningAsync(hurry).ConfigureAwait(false);
        await _roles.StopAsync(rest.AtMost(rest.Left / 3)).ConfigureAwait(false);
        await rest.AtMost(rest.Left / 3).WaitAsync(Statistics?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);

        // Before the sessions end, because a beat that no longer finds its own session takes it for dead. In real time, because its thread
        // does not wait on an app's own clock.
        await new Patience(rest.Left / 2, TimeProvider.System).WaitAsync(_heartbeat.StopAsync()).ConfigureAwait(false);
        await _sessions.EndAsync(ended, rest).ConfigureAwait(false);
        return rest;
    }
}
