using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance;

/// <summary>Jobs under limits: what waits at a gate, what a pass lets through, and how permits are given back.</summary>
public abstract partial class LimitConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_job_under_a_limit_waits_for_a_pass()
    {
        await DefineAsync("smtp", most: 1);
        var id = await InsertAsync(Limited("smtp"));
        (await GetAsync(id)).State.ShouldBe(JobState.Throttled);
        (await ClaimAsync()).ShouldBeEmpty();

        var pass = await PassAsync("smtp");
        pass.Admitted.ShouldBe(1);
        pass.Queues.ShouldHaveSingleItem().Queue.ShouldBe(Queue);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task No_more_run_than_the_limit_has_and_what_ends_makes_room()
    {
        await DefineAsync("smtp", most: 2);
        var ids = await InsertManyAsync(5, "smtp");
        (await PassAsync("smtp")).Admitted.ShouldBe(2);
        (await PassAsync("smtp")).Admitted.ShouldBe(0);
        var running = await ClaimAsync();
        running.Select(job => job.Id).ShouldBe(ids.Take(2));

        (await RecordAsync(running[0], OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);
        (await RecordAsync(running[1], OutcomeKind.Failed)).ShouldBe(RecordResult.Recorded);
        (await PassAsync("smtp")).Admitted.ShouldBe(2);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(ids.Skip(2).Take(2));
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snooze)]
    [InlineData(OutcomeKind.Release)]
    public async Task A_job_that_waits_again_gives_its_permit_back_and_asks_again(OutcomeKind kind)
    {
        await DefineAsync("smtp", most: 1);
        await InsertAsync(Limited("smtp"));
        var other = await InsertAsync(Limited("smtp"));
        await PassAsync("smtp");
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        await RecordAsync(Outcome(running, kind) with { Delay = kind == OutcomeKind.Release ? TimeSpan.Zero : Hour });

        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        var next = (await ClaimAsync()).ShouldHaveSingleItem();
        next.Id.ShouldBe(kind == OutcomeKind.Release ? running.Id : other);
        Clock.Move(2 * Hour);
        (await Store.Gates.OpenDueAsync(100, default)).Keys.ShouldBe(kind == OutcomeKind.Release ? [] : ["smtp"]);
        (await PassAsync("smtp")).Admitted.ShouldBe(0);
        await RecordAsync(next, OutcomeKind.Succeeded);
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_job_asks_again()
    {
        await DefineAsync("smtp", most: 1);
        var id = await InsertAsync(Limited("smtp"));
        await PassAsync("smtp");
        var session = await StartSessionAsync();
        (await ClaimAsync(sessionId: session)).ShouldHaveSingleItem();
        await Store.Sessions.EndAsync([session], default);
        (await Jobs.RescueAsync(new RescueRequest(10, 5), default)).ShouldHaveSingleItem();

        (await ClaimAsync()).ShouldBeEmpty();
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_parked_job_holds_nothing_and_asks_again_once_it_can_be_run()
    {
        await DefineAsync("smtp", most: 1);
        await InsertAsync(Limited("smtp"));
        await PassAsync("smtp");
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        await RecordAsync(running, OutcomeKind.Park);
        var other = await InsertAsync(Limited("smtp"));
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);

        (await Jobs.UnparkAsync(new UnparkRequest { DefinitionIds = [Definition], Lanes = [Lane] }, default)).ShouldBe(1);
        (await Store.Gates.OpenDueAsync(100, default)).Keys.ShouldBe(["smtp"]);
        (await PassAsync("smtp")).Admitted.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_cancelled_moved_or_changed_takes_no_permit_with_it()
    {
        await DefineAsync("smtp", most: 2);
        var ids = await InsertManyAsync(4, "smtp");
        (await PassAsync("smtp")).Admitted.ShouldBe(2);
        (await Jobs.CancelAsync([ids[0], ids[3]], by: null, default)).ShouldAllBe(result => result == CancelResult.Cancelled);
        (await Jobs.RescheduleAsync(ids[1], Clock.Now + Hour, by: null, default)).ShouldBeTrue();
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(ids[2]);
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);

        (await Jobs.RescheduleAsync(ids[1], Clock.Now, by: null, default)).ShouldBeTrue();
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        await Jobs.ChangeAsync([ids[1]], new StoredJobChange { Lane = "mail" }, Ann, default);
        (await GetAsync(ids[1])).State.ShouldBe(JobState.Throttled);
        (await PassAsync("smtp")).Queues.ShouldHaveSingleItem().Queue.Lane.ShouldBe("mail");
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_replay_asks_again()
    {
        await DefineAsync("smtp", most: 1);
        var id = await InsertAsync(Limited("smtp"));
        await PassAsync("smtp");
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Failed);
        await Jobs.ReplayAsync([id], by: null, default);

        (await ClaimAsync()).ShouldBeEmpty();
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    public async Task A_job_that_is_sent_again_after_its_end_leaves_nothing_at_its_gate(OutcomeKind end)
    {
        await DefineAsync("smtp", most: 1);
        var job = Limited("smtp");
        await InsertAsync(job);
        await PassAsync("smtp");
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), end);

        for (int i = 0; i < 2; i++)
        {
            (await Jobs.InsertAsync([job], mayBeStored: true, default)).ShouldHaveSingleItem().IsNew.ShouldBeFalse();
        }

        (await Store.Gates.ListGatesAsync("", 10, default)).ShouldBeEmpty();
        var next = end == OutcomeKind.Failed ? job.Id : await InsertAsync(Limited("smtp"));
        await Jobs.ReplayAsync([job.Id], by: null, default);
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(next);
    }

    [Fact]
    public async Task A_job_takes_all_its_permits_or_none()
    {
        await DefineAsync("disk", most: 1);
        await DefineAsync("smtp", most: 1);
        await InsertAsync(Limited("disk"));
        (await PassAsync("disk")).Admitted.ShouldBe(1);
        var both = await InsertAsync(Limited("disk", "smtp"));
        var smtp = await InsertAsync(Limited("smtp"));
        (await PassAsync("disk")).Admitted.ShouldBe(0);
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        var running = await ClaimAsync();
        running.Select(job => job.Id).ShouldContain(smtp);

        await RecordAsync(running.Single(job => job.Id != smtp), OutcomeKind.Succeeded);
        var pass = await PassAsync("disk");
        pass.Admitted.ShouldBe(0);
        pass.MovedTo.ShouldBe(["smtp"]);
        await RecordAsync(running.Single(job => job.Id == smtp), OutcomeKind.Succeeded);
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(both);
    }

    [Fact]
    public async Task Jobs_pass_by_priority_then_due_time_then_insertion()
    {
        await DefineAsync("smtp", most: 10);
        var low = await InsertAsync(Limited("smtp") with { Priority = JobMasterPriority.Low });
        var later = await InsertAsync(Limited("smtp"));
        var earlier = await InsertAsync(Limited("smtp") with { DueAt = Clock.Now - Hour });
        var high = await InsertAsync(Limited("smtp") with { Priority = JobMasterPriority.High });
        List<Guid> order = [];
        for (int i = 0; i < 4; i++)
        {
            (await Store.Gates.PassAsync("smtp", 1, [], default)).Admitted.ShouldBe(1);
            order.AddRange((await Store.Reads.ListAsync(new JobListRequest { Section = JobSection.Live, Limit = 10 }, default))
                .Where(job => job.State != JobState.Throttled && !order.Contains(job.Id)).Select(job => job.Id));
        }

        order.ShouldBe([high, earlier, later, low]);
    }

    [Fact]
    public async Task A_job_due_later_comes_to_its_gate_when_it_is()
    {
        await DefineAsync("smtp", most: 1);
        var id = await InsertAsync(Limited("smtp") with { DueAt = Clock.Now + Hour });
        (await GetAsync(id)).State.ShouldBe(JobState.Scheduled);
        (await PassAsync("smtp")).Admitted.ShouldBe(0);
        (await Store.Gates.OpenDueAsync(100, default)).Next.ShouldBe(Hour);

        Clock.Move(Hour);
        (await Store.Gates.OpenDueAsync(100, default)).Keys.ShouldBe(["smtp"]);
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_paused_lane_takes_no_permit_and_gives_back_what_nobody_claimed()
    {
        await DefineAsync("smtp", most: 2);
        var mail = (await InsertManyAsync(2, "smtp", lane: "mail"))[0];
        (await PassAsync("smtp")).Admitted.ShouldBe(2);
        (await Store.Gates.ShutAsync("mail", 100, default)).ShouldBeFalse();
        var other = await InsertAsync(Limited("smtp"));
        var pass = await Store.Gates.PassAsync("smtp", 100, ["mail"], default);
        (pass.Admitted, pass.MovedTo.Count).ShouldBe((1, 0));
        (await GetAsync(mail)).State.ShouldBe(JobState.Throttled);
        (await Store.Gates.ListShutAsync(default)).ShouldBe(["mail"]);
        (await Store.Gates.ListGatesAsync("", 10, default)).ShouldBeEmpty();

        (await Store.Gates.ReopenAsync("mail", 100, default)).ShouldBeFalse();
        (await Store.Gates.ListShutAsync(default)).ShouldBeEmpty();
        (await PassAsync("smtp")).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_key_that_rests_lets_nothing_through_until_then()
    {
        await DefineAsync("smtp", most: 2);
        await InsertManyAsync(2, "smtp");
        await Store.Gates.RestAsync("smtp", Hour, default);
        await Store.Gates.RestAsync("smtp", Microsecond, default);
        var pass = await PassAsync("smtp");
        (pass.Admitted, pass.Next).ShouldBe((0, Hour));

        Clock.Move(Hour);
        (await PassAsync("smtp")).Admitted.ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_clients_at_once_no_more_hold_a_permit_than_there_are()
    {
        const int most = 10;
        await DefineAsync("smtp", most);
        var ids = await InsertManyAsync(400, "smtp");
        int running = 0;
        int worst = 0;
        int done = 0;
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var store = Open();
            var session = await StartSessionAsync(store);
            while (Volatile.Read(ref done) < ids.Count)
            {
                await store.Gates.PassAsync("smtp", 100, [], default);
                foreach (var job in await store.Jobs.ClaimAsync(Request(session, 3), default))
                {
                    int now = Interlocked.Increment(ref running);
                    for (int seen = worst; now > seen; seen = worst)
                    {
                        Interlocked.CompareExchange(ref worst, now, seen);
                    }

                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    await store.Jobs.RecordAsync([Outcome(job, OutcomeKind.Succeeded)], default);
                    Interlocked.Increment(ref done);
                    await store.Gates.PruneKeysAsync("", 100, default);
                }
            }
        }));
        await Task.WhenAll(clients).WaitAsync(TestTime.Patience);

        worst.ShouldBeLessThanOrEqualTo(most);
        (await Store.Gates.RecountAsync("smtp", default)).ShouldBe(0);
    }

    private Task<bool> DefineAsync(string name, int most, LimitScope scope = LimitScope.Named) =>
        Store.Limits.DefineAsync(
            [new NewLimit(name, LimitSource.Code, "", new LimitValues { MaxConcurrent = most }) { Scope = scope }], default);

    private NewJob Limited(params string[] keys) => Job() with { Limits = StoredLimits.Join(keys) };

    private async Task<List<Guid>> InsertManyAsync(int count, string key, string lane = Lane)
    {
        List<NewJob> jobs = [.. Enumerable.Range(0, count).Select(_ => Limited(key) with { Lane = lane })];
        await Jobs.InsertAsync(jobs, mayBeStored: false, default);
        return jobs.ConvertAll(job => job.Id);
    }

    private Task<LimitPass> PassAsync(string key) => Store.Gates.PassAsync(key, 1000, [], default);
}
