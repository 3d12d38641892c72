using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Cluster;

/// <summary>
/// The settings in force on this node: values changed at run time through the store override the code's configuration.
/// </summary>
internal sealed class ClusterSettings : INodeRole
{
    private readonly NodeServices _node;
    private readonly PollingLoop _loop;
    private readonly Lock _lock = new();
    private long _readsBegun;
    private long _readTaken;
    private long _readVersion = -1;
    private volatile bool _isStale;

    private readonly Action _changed;

    /// <param name="node">The node.</param>
    /// <param name="changed">Called after each read that shows a change for the whole cluster, made here or elsewhere.</param>
    public ClusterSettings(NodeServices node, Action changed)
    {
        _changed = changed;
        _node = node;
        _loop = node.Loop("Read settings", RunOnceAsync);
    }

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    /// <summary>Receives the version of the settings from a poll.</summary>
    public void Polled(long version)
    {
        if (version != Interlocked.Read(ref _readVersion))
        {
            _isStale = true;
            _loop.Wake();
        }
    }

    public Task ReadAsync(CancellationToken cancellationToken) => ReadAsync(_node.Store, cancellationToken);

    /// <returns>Whether another mode, or none, was set before.</returns>
    public async Task<bool> WriteModeAsync(ClusterMode? mode, AuditOrigin by, CancellationToken cancellationToken)
    {
        if (mode is { } given && !Enum.IsDefined(given))
        {
            throw new ArgumentOutOfRangeException(
                nameof(mode), mode, $"The mode must be one of {string.Join(", ", Enum.GetNames<ClusterMode>())}, or null.");
        }

        var audit = new NewAuditEntry
        {
            Origin = by, Action = AuditActions.SetClusterMode, TargetKind = AuditTargets.Cluster, TargetId = _node.Options.ClusterId,
        };
        var isSet = await _node.Callers.Settings.WriteAsync(ModeInForce.SettingName, mode?.ToString(), audit, cancellationToken)
            .ConfigureAwait(false);
        await ReadAsync(_node.Callers, cancellationToken).ConfigureAwait(false);
        return isSet;
    }

    /// <summary>An operator has changed a control here: it is in force here when the call returns.</summary>
    public Task ControlChangedAsync(CancellationToken cancellationToken) => ReadAsync(_node.Callers, cancellationToken);

    /// <summary>The version comes with the settings and is read first: changes made meanwhile are read again.</summary>
    private async Task ReadAsync(IMasterStore store, CancellationToken cancellationToken)
    {
        var turn = Interlocked.Increment(ref _readsBegun);
        var settings = await store.Settings.ReadAsync(cancellationToken).ConfigureAwait(false);
        var controls = await store.Controls.ReadAsync(cancellationToken).ConfigureAwait(false);
        var limits = await store.Limits.ReadAsync(cancellationToken).ConfigureAwait(false);
        bool isNew = false;
        lock (_lock)
        {
            // Of concurrent reads, the one that began last counts: its result is not older than the others'.
            if (turn > _readTaken)
            {
                _readTaken = turn;
                isNew = settings.Version != _readVersion;
                Take(settings, controls);
                _node.Limits.Learn(limits);
            }
        }

        if (isNew)
        {
            // No poll will show this change again.
            _changed();
        }

        _loop.Wake();
    }

    private void Take(StoredSettings settings, StoredControls controls)
    {
        var mode = ModeInForce.Read(settings.Values) ?? _node.Options.Mode;
        Interlocked.Exchange(ref _readVersion, settings.Version);
        if (_node.Mode.Set(mode))
        {
            Log.ModeChanged(_node.Logger, _node.Options.ClusterId, mode);
        }

        _node.Controls.Learn(controls);
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        // Once for each poll: a poll that was sent before a change still shows the version before.
        if (_isStale)
        {
            _isStale = false;
            try
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                _isStale = true;
                throw;
            }
        }

        _node.Controls.Expire();
        return _node.Controls.UntilNextEnd() ?? Timeout.InfiniteTimeSpan;
    }
}
