namespace JobMaster.Conformance;

/// <summary>What operators hold back: paused lanes and definitions, orders to workers.</summary>
public abstract class ControlConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1", "dashboard", "the mail server is down");
    private static readonly AuditOrigin Bob = new("bob", "host-b:2");
    private static readonly ControlTarget Mail = new(ControlKind.PauseLane, "mail");

    [Fact]
    public async Task At_first_nothing_is_held_back()
    {
        var read = await Store.Controls.ReadAsync(default);
        read.All.ShouldBeEmpty();
        read.Now.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task A_control_is_set_with_who_when_why_and_until_and_every_node_sees_it()
    {
        var control = new NewControl(Mail, Until: Clock.Now + Hour);
        (await SetAsync(control, Ann)).ShouldBeTrue();
        var setAt = Clock.Now;
        Clock.Move(TimeSpan.FromSeconds(1));

        var read = await Open().Controls.ReadAsync(default);
        read.All.ShouldBe([new StoredControl(control, setAt, "ann", "the mail server is down")]);
        read.Now.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task Kinds_names_and_hosts_are_kept_apart()
    {
        NewControl[] controls =
        [
            new(Mail),
            new(new ControlTarget(ControlKind.PauseLane, "MAIL")),
            new(new ControlTarget(ControlKind.PauseDefinition, "mail")),
            new(new ControlTarget(ControlKind.CordonWorker, "mail")),
            new(new ControlTarget(ControlKind.CordonWorker, "mail", "host")),
            new(new ControlTarget(ControlKind.StopWorker, "mail"), 30_000_000),
            new(new ControlTarget(ControlKind.WorkerSlots, "näme 🙂 '", "hôst"), 7),
            new(new ControlTarget(ControlKind.DrainAgent, "mail")),
        ];
        foreach (var control in controls)
        {
            (await SetAsync(control, Bob)).ShouldBeTrue();
        }

        (await ReadAsync()).ShouldBe(controls, ignoreOrder: true);
        (await LiftAsync(Mail, Bob)).ShouldBeTrue();
        (await ReadAsync()).ShouldBe(controls[1..], ignoreOrder: true);
    }

    [Fact]
    public async Task A_control_that_has_ended_holds_no_longer_and_is_removed_by_the_next_change()
    {
        await SetAsync(new NewControl(Mail, Until: Clock.Now + Hour), Ann);
        Clock.Move(Hour - Microsecond);
        (await ReadAsync()).ShouldHaveSingleItem();
        Clock.Move(Microsecond);
        (await ReadAsync()).ShouldBeEmpty();
        (await LiftAsync(Mail, Bob)).ShouldBeFalse();

        await SetAsync(new NewControl(Mail), Ann);
        var entries = await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default);
        entries.Select(entry => entry.Before).ShouldBe([null, null], "what had ended did not hold before");
    }

    [Fact]
    public async Task Changes_are_filed_with_what_held_before_and_what_holds_now_and_no_changes_are_not()
    {
        var slots = new ControlTarget(ControlKind.WorkerSlots, "w", "h");
        (await SetAsync(new NewControl(slots, 3), Ann)).ShouldBeTrue();
        (await SetAsync(new NewControl(slots, 3), Ann)).ShouldBeFalse();
        Clock.Move(TimeSpan.FromSeconds(1));
        (await SetAsync(new NewControl(slots, 5), Bob)).ShouldBeTrue();
        Clock.Move(TimeSpan.FromSeconds(1));
        (await LiftAsync(slots, Bob)).ShouldBeTrue();
        (await LiftAsync(slots, Bob)).ShouldBeFalse();

        var entries = await Store.Audit.ListAsync(new AuditListRequest { Limit = 10 }, default);
        var (three, five) = (
            """{"until":null,"slots":3,"reason":"the mail server is down"}""", """{"until":null,"slots":5,"reason":null}""");
        entries.Select(entry => (entry.Who, entry.Before, entry.After)).ShouldBe(
            [("bob", five, null), ("bob", three, five), ("ann", null, three)]);
        entries.ShouldAllBe(entry => entry.Action == "test.control" && entry.TargetKind == "test" && entry.TargetId == "t");
    }

    [Fact]
    public async Task A_pause_set_anew_with_another_reason_or_end_replaces_the_one_that_holds()
    {
        await SetAsync(new NewControl(Mail), Ann);
        Clock.Move(TimeSpan.FromSeconds(1));
        (await SetAsync(new NewControl(Mail), Bob)).ShouldBeTrue();
        (await SetAsync(new NewControl(Mail, Until: Clock.Now + Hour), Bob)).ShouldBeTrue();

        (await Store.Controls.ReadAsync(default)).All.ShouldBe(
            [new StoredControl(new NewControl(Mail, Until: Clock.Now + Hour), Clock.Now, "bob", null)]);
    }

    [Fact]
    public async Task The_control_version_rises_with_every_change()
    {
        long Version() => Store.Sessions.Beat(new BeatRequest { SessionIds = [], Raise = false, Queues = [] }).ControlVersion;
        var first = Version();
        await SetAsync(new NewControl(Mail), Ann);
        var second = Version();
        await LiftAsync(Mail, Ann);

        second.ShouldBeGreaterThan(first);
        Version().ShouldBeGreaterThan(second);
        (await Store.Settings.ReadAsync(default)).Version.ShouldBe(Version());
    }

    [Fact]
    public async Task Of_operators_who_set_and_lift_one_control_at_once_each_change_is_filed_once_and_in_a_chain()
    {
        IMasterStore[] stores = [Store, Open()];
        var changed = await Task.WhenAll(Enumerable.Range(0, 24).Select(at => Task.Run(() => at % 3 == 0
            ? stores[at % 2].Controls.LiftAsync(Mail, Entry(Ann), default)
            : stores[at % 2].Controls.SetAsync(
                new NewControl(Mail, Until: Clock.Now + (at * Hour)), Entry(Ann), default))));

        var entries = await Store.Audit.ListAsync(new AuditListRequest { Limit = 100 }, default);
        entries.Count.ShouldBe(changed.Count(one => one));
        var befores = entries.Select(entry => entry.Before).ToList();
        befores.Remove(null).ShouldBeTrue("the first change found nothing");
        var last = (await Store.Controls.ReadAsync(default)).All.SingleOrDefault()?.ToAudit();
        entries.Select(entry => entry.After).Order().ShouldBe(befores.Append(last).Order(), "each change found what another had left");
    }

    private static NewAuditEntry Entry(AuditOrigin by) =>
        new() { Origin = by, Action = "test.control", TargetKind = "test", TargetId = "t" };

    private Task<bool> SetAsync(NewControl control, AuditOrigin by) => Store.Controls.SetAsync(control, Entry(by), default);

    private Task<bool> LiftAsync(ControlTarget target, AuditOrigin by) => Store.Controls.LiftAsync(target, Entry(by), default);

    private async Task<IEnumerable<NewControl>> ReadAsync() =>
        (await Open().Controls.ReadAsync(default)).All.Select(control => control.Control);
}
