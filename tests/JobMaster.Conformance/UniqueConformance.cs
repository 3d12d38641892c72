using JobMaster.Conformance.Jobs;

namespace JobMaster.Conformance;

/// <summary>Jobs that are the only ones of their key while they wait, or while they wait or run.</summary>
public abstract class UniqueConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Theory]
    [InlineData(UniqueWhile.Waiting)]
    [InlineData(UniqueWhile.WaitingOrRunning)]
    public async Task While_a_job_waits_its_key_is_held(UniqueWhile @while)
    {
        var first = Unique("report-7", @while) with { Delay = Hour };
        await InsertAsync(first);
        var createdAt = Clock.Now;
        Clock.Move(TimeSpan.FromMinutes(1));

        var answers = await Jobs.InsertAsync(
            [Unique("report-7", @while), Unique("report-7", @while, UniqueConflict.Reject), Unique("report-8", @while)], false, default);

        answers[0].ShouldBe(new InsertedJob(first.Id, false, createdAt, createdAt + Hour));
        answers[1].ShouldBe(new InsertedJob(first.Id, false, createdAt, createdAt + Hour) { IsRefused = true });
        answers[2].IsNew.ShouldBeTrue();
        (await Store.Reads.CountAsync(100, default)).Sum(count => count.Count).ShouldBe(2);
    }

    [Fact]
    public async Task While_waiting_ends_with_the_claim()
    {
        var running = await RunOneAsync(Unique("report-7", UniqueWhile.Waiting));
        var next = Unique("report-7", UniqueWhile.Waiting);
        await InsertAsync(next);
        (await HolderOfAsync(Unique("report-7", UniqueWhile.Waiting))).ShouldBe(next.Id);
        (await RecordAsync(running, OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);
        (await HolderOfAsync(Unique("report-7", UniqueWhile.Waiting))).ShouldBe(next.Id);
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snooze)]
    [InlineData(OutcomeKind.Release)]
    [InlineData(OutcomeKind.Park)]
    public async Task A_job_that_waits_again_holds_its_key_again_unless_another_took_it(OutcomeKind kind)
    {
        var again = await RunOneAsync(Unique("report-7", UniqueWhile.Waiting));
        (await RecordAsync(again, kind)).ShouldBe(RecordResult.Recorded);
        (await HolderOfAsync(Unique("report-7", UniqueWhile.Waiting))).ShouldBe(again.Id);

        var overtaken = await RunOneAsync(Unique("report-8", UniqueWhile.Waiting));
        var next = Unique("report-8", UniqueWhile.Waiting);
        await InsertAsync(next);
        (await RecordAsync(overtaken, kind)).ShouldBe(RecordResult.Recorded);
        (await HolderOfAsync(Unique("report-8", UniqueWhile.Waiting))).ShouldBe(next.Id);
        (await GetAsync(overtaken.Id)).FinalizedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded, false)]
    [InlineData(OutcomeKind.Failed, false)]
    [InlineData(OutcomeKind.Cancelled, false)]
    [InlineData(OutcomeKind.Retry, true)]
    [InlineData(OutcomeKind.Snooze, true)]
    [InlineData(OutcomeKind.Release, true)]
    [InlineData(OutcomeKind.Park, true)]
    public async Task While_waiting_or_running_ends_when_the_job_is_final(OutcomeKind kind, bool isHeld)
    {
        var running = await RunOneAsync(Unique("report-7", UniqueWhile.WaitingOrRunning));
        (await HolderOfAsync(Unique("report-7", UniqueWhile.WaitingOrRunning))).ShouldBe(running.Id);

        (await RecordAsync(running, kind)).ShouldBe(RecordResult.Recorded);
        var next = Unique("report-7", UniqueWhile.WaitingOrRunning);
        (await HolderOfAsync(next)).ShouldBe(isHeld ? running.Id : next.Id);
    }

    [Fact]
    public async Task A_cancel_while_it_waits_frees_the_key()
    {
        var id = await InsertAsync(Unique("report-7", UniqueWhile.WaitingOrRunning));
        await Jobs.CancelAsync([id], default);
        await InsertAsync(Unique("report-7", UniqueWhile.WaitingOrRunning));
    }

    [Theory]
    [InlineData(UniqueWhile.Waiting, UniqueWhile.WaitingOrRunning)]
    [InlineData(UniqueWhile.WaitingOrRunning, UniqueWhile.Waiting)]
    public async Task Of_two_rules_for_one_key_the_stricter_counts(UniqueWhile one, UniqueWhile other)
    {
        var running = await RunOneAsync(Unique("report-7", one));
        (await HolderOfAsync(Unique("report-7", other))).ShouldBe(running.Id);
    }

    [Fact]
    public async Task A_key_is_one_and_the_same_within_its_scope()
    {
        var first = Unique("k", UniqueWhile.Waiting) with { Tenant = "one" };
        await InsertAsync(first);
        await InsertAsync(first with { Id = NewId(), Tenant = "other" });
        await InsertAsync(first with { Id = NewId(), Tenant = null });
        await InsertAsync(first with { Id = NewId(), DefinitionId = "report" });
        (await HolderOfAsync(first with { Id = NewId() })).ShouldBe(first.Id);

        var ofTenant = first with { Id = NewId(), Unique = first.Unique! with { Scope = JobKeyScope.Tenant } };
        await InsertAsync(ofTenant);
        (await HolderOfAsync(ofTenant with { Id = NewId(), DefinitionId = "report" })).ShouldBe(ofTenant.Id);
        var ofCluster = first with { Id = NewId(), Unique = first.Unique! with { Scope = JobKeyScope.Cluster } };
        await InsertAsync(ofCluster);
        (await HolderOfAsync(ofCluster with { Id = NewId(), DefinitionId = "report", Tenant = "other" })).ShouldBe(ofCluster.Id);
        await InsertAsync(Job() with { IdempotencyKey = "k", IdempotencyScope = JobKeyScope.Cluster });
    }

    [Fact]
    public async Task Without_a_key_one_job_of_each_payload_is_stored()
    {
        var rule = new JobUnique { While = UniqueWhile.Waiting };
        var first = Job() with { Payload = """{"order":7}""", Unique = rule };
        await InsertAsync(first);
        await InsertAsync(Job() with { Payload = """{"order":8}""", Unique = rule });
        var none = Job() with { Unique = rule };
        await InsertAsync(none);
        (await HolderOfAsync(first with { Id = NewId() })).ShouldBe(first.Id);
        (await HolderOfAsync(none with { Id = NewId() })).ShouldBe(none.Id);
    }

    [Fact]
    public async Task A_key_sent_many_times_in_one_batch_is_the_first_jobs()
    {
        var plain = Job();
        UniqueConflict[] rules = [UniqueConflict.ReturnExisting, UniqueConflict.ReturnExisting, UniqueConflict.ReturnExisting,
            UniqueConflict.Reject, UniqueConflict.Reject, UniqueConflict.Reject];
        var jobs = rules.Select(rule => Unique("k", UniqueWhile.Waiting, rule)).ToList();

        var answers = await Jobs.InsertAsync([plain, .. jobs], false, default);

        answers[0].Id.ShouldBe(plain.Id);
        answers.Select(answer => answer.IsNew).ShouldBe([true, true, false, false, false, false, false]);
        answers.Skip(1).ShouldAllBe(answer => answer.Id == jobs[0].Id);
        answers.Select(answer => answer.IsRefused).ShouldBe([false, false, false, false, true, true, true]);
    }

    [Fact]
    public async Task Of_a_batch_that_is_to_be_refused_whole_nothing_is_stored()
    {
        var holder = await InsertAsync(Unique("k", UniqueWhile.Waiting));
        var refused = Unique("k", UniqueWhile.Waiting, UniqueConflict.Reject) with { RefusesBatch = true };

        var error = await Should.ThrowAsync<JobRejectedException>(
            Jobs.InsertAsync([Job(), Unique("free", UniqueWhile.Waiting), refused], false, default));

        error.HeldBy.ShouldBe(holder);
        error.Message.ShouldBe(
            $"Job '{Definition}' was not accepted: its unique key 'k' is held by job {holder}. Wait until that job has ended, "
            + "give the job a key of its own, or set OnConflict to ReturnExisting.");
        (await Store.Reads.CountAsync(100, default)).Sum(count => count.Count).ShouldBe(1);
        await InsertAsync(Unique("free", UniqueWhile.Waiting));
    }

    [Fact]
    public async Task Sent_again_a_job_is_answered_with_itself_though_another_has_its_key_since()
    {
        var job = Unique("k", UniqueWhile.Waiting, UniqueConflict.Reject);
        await InsertAsync(job);
        (await Jobs.InsertAsync([job], mayBeStored: true, default)).ShouldBe([new InsertedJob(job.Id, false, Clock.Now, Clock.Now)]);
        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        await InsertAsync(Unique("k", UniqueWhile.Waiting));
        (await Jobs.InsertAsync([job], mayBeStored: true, default)).ShouldBe([new InsertedJob(job.Id, false, Clock.Now, Clock.Now)]);
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await Jobs.InsertAsync([job], mayBeStored: true, default)).ShouldBe([new InsertedJob(job.Id, false, Clock.Now, Clock.Now)]);
    }

    [Fact]
    public async Task An_id_already_stored_does_not_take_the_key_it_is_sent_with()
    {
        var plain = Job();
        await InsertAsync(plain);
        var again = await Jobs.InsertAsync([plain with { Unique = Unique("k", UniqueWhile.Waiting).Unique }], mayBeStored: true, default);
        again.ShouldHaveSingleItem().IsNew.ShouldBeFalse();
        await InsertAsync(Unique("k", UniqueWhile.Waiting));
    }

    [Fact]
    public async Task An_idempotency_key_follows_the_job_its_call_was_answered_with()
    {
        var holder = await InsertAsync(Unique("k", UniqueWhile.Waiting));
        var call = Unique("k", UniqueWhile.Waiting) with { IdempotencyKey = "call-1" };
        (await HolderOfAsync(call)).ShouldBe(holder);
        var refused = Unique("k", UniqueWhile.Waiting, UniqueConflict.Reject) with { IdempotencyKey = "call-2" };
        (await Jobs.InsertAsync([refused], false, default)).ShouldHaveSingleItem().IsRefused.ShouldBeTrue();

        var running = (await ClaimAsync()).ShouldHaveSingleItem();
        await RecordAsync(running, OutcomeKind.Succeeded);
        (await HolderOfAsync(call with { Id = NewId() })).ShouldBe(holder);
        await InsertAsync(refused with { Id = NewId() });
    }

    [Fact]
    public async Task A_replay_whose_key_a_live_job_holds_is_refused()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed, Unique("k", UniqueWhile.Waiting));
        var holder = await InsertAsync(Unique("k", UniqueWhile.Waiting));
        (await Jobs.ReplayAsync([failed.Id], default)).ShouldBe([new ReplayResult(failed.Id, ReplayKind.KeyHeld, holder)]);
        (await GetAsync(failed.Id)).ShouldBe(failed);

        await ClaimAsync();
        (await Jobs.ReplayAsync([failed.Id], default)).ShouldBe([new ReplayResult(failed.Id, ReplayKind.Replayed)]);
        (await HolderOfAsync(Unique("k", UniqueWhile.Waiting))).ShouldBe(failed.Id);
    }

    [Fact]
    public async Task Of_several_failed_jobs_with_one_key_one_is_replayed()
    {
        // The first by id is replayed; ids of one millisecond are in any order.
        StoredJob[] twins =
        [
            await FinishOneAsync(OutcomeKind.Failed, Unique("k", UniqueWhile.WaitingOrRunning)),
            await FinishOneAsync(OutcomeKind.Failed, Unique("k", UniqueWhile.WaitingOrRunning)),
        ];
        var (one, other) = twins[0].Id.CompareTo(twins[1].Id) < 0 ? (twins[0], twins[1]) : (twins[1], twins[0]);
        var free = await FinishOneAsync(OutcomeKind.Failed, Unique("free", UniqueWhile.WaitingOrRunning));
        var plain = await FinishOneAsync(OutcomeKind.Failed);

        (await Jobs.ReplayAsync([plain.Id, one.Id, other.Id, free.Id], default)).ShouldBe(
        [
            new ReplayResult(plain.Id, ReplayKind.Replayed), new ReplayResult(one.Id, ReplayKind.Replayed),
            new ReplayResult(other.Id, ReplayKind.KeyHeld, one.Id), new ReplayResult(free.Id, ReplayKind.Replayed),
        ]);
        (await Jobs.ReplayAsync([other.Id], default)).ShouldBe([new ReplayResult(other.Id, ReplayKind.KeyHeld, one.Id)]);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([plain.Id, one.Id, free.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task Many_senders_and_replays_of_one_key_make_one_live_job()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed, Unique("k", UniqueWhile.WaitingOrRunning));
        IMasterStore[] stores = [Store, Open()];
        var replay = Task.Run(() => stores[1].Jobs.ReplayAsync([failed.Id], default));

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(at => Task.Run(() => SendAsync(
            stores[at % 2], Unique("k", UniqueWhile.WaitingOrRunning), Unique($"own-{at}", UniqueWhile.WaitingOrRunning)))));

        var replayed = (await replay).ShouldHaveSingleItem();
        int live = answers.Count(answer => answer[0].IsNew) + (replayed.Kind == ReplayKind.Replayed ? 1 : 0);
        live.ShouldBe(1);
        var holders = answers.Select(answer => answer[0].Id).ToHashSet();
        if (replayed.Kind == ReplayKind.Replayed || replayed.HeldBy is not null)
        {
            // Else a sender had taken the key and not committed.
            holders.Add(replayed.HeldBy ?? failed.Id);
        }

        holders.Count.ShouldBe(1);
        answers.ShouldAllBe(answer => answer[1].IsNew);
        (await ClaimAsync()).Count.ShouldBe(17);
    }

    [Fact]
    public async Task Senders_that_race_with_claims_never_leave_two_waiting()
    {
        IMasterStore[] stores = [Store, Open()];
        var session = await StartSessionAsync();
        for (int round = 0; round < 20; round++)
        {
            var claims = Task.Run(() => stores[0].Jobs.ClaimAsync(Request(session), default));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(
                () => SendAsync(stores[at % 2], Unique("k", UniqueWhile.Waiting)))));
            await claims;
            var counts = await Store.Reads.CountAsync(100, default);
            counts.Where(count => count.State != JobState.Running).Sum(count => count.Count).ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public async Task What_is_kept_of_a_key_goes_with_the_job()
    {
        var final = await FinishOneAsync(OutcomeKind.Succeeded, Unique("k", UniqueWhile.WaitingOrRunning));
        Clock.Move(TimeSpan.FromDays(12));

        // A day that something else holds, such as a vacuum, is left for the next time.
        await Eventually.BecomesAsync(
            "the job is pruned",
            async () =>
            {
                await Store.Retention.PruneAsync(new PruneRequest(TimeSpan.FromDays(10), TimeSpan.FromDays(10), 1000), default);
                return await Store.Reads.GetAsync(final.Id, default) is null;
            },
            TestTime.Patience);
        var next = Unique("k", UniqueWhile.WaitingOrRunning);
        await InsertAsync(next);
        (await HolderOfAsync(Unique("k", UniqueWhile.WaitingOrRunning))).ShouldBe(next.Id);
    }

    /// <summary>Sends a job as the core does: again when another transaction holds its key for too long.</summary>
    private static async Task<IReadOnlyList<InsertedJob>> SendAsync(IMasterStore store, params NewJob[] jobs)
    {
        while (true)
        {
            try
            {
                return await store.Jobs.InsertAsync(jobs, mayBeStored: false, default);
            }
            catch (Exception exception) when (store.IsHeld(exception))
            {
                // Nothing of it is stored.
            }
        }
    }

    private async Task<Guid> HolderOfAsync(NewJob job) => (await Jobs.InsertAsync([job], false, default)).ShouldHaveSingleItem().Id;

    private Guid NewId() => Guid.CreateVersion7(Clock.Now);

    private NewJob Unique(string key, UniqueWhile @while, UniqueConflict onConflict = UniqueConflict.ReturnExisting) =>
        Job() with { Unique = new JobUnique { Key = key, While = @while, OnConflict = onConflict } };
}
