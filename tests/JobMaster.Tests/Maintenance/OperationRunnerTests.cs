using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace JobMaster.Tests.Maintenance;

public sealed class OperationRunnerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task A_call_to_work_makes_it_look_twice_for_an_operation_that_pauses_between_two_steps()
    {
        var store = Substitute.For<IMasterStore>();
        store.Operations.WorkAsync(default, default, default).ReturnsForAnyArgs(Task.FromResult<OperationWork?>(null));
        var options = new JobMasterClusterOptions { ClusterId = "test" };
        var runner = new OperationRunner(NodeServicesOf.Store(store, options, _telemetry, _time));

        runner.Wake();

        (await runner.RunOnceAsync(default)).ShouldBe(TimeSpan.FromSeconds(2));
        (await runner.RunOnceAsync(default)).ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_to_work_is_answered_only_by_a_look_that_finds_nothing(bool fails)
    {
        var store = Substitute.For<IMasterStore>();
        var other = new OperationWork(Guid.CreateVersion7(), JobOperationState.Done, default, WaitsForHolders: false, []);
        store.Operations.WorkAsync(default, default, default).ReturnsForAnyArgs(
            _ => fails ? throw new TimeoutException() : Task.FromResult<OperationWork?>(other), _ => Task.FromResult<OperationWork?>(null));
        var options = new JobMasterClusterOptions { ClusterId = "test" };
        var runner = new OperationRunner(NodeServicesOf.Store(store, options, _telemetry, _time));

        runner.Wake();
        if (fails)
        {
            await Should.ThrowAsync<TimeoutException>(() => runner.RunOnceAsync(default));
        }
        else
        {
            await runner.RunOnceAsync(default);
        }

        (await runner.RunOnceAsync(default)).ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Operations_and_expiry_do_not_wait_for_upkeep_that_hangs()
    {
        var store = Substitute.For<IMasterStore>();
        var (worked, expired) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.Operations.WorkAsync(default, default, default).ReturnsForAnyArgs(Task.FromResult<OperationWork?>(null))
            .AndDoes(_ => worked.TrySetResult());
        store.Jobs.ExpireAsync(default, default).ReturnsForAnyArgs(Task.FromResult(0)).AndDoes(_ => expired.TrySetResult());
        var options = new JobMasterClusterOptions { ClusterId = "test" };
        var node = NodeServicesOf.Store(store, options, _telemetry, _time);
        using var stop = new CancellationTokenSource();
        using var entered = new CountdownEvent(2);
        var hanging = new[] { "a", "b" }.Select(role => node.PatientLoop(role, async cancellationToken =>
        {
            entered.Signal();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return TimeSpan.Zero;
        }).Start(stop.Token)).ToList();
        entered.Wait(TestTime.Patience).ShouldBeTrue();

        List<Task> roles = [.. hanging, new OperationRunner(node).Start(stop.Token), new Pruner(node).Start(stop.Token)];

        await Task.WhenAll(worked.Task, expired.Task).WaitAsync(TestTime.Patience);
        await stop.CancelAsync();
        await Task.WhenAll(roles).WaitAsync(TestTime.Patience);
    }

    [Fact]
    public async Task An_operation_whose_next_step_another_node_took_is_not_asked_for_without_pause()
    {
        var store = Substitute.For<IMasterStore>();
        var step = new OperationWork(Guid.CreateVersion7(), JobOperationState.Running, default, WaitsForHolders: false, [])
        {
            NextIn = TimeSpan.FromSeconds(1),
        };
        store.Operations.WorkAsync(default, default, default)
            .ReturnsForAnyArgs(Task.FromResult<OperationWork?>(step), Task.FromResult<OperationWork?>(null));
        var options = new JobMasterClusterOptions { ClusterId = "test" };
        var runner = new OperationRunner(NodeServicesOf.Store(store, options, _telemetry, _time));
        await runner.RunOnceAsync(default);

        int asked = 0;
        for (var pause = TimeSpan.Zero; pause < TimeSpan.FromSeconds(5); asked++)
        {
            _time.Advance(pause);
            pause = await runner.RunOnceAsync(default);
        }

        asked.ShouldBeInRange(3, 20);
    }
}
