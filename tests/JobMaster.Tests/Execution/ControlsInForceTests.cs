using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Execution;

public class ControlsInForceTests
{
    private static readonly DateTimeOffset StoreNow = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private int _changes;

    [Fact]
    public void A_pause_ends_by_the_stores_clock_whatever_this_nodes_clock_says()
    {
        var controls = Controls();
        controls.Learn(Read(new NewControl(new ControlTarget(ControlKind.PauseLane, "mail"), Until: StoreNow + Minute)));
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        controls.Expire().ShouldBeFalse();
        controls.IsLanePaused("mail").ShouldBeTrue();
        controls.UntilNextEnd().ShouldBe(TimeSpan.FromTicks(1));

        _time.Advance(TimeSpan.FromTicks(1));
        controls.Expire().ShouldBeTrue();
        controls.IsLanePaused("mail").ShouldBeFalse();
        controls.UntilNextEnd().ShouldBeNull();
        _changes.ShouldBe(2);
    }

    [Fact]
    public void While_nothing_is_held_back_nobody_is_told_and_nothing_is_excluded()
    {
        var controls = Controls();
        controls.Learn(Read());
        IReadOnlyList<string> unknown = ["a"];
        controls.Excluded(unknown).ShouldBeSameAs(unknown);
        controls.For("worker").ShouldBe(default);
        controls.For("worker").TakesJobs.ShouldBeTrue();
        _changes.ShouldBe(0);
    }

    [Fact]
    public void A_drained_agent_is_known_by_its_name_and_nothing_else_of_that_name_is_held_back()
    {
        var controls = Controls();
        controls.Learn(Read(new NewControl(new ControlTarget(ControlKind.DrainAgent, "mail"))));

        controls.IsAgentDrained("mail").ShouldBeTrue();
        controls.IsAgentDrained("Mail").ShouldBeFalse();
        (controls.IsLanePaused("mail"), controls.PausesLanes, controls.IsDefinitionPaused("mail")).ShouldBe((false, false, false));
        controls.For("mail").TakesJobs.ShouldBeTrue();
        controls.Learn(Read());
        controls.IsAgentDrained("mail").ShouldBeFalse();
    }

    [Fact]
    public void A_paused_definition_is_excluded_under_all_its_names_beside_the_unknown_ones()
    {
        var controls = Controls();
        IReadOnlyList<string> unknown = ["z", "old"];
        controls.Learn(Read(new NewControl(new ControlTarget(ControlKind.PauseDefinition, "new"))));

        var excluded = controls.Excluded(unknown);
        excluded.ShouldBe(["new", "old", "z"]);
        controls.Excluded(unknown).ShouldBeSameAs(excluded, "a claim allocates nothing for it");
        controls.IsDefinitionPaused("old").ShouldBeTrue();
        controls.Learn(Read());
        controls.Excluded(unknown).ShouldBeSameAs(unknown);
    }

    [Fact]
    public void Orders_for_a_host_and_for_every_host_add_up()
    {
        var controls = Controls();
        controls.Learn(Read(
            new NewControl(new ControlTarget(ControlKind.WorkerSlots, "w", "host"), 3),
            new NewControl(new ControlTarget(ControlKind.WorkerSlots, "w"), 9),
            new NewControl(new ControlTarget(ControlKind.StopWorker, "w"), 5_000_000),
            new NewControl(new ControlTarget(ControlKind.StopWorker, "w", "host"), 2_000_000),
            new NewControl(new ControlTarget(ControlKind.CordonWorker, "w", "other"))));

        controls.For("w").ShouldBe(new WorkerOrders(IsCordoned: false, TimeSpan.FromSeconds(2), 3));
        controls.For(Session("w", "other:7")).ShouldBe(new WorkerOrders(IsCordoned: true, TimeSpan.FromSeconds(5), 9));
        controls.For(Session("W", "host:7")).ShouldBe(default);
    }

    private static NewSession Session(string worker, string node) =>
        new() { Id = Guid.NewGuid(), WorkerName = worker, NodeName = node, Lanes = [], Concurrency = 1, Version = "1" };

    private static StoredControls Read(params NewControl[] controls) =>
        new(StoreNow, [.. controls.Select(control => new StoredControl(control, StoreNow, "ann", null))]);

    private ControlsInForce Controls()
    {
        var controls = new ControlsInForce(_time, "host", id => id == "new" ? ["new", "old"] : [id]);
        controls.OnChanged(() => _changes++);
        return controls;
    }
}
