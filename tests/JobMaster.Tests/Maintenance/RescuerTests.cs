using JobMaster.Diagnostics;
using JobMaster.Maintenance;
using JobMaster.Storage;
using NSubstitute;

namespace JobMaster.Tests.Maintenance;

public sealed class RescuerTests : IDisposable
{
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public void A_session_that_ended_makes_this_node_look_for_other_work_that_its_node_left()
    {
        int told = 0;
        var rescuer = new Rescuer(
            NodeServicesOf.Store(Substitute.For<IMasterStore>(), new JobMasterClusterOptions { ClusterId = "test" }, _telemetry),
            () => told++);

        rescuer.Polled([], hasOrphans: true);
        told.ShouldBe(0);
        rescuer.Polled([], hasOrphans: false, hasEnded: true);
        told.ShouldBe(1);
    }

    [Fact]
    public async Task A_dead_session_makes_this_node_look_for_other_work_that_its_node_left()
    {
        var store = Substitute.For<IMasterStore>();
        var session = new SessionBeat(Guid.NewGuid(), 3);
        store.Sessions.BuryAsync(default!, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<Guid>>([session.SessionId]));
        store.Jobs.RescueAsync(default!, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<RescuedJob>>([]));
        var told = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var rescuer = new Rescuer(
            NodeServicesOf.Store(store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry), () => told.TrySetResult());
        var loop = rescuer.Start(stop.Token);

        rescuer.Polled([], hasOrphans: false);
        told.Task.IsCompleted.ShouldBeFalse();
        rescuer.Polled([session], hasOrphans: false);

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await loop;
    }
}
