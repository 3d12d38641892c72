using JobMaster.Conformance;
using JobMaster.Diagnostics;
using JobMaster.Recurring;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Recurring.Schedules;

/// <summary>Versions of the code side by side on one store, each looking once a minute.</summary>
public sealed class RollingDeploymentTests : IDisposable
{
    private readonly InMemoryState _state = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly JobMasterTelemetry _telemetry = new("default", null);
    private readonly List<StaticScheduleSync> _nodes = [];

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task An_edit_takes_effect_when_the_first_node_with_it_starts_and_older_nodes_leave_it_alone()
    {
        Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(2);
        var before = Of("cleanup");
        Deploy(("cleanup", "02:00:00"));
        await MinutesAsync(1);

        var edited = Of("cleanup");
        (edited.Id, edited.Expression).ShouldBe((before.Id, "02:00:00"));
        await MinutesAsync(30);
        Of("cleanup").ShouldBe(edited, "two versions side by side do not undo each other's work");
    }

    [Fact]
    public async Task An_older_version_that_starts_again_during_the_deployment_changes_nothing()
    {
        var old = Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(1);
        Deploy(("cleanup", "02:00:00"));
        await MinutesAsync(1);
        var edited = Of("cleanup");

        _nodes.Remove(old);
        Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(10);

        Of("cleanup").ShouldBe(edited);
    }

    [Fact]
    public async Task What_was_taken_out_stays_while_a_node_still_has_it_and_goes_inactive_minutes_after()
    {
        var old = Deploy(("cleanup", "01:00:00"), ("sync", "01:00:00"));
        await MinutesAsync(1);
        Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(30);
        Of("sync").State.ShouldBe(RecurringScheduleState.Active);

        _nodes.Remove(old);
        await MinutesAsync(4);
        Of("sync").State.ShouldBe(RecurringScheduleState.Active);
        await MinutesAsync(3);
        Of("sync").State.ShouldBe(RecurringScheduleState.Inactive);
        Of("cleanup").State.ShouldBe(RecurringScheduleState.Active);
    }

    [Fact]
    public async Task Rolled_back_the_older_version_decides_again_once_the_newer_is_gone()
    {
        Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(1);
        var newer = Deploy(("cleanup", "02:00:00"));
        await MinutesAsync(10);

        _nodes.Remove(newer);
        await MinutesAsync(4);
        Of("cleanup").Expression.ShouldBe("02:00:00");
        await MinutesAsync(3);
        Of("cleanup").Expression.ShouldBe("01:00:00");
    }

    [Fact]
    public async Task A_declared_revision_goes_before_what_was_seen_later()
    {
        Deploy(7, ("cleanup", "01:00:00"));
        await MinutesAsync(1);
        Deploy(6, ("cleanup", "02:00:00"));
        await MinutesAsync(3);
        Of("cleanup").Expression.ShouldBe("01:00:00");
    }

    [Fact]
    public async Task A_schedule_that_comes_back_is_the_same_and_makes_up_for_what_it_missed()
    {
        var node = Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(1);
        var first = Of("cleanup");
        _nodes.Remove(node);
        Deploy();
        await MinutesAsync(7);
        Of("cleanup").State.ShouldBe(RecurringScheduleState.Inactive);

        Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(1);

        var back = Of("cleanup");
        (back.Id, back.State, back.Anchor, back.NextAt).ShouldBe((first.Id, RecurringScheduleState.Active, first.Anchor, first.NextAt));
    }

    [Fact]
    public async Task A_paused_schedule_stays_paused_through_deployments()
    {
        Deploy(("cleanup", "01:00:00"));
        await MinutesAsync(1);
        _state.Schedules.Replace(Of("cleanup") with { State = RecurringScheduleState.Paused });
        Deploy(("cleanup", "02:00:00"));
        await MinutesAsync(10);
        (Of("cleanup").State, Of("cleanup").Expression).ShouldBe((RecurringScheduleState.Paused, "02:00:00"));
    }

    [Fact]
    public async Task A_store_clock_that_jumps_retires_nothing_and_a_node_that_stood_still_stores_again()
    {
        var node = Deploy(("cleanup", "01:00:00"));
        Deploy();
        await MinutesAsync(2);
        _time.AdjustTime(_time.GetUtcNow() + TimeSpan.FromHours(3));
        await MinutesAsync(2);
        Of("cleanup").State.ShouldBe(RecurringScheduleState.Active);

        _nodes.Remove(node);
        await MinutesAsync(8);
        Of("cleanup").State.ShouldBe(RecurringScheduleState.Inactive);
        _nodes.Add(node);
        await MinutesAsync(1);
        Of("cleanup").State.ShouldBe(RecurringScheduleState.Active);
    }

    private StoredSchedule Of(string key) => _state.Schedules.Find("Maintenance", key).ShouldNotBeNull();

    private async Task MinutesAsync(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            foreach (var node in _nodes)
            {
                await node.RunOnceAsync(default);
            }

            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private StaticScheduleSync Deploy(params (string Key, string Interval)[] schedules) => Deploy(0, schedules);

    private StaticScheduleSync Deploy(long revision, params (string Key, string Interval)[] schedules)
    {
        var store = InMemoryMasterStore.Create(StoreContexts.Create(_time), _state);
        var node = NodeServicesOf.Store(store, new JobMasterClusterOptions(), _telemetry, _time);
        var factory = new ScheduleFactory(node.Jobs, new RecurrenceCompilers([], TimeZoneInfo.Utc), _time);
        var sync = new StaticScheduleSync(
            node,
            [
                new StaticProfile(
                    "Maintenance", revision, [.. schedules.Select(one => factory.Create(Request(one.Key, one.Interval), "Maintenance"))],
                    node.PayloadStorage)],
            new RecurringSchedules(node, factory, new ScheduleFirings(node), _ => { }),
            doesUpkeep: true);
        _nodes.Add(sync);
        return sync;
    }

    private static RecurringRequest Request(string key, string interval) =>
        new(
            JobRequest.ForDefinition(key), TimeSpanIntervalExprCompiler.TypeId,
            interval)
        { Options = new RecurringScheduleOptions { Key = key } };
}
