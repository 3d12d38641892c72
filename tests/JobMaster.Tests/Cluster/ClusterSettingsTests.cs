using JobMaster.Cluster;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using NSubstitute;

namespace JobMaster.Tests.Cluster;

public sealed class ClusterSettingsTests : IDisposable
{
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly IMasterStore _store = Substitute.For<IMasterStore>();
    private readonly List<(long Version, ClusterMode Mode)> _changes = [];
    private readonly ClusterSettings _settings;
    private StoredSettings _stored = new(1, new Dictionary<string, string>());

    public ClusterSettingsTests()
    {
        _store.Settings.ReadAsync(default).ReturnsForAnyArgs(_ => Task.FromResult(_stored));
        _store.Controls.ReadAsync(default).ReturnsForAnyArgs(new StoredControls(DateTimeOffset.UtcNow, []));
        _store.Limits.ReadAsync(default).ReturnsForAnyArgs([]);
        var node = NodeServicesOf.Store(_store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry);
        _settings = new ClusterSettings(node, () => _changes.Add((_stored.Version, node.Mode.Mode)));
    }

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task A_change_is_told_once_and_after_it_is_in_force()
    {
        await _settings.ReadAsync(default);
        await _settings.ReadAsync(default);
        _stored = new StoredSettings(2, new Dictionary<string, string> { ["mode"] = "Passive" });
        await _settings.ReadAsync(default);
        await _settings.ReadAsync(default);

        _changes.ShouldBe([(1, ClusterMode.Active), (2, ClusterMode.Passive)]);
    }

    [Fact]
    public async Task What_another_node_changed_is_told_also_if_a_call_of_this_node_read_it_first()
    {
        await _settings.ReadAsync(default);
        _stored = new StoredSettings(3, _stored.Values);
        await _settings.WriteModeAsync(null, by: null!, default);
        _stored = new StoredSettings(5, _stored.Values);
        await _settings.ControlChangedAsync(default);

        // The next poll shows version 5, which is nothing new.
        _settings.Polled(5);
        _changes.Select(change => change.Version).ShouldBe([1, 3, 5]);
    }
}
