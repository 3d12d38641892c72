namespace JobMaster.Conformance;

/// <summary>What operators do to jobs, schedules and settings stands in the audit, with the change and only if it took effect.</summary>
public abstract class AuditConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly AuditOrigin Ann = new("ann", "host-a:1", "dashboard", "ordered twice");
    private static readonly AuditOrigin Bob = new("bob", "host-b:2");

    [Fact]
    public async Task A_cancelled_job_is_filed_with_who_when_what_and_why()
    {
        var id = await InsertAsync();
        var later = await InsertAsync(Job() with { Delay = Hour });
        Clock.Move(TimeSpan.FromSeconds(1));

        await Jobs.CancelAsync([id, later], Ann, default);

        var entries = await ListAsync();
        var entry = entries.Single(one => one.TargetId == id.ToString());
        entry.Id.Version.ShouldBe(7);
        entry.ShouldBe(new AuditEntry
        {
            Id = entry.Id, At = Clock.Now, Who = "ann", Host = "host-a:1", Source = "dashboard", Action = "job.cancel", TargetKind = "job",
            TargetId = id.ToString(), Reason = "ordered twice", Before = """{"state":"Ready"}""", After = """{"state":"Cancelled"}""",
        });
        entries.Single(one => one.TargetId == later.ToString()).Before.ShouldBe("""{"state":"Scheduled"}""");
        entries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_changes_nothing_is_filed_by_itself()
    {
        var id = Guid.CreateVersion7();
        var looked = new NewAuditEntry { Origin = Ann, Action = "job.reveal", TargetKind = "job", TargetId = id.ToString() };
        await Store.Audit.FileAsync(looked, default);
        Clock.Move(TimeSpan.FromSeconds(1));
        await Store.Audit.FileAsync(looked with { Origin = Bob }, default);

        var entries = await ListAsync();
        entries.Select(one => (one.Who, one.Action, one.TargetId, one.Reason, one.At)).ShouldBe(
        [
            ("bob", "job.reveal", id.ToString(), null, Clock.Now),
            ("ann", "job.reveal", id.ToString(), "ordered twice", Clock.Now - TimeSpan.FromSeconds(1)),
        ]);
    }

    [Fact]
    public async Task A_running_job_is_filed_as_asked_to_stop_once()
    {
        var running = await RunOneAsync();
        await Jobs.CancelAsync([running.Id], Ann, default);
        await Jobs.CancelAsync([running.Id], Bob, default);

        var entry = (await ListAsync()).ShouldHaveSingleItem();
        (entry.Who, entry.Action).ShouldBe(("ann", "job.cancel"));
        (entry.Before, entry.After).ShouldBe(("""{"state":"Running","stopRequested":false}""", """{"state":"Running","stopRequested":true}"""));
    }

    [Fact]
    public async Task A_rescheduled_job_is_filed_with_its_time_before_and_after()
    {
        var id = await InsertAsync(Job() with { Delay = Hour });
        var before = (await GetAsync(id)).DueAt;
        await Jobs.RescheduleAsync(id, before + Hour, Ann, default);
        await Jobs.RescheduleAsync(id, before + Hour, Bob, default);

        var entry = (await ListAsync()).ShouldHaveSingleItem();
        (entry.Who, entry.Action, entry.TargetId).ShouldBe(("ann", "job.reschedule", id.ToString()));
        DueAt(entry.Before).ShouldBe(before);
        DueAt(entry.After).ShouldBe(before + Hour);
        (await GetAsync(id)).DueAt.ShouldBe(before + Hour);
    }

    [Fact]
    public async Task A_replayed_job_is_filed()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed);
        var replayed = await Jobs.ReplayAsync([failed.Id, Guid.CreateVersion7()], Ann, default);
        replayed.Select(result => result.Kind).ShouldBe([ReplayKind.Replayed, ReplayKind.NotFailed]);

        var entry = (await ListAsync()).ShouldHaveSingleItem();
        (entry.Action, entry.TargetId, entry.Before, entry.After).ShouldBe(
            ("job.replay", failed.Id.ToString(), """{"state":"Failed"}""", """{"state":"Ready"}"""));
    }

    [Fact]
    public async Task A_job_that_an_agent_holds_is_filed_when_it_is_moved_and_when_it_is_cancelled()
    {
        var (moved, cancelled) = (AgentJobId.Create(Clock.Now), AgentJobId.Create(Clock.Now));
        (await Store.Admissions.StorePlaceholderAsync(moved, Clock.Now + Hour, Ann, default)).ShouldBeTrue();
        (await Store.Admissions.StorePlaceholderAsync(moved, Clock.Now + Hour, Bob, default)).ShouldBeFalse();
        await Store.Admissions.StorePlaceholderAsync(cancelled, Clock.Now, by: null, default);
        await Jobs.CancelAsync([cancelled], Ann, default);

        var entries = await ListAsync();
        entries.Select(entry => (entry.Who, entry.Action, entry.TargetId)).ShouldBe(
            [("ann", "job.cancel", cancelled.ToString()), ("ann", "job.reschedule", moved.ToString())], ignoreOrder: true);
        var move = entries.Single(entry => entry.TargetId == moved.ToString());
        move.Before.ShouldBeNull();
        DueAt(move.After).ShouldBe(Clock.Now + Hour);
    }

    [Fact]
    public async Task What_changes_nothing_is_not_filed()
    {
        var running = await RunOneAsync();
        var final = await FinishOneAsync(OutcomeKind.Succeeded);
        var unknown = Guid.CreateVersion7(Clock.Now);

        await Jobs.CancelAsync([final.Id, unknown], Ann, default);
        foreach (var id in new[] { running.Id, final.Id, unknown })
        {
            (await Jobs.RescheduleAsync(id, Clock.Now + Hour, Ann, default)).ShouldBeFalse();
            (await Jobs.ReplayAsync([id], Ann, default)).ShouldBe([new ReplayResult(id, ReplayKind.NotFailed)]);
        }

        (await Store.Admissions.StorePlaceholderAsync(final.Id, Clock.Now, Ann, default)).ShouldBeFalse();
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_library_does_itself_is_not_filed()
    {
        await Jobs.CancelAsync([await InsertAsync()], by: null, default);
        await Jobs.RescheduleAsync(await InsertAsync(Job() with { ExpiresAt = Clock.Now + Hour }), Clock.Now + Hour, by: null, default);
        await LoseAsync(await RunOneAsync());
        await Jobs.ReplayAsync([(await FinishOneAsync(OutcomeKind.Failed)).Id], by: null, default);
        Clock.Move(2 * Hour);
        (await Jobs.ExpireAsync(10, default)).ShouldBe(1);

        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_setting_is_filed_with_its_value_before_and_after_when_it_changes()
    {
        var change = new NewAuditEntry { Origin = Ann, Action = "cluster.mode", TargetKind = "cluster", TargetId = "c" };
        string?[] values = ["Passive", "Passive", "Active", null, null];
        foreach (var value in values)
        {
            await Store.Settings.WriteAsync("mode", value, change, default);
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        (await ListAsync()).Select(entry => (entry.Before, entry.After)).ShouldBe(
        [
            ("""{"mode":"Active"}""", """{"mode":null}"""),
            ("""{"mode":"Passive"}""", """{"mode":"Active"}"""),
            ("""{"mode":null}""", """{"mode":"Passive"}"""),
        ]);
    }

    [Fact]
    public async Task Of_operators_who_cancel_one_job_at_once_one_is_filed()
    {
        IMasterStore[] stores = [Store, Open()];
        for (var round = 0; round < 20; round++)
        {
            var id = await InsertAsync();
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(at => Task.Run(
                () => stores[at % 2].Jobs.CancelAsync([id], new AuditOrigin($"operator-{at}", "host"), default))));

            results.Count(result => result[0] == CancelResult.Cancelled).ShouldBe(1);
            (await Store.Audit.ListAsync(new AuditListRequest { TargetId = id.ToString(), Limit = 10 }, default)).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Pages_show_every_entry_once_the_newest_first()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var jobs = ManyJobs(3);
            await Jobs.InsertAsync(jobs, false, default);
            await Jobs.CancelAsync([.. jobs.Select(job => job.Id)], Ann, default);
            ids.AddRange(jobs.Select(job => job.Id));
            Clock.Move(TimeSpan.FromSeconds(1));
        }

        var seen = new List<AuditEntry>();
        IReadOnlyList<AuditEntry> page;
        do
        {
            page = await Store.Audit.ListAsync(
                new AuditListRequest { After = seen.Count == 0 ? null : (seen[^1].At, seen[^1].Id), Limit = 4 }, default);
            seen.AddRange(page);
        }
        while (page.Count == 4);

        seen.Select(entry => entry.TargetId).ShouldBe(ids.Select(id => id.ToString()), ignoreOrder: true);
        seen.Select(entry => entry.At).ShouldBe(seen.Select(entry => entry.At).OrderDescending());
        seen.Select(entry => entry.Id).Distinct().Count().ShouldBe(15);
    }

    [Fact]
    public async Task Entries_are_found_by_who_what_whom_and_when()
    {
        var first = await InsertAsync(Job() with { Delay = Hour });
        var second = await InsertAsync(Job() with { Delay = Hour });
        var start = Clock.Now;
        await Jobs.RescheduleAsync(first, start + Hour + Microsecond, Ann, default);
        Clock.Move(TimeSpan.FromSeconds(1));
        await Jobs.CancelAsync([first], Bob, default);
        Clock.Move(TimeSpan.FromSeconds(1));
        await Jobs.CancelAsync([second], Ann with { OperationId = first, CallKey = "call 1" }, default);

        async Task Finds(AuditListRequest request, params (string, Guid)[] expected) =>
            (await Store.Audit.ListAsync(request, default)).Select(entry => (entry.Action, Guid.Parse(entry.TargetId))).ShouldBe(expected);
        (string, Guid) moved = ("job.reschedule", first), ended = ("job.cancel", first), other = ("job.cancel", second);
        await Finds(new() { Limit = 10 }, other, ended, moved);
        await Finds(new() { Limit = 10, Who = "bob" }, ended);
        await Finds(new() { Limit = 10, Who = "BOB" });
        await Finds(new() { Limit = 10, ActionFrom = "job.cancel", ActionBefore = "job.cancel\u0001" }, other, ended);
        await Finds(new() { Limit = 10, ActionFrom = "job.", ActionBefore = "job.~" }, other, ended, moved);
        await Finds(new() { Limit = 10, ActionFrom = "schedule.", ActionBefore = "schedule.~" });
        await Finds(new() { Limit = 10, CallKeyFrom = "call ", CallKeyBefore = "call ~" }, other);
        await Finds(new() { Limit = 10, CallKeyFrom = "Call ", CallKeyBefore = "Call ~" });
        await Finds(new() { Limit = 10, TargetKind = "job", TargetId = $"{first}" }, ended, moved);
        await Finds(new() { Limit = 10, TargetKind = "schedule", TargetId = $"{first}" });
        await Finds(new() { Limit = 10, From = start + TimeSpan.FromSeconds(1) }, other, ended);
        await Finds(new() { Limit = 10, From = start, Before = start + TimeSpan.FromSeconds(2) }, ended, moved);
        var newest = (await Store.Audit.ListAsync(new() { Limit = 1 }, default)).ShouldHaveSingleItem();
        (newest.OperationId, newest.CallKey).ShouldBe((first, "call 1"));
    }

    [Fact]
    public async Task What_the_runs_of_one_call_filed_is_found_by_the_id_of_the_call()
    {
        var first = await InsertAsync();
        var second = await InsertAsync();
        var third = await InsertAsync();
        var id = Guid.CreateVersion7();
        var other = Guid.CreateVersion7();
        await Jobs.CancelAsync([first, second], Ann with { Call = new AuditCall(id) }, default);

        var filed = await Store.Audit.ListOfCallAsync(new AuditCall(id), [$"{first}", $"{second}", $"{third}"], default);
        filed.Select(entry => Guid.Parse(entry.TargetId)).ShouldBe([first, second], ignoreOrder: true);
        filed.ShouldAllBe(entry => entry.Id.Version == 7 && entry.Who == "ann");
        (await Store.Audit.ListOfCallAsync(new AuditCall(id), [$"{first}"], default)).ShouldHaveSingleItem();
        (await Store.Audit.ListOfCallAsync(new AuditCall(other), [$"{first}", $"{second}"], default)).ShouldBeEmpty();

        await Jobs.CancelAsync([third], Ann with { Call = new AuditCall(id, filed) }, default);
        var all = await Store.Audit.ListOfCallAsync(new AuditCall(id), [$"{first}", $"{second}", $"{third}"], default);
        all.Count.ShouldBe(3);
        all.MaxBy(entry => entry.Id)!.TargetId.ShouldBe(third.ToString());
        (await ListAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Entries_past_their_retention_are_removed_the_oldest_first()
    {
        for (var i = 0; i < 4; i++)
        {
            await Jobs.CancelAsync([await InsertAsync()], new AuditOrigin($"operator-{i}", "host"), default);
            Clock.Move(Hour);
        }

        (await Store.Audit.PruneAsync(2 * Hour, 1, default)).ShouldBe(1);
        (await ListAsync()).Select(entry => entry.Who).ShouldBe(["operator-3", "operator-2", "operator-1"]);
        (await Store.Audit.PruneAsync(2 * Hour, 10, default)).ShouldBe(1);
        (await Store.Audit.PruneAsync(2 * Hour, 10, default)).ShouldBe(0);
        (await ListAsync()).Select(entry => entry.Who).ShouldBe(["operator-3", "operator-2"]);
        (await Store.Audit.PruneAsync(TimeSpan.MaxValue, 10, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Any_text_can_be_a_name_and_a_reason()
    {
        var id = await InsertAsync();
        await Jobs.CancelAsync([id], new AuditOrigin("Ännchen 🙂 '", "host\0", "\"", "{\"a\":\"\0\"}\r\n世界"), default);
        var entry = (await ListAsync()).ShouldHaveSingleItem();
        (entry.Who, entry.Host, entry.Source, entry.Reason).ShouldBe(("Ännchen 🙂 '", "host\uFFFD", "\"", "{\"a\":\"\uFFFD\"}\r\n世界"));
    }

    private static DateTimeOffset DueAt(string? values)
    {
        using var document = System.Text.Json.JsonDocument.Parse(values.ShouldNotBeNull());
        return document.RootElement.GetProperty("dueAt").GetDateTimeOffset();
    }

    private Task<IReadOnlyList<AuditEntry>> ListAsync() => Store.Audit.ListAsync(new AuditListRequest { Limit = 100 }, default);
}
