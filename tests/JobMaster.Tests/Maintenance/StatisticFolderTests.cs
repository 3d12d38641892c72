using JobMaster.Diagnostics;
using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace JobMaster.Tests.Maintenance;

public sealed class StatisticFolderTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly IMasterStore _store = Substitute.For<IMasterStore>();
    private readonly SemaphoreSlim _passes = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly StatisticFolder _folder;

    public StatisticFolderTests()
    {
        _store.Statistics.FoldAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            _passes.Release();
            return Task.FromResult(0);
        });
        _folder = new StatisticFolder(
            NodeServicesOf.Store(_store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry, _time));
    }

    [Fact]
    public async Task Counts_that_this_node_wrote_are_added_up_though_the_pause_is_a_long_one()
    {
        await _folder.RunOnceAsync(default);
        var loop = _folder.Start(_stop.Token);
        (await _passes.WaitAsync(Limit)).ShouldBeTrue();
        (await _passes.WaitAsync(Limit)).ShouldBeTrue();

        _folder.Written();

        (await _passes.WaitAsync(Limit)).ShouldBeTrue();
        await _stop.CancelAsync();
        await loop;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        _passes.Dispose();
        _telemetry.Dispose();
    }
}
