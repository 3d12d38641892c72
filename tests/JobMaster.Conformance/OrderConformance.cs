using System.Collections.Concurrent;
using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance;

/// <summary>Keys that keep order: one job at a time has the turn, from before it is let through until it has ended.</summary>
public abstract class OrderConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Key = "account:42";
    private static readonly AuditOrigin Ann = new("ann", "host-a:1");

    [Fact]
    public async Task Jobs_pass_one_at_a_time_by_due_time_whatever_their_priority()
    {
        await DefineAsync();
        var later = await InsertAsync(Ordered() with { Priority = JobMasterPriority.Critical });
        var last = await InsertAsync(Ordered());
        var first = await InsertAsync(Ordered() with { Priority = JobMasterPriority.Low, DueAt = Clock.Now - Hour });
        foreach (var id in new[] { first, later, last })
        {
            (await TurnAsync()).Admitted.ShouldBe(1);
            (await TurnAsync()).Admitted.ShouldBe(0);
            (await GetAsync(id)).State.ShouldBe(JobState.Ready);
            await Jobs.CancelAsync([id], by: null, default);
        }

        (await TurnAsync()).Admitted.ShouldBe(0);
        (await Store.Gates.RecountAsync(Key, default)).ShouldBe(0);
    }

    [Fact]
    public async Task A_job_that_is_sent_again_after_its_end_stands_in_nobodys_way()
    {
        await DefineAsync();
        var first = Ordered();
        await InsertAsync(first);
        await TurnAsync();
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Succeeded);
        (await Jobs.InsertAsync([first], mayBeStored: true, default)).ShouldHaveSingleItem().IsNew.ShouldBeFalse();

        var next = await InsertAsync(Ordered());
        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(next);
    }

    [Fact]
    public async Task Keys_keep_their_orders_apart()
    {
        await DefineAsync();
        await InsertAsync(Ordered("account:1"));
        await InsertAsync(Ordered("account:2"));
        (await Store.Gates.PassTurnsAsync(["account:1"], [], default)).Admitted.ShouldBe(1);
        (await Store.Gates.PassTurnsAsync(["account:2"], [], default)).Admitted.ShouldBe(1);
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snooze)]
    [InlineData(OutcomeKind.Release)]
    public async Task A_job_that_waits_again_keeps_its_turn(OutcomeKind kind)
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered());
        var second = await InsertAsync(Ordered());
        await TurnAsync();
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        var delay = kind == OutcomeKind.Release ? TimeSpan.Zero : Hour;
        await RecordAsync(Outcome(running, kind) with { Delay = delay });
        if (delay > TimeSpan.Zero)
        {
            (await TurnAsync()).Admitted.ShouldBe(0);
            Clock.Move(delay);
            await Store.Gates.OpenDueAsync(100, default);
        }

        (await TurnAsync()).Admitted.ShouldBe(1);
        running = (await ClaimAsync()).ShouldHaveSingleItem();
        running.Id.ShouldBe(first);
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(second);
    }

    [Fact]
    public async Task A_lost_job_keeps_its_turn()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered());
        await InsertAsync(Ordered());
        await TurnAsync();
        var session = await StartSessionAsync();
        (await ClaimAsync(sessionId: session)).ShouldHaveSingleItem();
        await Store.Sessions.EndAsync([session], default);
        (await Jobs.RescueAsync(new RescueRequest(10, 5), default)).ShouldHaveSingleItem();

        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(first);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_while_it_waits_for_its_retry_makes_way()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered());
        var second = await InsertAsync(Ordered());
        await TurnAsync();
        await RecordAsync(Outcome((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Retry) with { Delay = Hour });
        (await Jobs.CancelAsync([first], by: null, default)).ShouldBe([CancelResult.Cancelled]);

        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(second);
    }

    [Fact]
    public async Task A_parked_job_makes_way_and_comes_back_by_its_due_time()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered());
        var second = await InsertAsync(Ordered());
        await TurnAsync();
        await RecordAsync((await ClaimAsync()).ShouldHaveSingleItem(), OutcomeKind.Park);
        (await TurnAsync()).Admitted.ShouldBe(1);
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        running.Id.ShouldBe(second);

        (await Jobs.UnparkAsync(new UnparkRequest { DefinitionIds = [Definition], Lanes = [Lane] }, default)).ShouldBe(1);
        await Store.Gates.OpenDueAsync(100, default);
        (await TurnAsync()).Admitted.ShouldBe(0);
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(first);
    }

    [Fact]
    public async Task After_a_failure_the_next_has_its_turn_and_a_replay_is_the_last()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered());
        var second = await InsertAsync(Ordered());
        await FailAsync(first);
        (await TurnAsync()).Admitted.ShouldBe(1);
        Clock.Move(Microsecond);
        await Jobs.ReplayAsync([first], by: null, default);
        (await TurnAsync()).Admitted.ShouldBe(0);
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        running.Id.ShouldBe(second);
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(first);
    }

    [Fact]
    public async Task A_replay_of_many_keeps_the_order_in_which_they_were_made()
    {
        await DefineAsync();
        List<NewJob> jobs = [.. Enumerable.Range(0, 12).Select(_ => Ordered())];
        await Jobs.InsertAsync(jobs, mayBeStored: false, default);
        foreach (var job in jobs)
        {
            await FailAsync(job.Id);
        }

        // The one that had the turn last would have it again.
        var other = await InsertAsync(Ordered());
        (await TurnAsync()).Admitted.ShouldBe(1);
        await Jobs.CancelAsync([other], by: null, default);
        await Jobs.ReplayAsync([.. jobs.Select(job => job.Id).OrderBy(id => id.ToString()[^1])], by: null, default);
        foreach (var id in jobs.Select(job => job.Id).Order())
        {
            (await TurnAsync()).Admitted.ShouldBe(1);
            var running = (await ClaimAsync()).ShouldHaveSingleItem();
            running.Id.ShouldBe(id);
            await RecordAsync(running, OutcomeKind.Succeeded);
        }
    }

    [Fact]
    public async Task A_failure_holds_the_key_until_the_job_is_replayed()
    {
        await DefineAsync(KeepOrderOnFailure.Hold);
        var first = await InsertAsync(Ordered());
        var second = await InsertAsync(Ordered());
        await FailAsync(first);
        (await TurnAsync()).Admitted.ShouldBe(0);
        await Jobs.ReplayAsync([first], by: null, default);

        (await TurnAsync()).Admitted.ShouldBe(1);
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        running.Id.ShouldBe(first);
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(second);
    }

    [Fact]
    public async Task A_failure_holds_the_key_until_the_job_is_discarded()
    {
        await DefineAsync(KeepOrderOnFailure.Hold);
        var first = await InsertAsync(Ordered());
        var second = await InsertAsync(Ordered());
        await FailAsync(first);
        await Store.Failures.DiscardAsync([first], Ann, default);

        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(second);
    }

    [Fact]
    public async Task A_job_has_its_turn_also_while_it_waits_under_another_limit()
    {
        await DefineAsync();
        await Store.Limits.DefineAsync([new NewLimit("smtp", LimitSource.Code, "", new LimitValues { MaxConcurrent = 1 })], default);
        await InsertAsync(Job() with { Limits = "smtp" });
        (await Store.Gates.PassAsync("smtp", 10, [], default)).Admitted.ShouldBe(1);
        var blocking = (await ClaimAsync()).ShouldHaveSingleItem();
        var first = await InsertAsync(Job() with { Limits = StoredLimits.Join(["smtp", Key], first: Key) });
        await InsertAsync(Ordered());
        (await TurnAsync()).MovedTo.ShouldBe(["smtp"]);
        (await TurnAsync()).Admitted.ShouldBe(0);

        await RecordAsync(blocking, OutcomeKind.Succeeded);
        (await Store.Gates.PassAsync("smtp", 10, [], default)).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(first);
    }

    [Fact]
    public async Task A_job_that_comes_first_to_another_gate_waits_for_its_turn_there_too()
    {
        await DefineAsync();
        await Store.Limits.DefineAsync([new NewLimit("about", LimitSource.Code, "", new LimitValues { MaxConcurrent = 5 })], default);
        var first = await InsertAsync(Ordered());

        // As stored before the limit kept order.
        await InsertAsync(Job() with { Limits = StoredLimits.Join(["about", Key]) });
        var pass = await Store.Gates.PassAsync("about", 10, [], default);
        pass.Admitted.ShouldBe(0);
        pass.MovedTo.ShouldBe([Key]);
        (await TurnAsync()).Admitted.ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(first);
    }

    [Fact]
    public async Task A_job_of_a_paused_lane_keeps_its_turn()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered() with { Lane = "mail" });
        await InsertAsync(Ordered());
        (await TurnAsync("mail")).Admitted.ShouldBe(0);
        (await TurnAsync("mail")).Admitted.ShouldBe(0);
        (await Store.Gates.ReopenAsync("mail", 100, default)).ShouldBeFalse();

        (await TurnAsync()).Queues.ShouldHaveSingleItem().Queue.Lane.ShouldBe("mail");
        (await GetAsync(first)).State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task What_fell_due_is_not_overtaken_before_it_has_come_to_its_gate()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered() with { DueAt = Clock.Now + Hour });
        Clock.Move(2 * Hour);
        var second = await InsertAsync(Ordered());

        await TurnAsync();
        (await ClaimAsync()).ShouldNotContain(job => job.Id == second);
        await Store.Gates.OpenDueAsync(100, default);
        await TurnAsync();
        (await GetAsync(first)).State.ShouldNotBe(JobState.Throttled);
        (await GetAsync(second)).State.ShouldBe(JobState.Throttled);
    }

    [Fact]
    public async Task A_pass_that_knows_of_no_order_lets_nobody_through_and_asks_to_be_called_again()
    {
        await DefineAsync();
        await InsertAsync(Ordered());
        var pass = await Store.Gates.PassAsync(Key, 10, [], default);
        (pass.Admitted, pass.Next > TimeSpan.Zero).ShouldBe((0, true));
    }

    [Fact]
    public async Task Who_has_the_turn_is_seen_while_others_wait()
    {
        await DefineAsync();
        var first = await InsertAsync(Ordered());
        await InsertAsync(Ordered());
        await TurnAsync();

        (await Store.Limits.GetKeyAsync(Key, default))!.Use.HeldBy.ShouldBe(first);
        (await Store.Limits.ListKeysAsync("account", after: null, 10, default)).ShouldHaveSingleItem().Use.HeldBy.ShouldBe(first);
        (await Store.Gates.ListGatesAsync("", 10, default)).ShouldHaveSingleItem().HeldBy.ShouldBe(first);
    }

    [Fact]
    public async Task Many_clients_at_once_keep_the_order_of_each_key()
    {
        await DefineAsync();
        string[] keys = ["account:1", "account:2", "account:3"];
        List<NewJob> jobs = [.. Enumerable.Range(0, 90).Select(number => Ordered(keys[number % keys.Length]))];
        await Jobs.InsertAsync(jobs, mayBeStored: false, default);
        var keyOf = jobs.ToDictionary(job => job.Id, job => job.Limits!);
        ConcurrentDictionary<string, ConcurrentQueue<Guid>> ended = [];
        ConcurrentDictionary<string, int> running = [];
        int worst = 0;
        int left = jobs.Count;
        var clients = Enumerable.Range(0, 6).Select(client => Task.Run(async () =>
        {
            var store = Open();
            var session = await StartSessionAsync(store);
            var random = new Random(client);
            while (Volatile.Read(ref left) > 0)
            {
                await store.Gates.OpenDueAsync(100, default);
                await store.Gates.PassTurnsAsync(random.Next(2) == 0 ? keys : [keys[random.Next(keys.Length)]], [], default);
                foreach (var job in await store.Jobs.ClaimAsync(Request(session, 3), default))
                {
                    var key = keyOf[job.Id];
                    InterlockedMax(ref worst, running.AddOrUpdate(key, 1, (_, count) => count + 1));
                    await Task.Yield();
                    bool ends = random.Next(3) > 0;
                    if (ends)
                    {
                        ended.GetOrAdd(key, _ => []).Enqueue(job.Id);
                    }

                    running.AddOrUpdate(key, 0, (_, count) => count - 1);
                    var outcome = Outcome(job, ends ? OutcomeKind.Succeeded : OutcomeKind.Retry) with { Delay = TimeSpan.Zero };
                    await store.Jobs.RecordAsync([outcome], default);
                    Interlocked.Add(ref left, ends ? -1 : 0);
                    await store.Gates.PruneKeysAsync("", 100, default);
                }
            }
        }));
        await Task.WhenAll(clients).WaitAsync(TestTime.Patience);

        worst.ShouldBe(1);
        foreach (var key in keys)
        {
            ended[key].ShouldBe(jobs.Where(job => job.Limits == key).Select(job => job.Id));
        }
    }

    [Fact]
    public async Task A_key_is_not_pruned_while_the_job_that_has_the_turn_is_live_or_failed()
    {
        await DefineAsync(KeepOrderOnFailure.Hold);
        var first = await InsertAsync(Ordered());
        await TurnAsync();
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        (await Store.Gates.PruneKeysAsync("", 10, default)).Removed.ShouldBe(0);
        await RecordAsync(Outcome(running, OutcomeKind.Retry) with { Delay = Hour });
        (await Store.Gates.PruneKeysAsync("", 10, default)).Removed.ShouldBe(0);
        Clock.Move(Hour);
        await Store.Gates.OpenDueAsync(100, default);
        await FailAsync(first);

        (await Store.Gates.PruneKeysAsync("", 10, default)).Removed.ShouldBe(0);
        await Store.Failures.DiscardAsync([first], Ann, default);
        (await Store.Gates.PruneKeysAsync("", 10, default)).Removed.ShouldBe(1);
        var next = await InsertAsync(Ordered());
        await FailAsync(next);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private async Task FailAsync(Guid id)
    {
        (await TurnAsync()).Admitted.ShouldBe(1);
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        running.Id.ShouldBe(id);
        await RecordAsync(running, OutcomeKind.Failed);
    }

    private Task<bool> DefineAsync(KeepOrderOnFailure onFailure = KeepOrderOnFailure.Continue) => Store.Limits.DefineAsync(
        [new NewLimit("account", LimitSource.Code, "", new LimitValues { MaxConcurrent = 1, KeepOrder = onFailure })], default);

    private Task<TurnPass> TurnAsync(params string[] paused) => Store.Gates.PassTurnsAsync([Key], paused, default);

    private NewJob Ordered(string key = Key) => Job() with { Limits = key };
}
