using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>The settings in force on this node: what was changed at run time through the store goes before what the code configures.</summary>
internal sealed class ClusterSettings
{
    private const string ModeName = "mode";

    private readonly ISettingStore _store;
    private readonly JobMasterClusterOptions _options;
    private readonly ILogger _logger;
    private readonly PollingLoop _loop;
    private Action _changed = static () => { };
    private int _mode;
    private long _seenVersion;
    private long _readVersion = -1;

    public ClusterSettings(ISettingStore store, JobMasterClusterOptions options, TimeProvider time, Random random, ILogger logger)
    {
        (_store, _options, _logger, _mode) = (store, options, logger, (int)options.Mode);
        _loop = new PollingLoop("Read settings", RunOnceAsync, time, random, logger);
    }

    public ClusterMode Mode => (ClusterMode)Volatile.Read(ref _mode);

    public Task Start(CancellationToken cancellationToken) => _loop.Start(cancellationToken);

    public void OnChanged(Action changed) => _changed += changed;

    /// <summary>A poll has shown the version of the settings.</summary>
    public void Seen(long version)
    {
        Interlocked.Exchange(ref _seenVersion, version);
        if (version != Interlocked.Read(ref _readVersion))
        {
            _loop.Wake();
        }
    }

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await _store.ReadAsync(cancellationToken).ConfigureAwait(false);
        var mode = settings.Values.TryGetValue(ModeName, out var text) && Enum.TryParse<ClusterMode>(text, out var stored) && Enum.IsDefined(stored) ? stored : _options.Mode;
        Interlocked.Exchange(ref _readVersion, settings.Version);
        if (Interlocked.Exchange(ref _mode, (int)mode) != (int)mode)
        {
            _changed();
            Log.ModeChanged(_logger, _options.ClusterId, mode);
        }
    }

    public async Task WriteModeAsync(ClusterMode? mode, CancellationToken cancellationToken)
    {
        if (mode is { } given && !Enum.IsDefined(given))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, $"The mode must be one of {string.Join(", ", Enum.GetNames<ClusterMode>())}, or null.");
        }

        await _store.WriteAsync(ModeName, mode?.ToString(), cancellationToken).ConfigureAwait(false);
        await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Read(ref _seenVersion) != Interlocked.Read(ref _readVersion))
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return Timeout.InfiniteTimeSpan;
    }
}
