namespace JobMaster.Conformance;

/// <summary>Calls that replace the waiting job of their unique key.</summary>
public abstract class ReplaceConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_last_call_wins_and_pushes_the_due_time_back()
    {
        var first = Replacing("one");
        await InsertAsync(first);
        var createdAt = Clock.Now;
        Clock.Move(Delay / 2);
        var last = Replacing("two") with
        {
            Lane = "mail",
            Priority = JobMasterPriority.High,
            Timeout = TimeSpan.FromSeconds(7),
            MaxRetries = 9,
            Metadata = """{"a":"b"}""",
            ExpiresAt = Clock.Now + Hour,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };

        (await Jobs.InsertAsync([last], false, default)).ShouldBe([new InsertedJob(first.Id, false, createdAt, Clock.Now + Delay)]);

        var job = await GetAsync(first.Id);
        (job.Payload, job.Lane, job.Priority, job.Timeout, job.MaxRetries, job.Metadata, job.ExpiresAt, job.TraceParent).ShouldBe(
            (last.Payload, "mail", JobMasterPriority.High, last.Timeout, 9, last.Metadata, last.ExpiresAt, last.TraceParent));
        (job.CreatedAt, job.DueAt, job.ScheduledAt).ShouldBe((createdAt, Clock.Now + Delay, Clock.Now + Delay));
        job.State.ShouldBe(JobState.Scheduled);
        (await Store.Reads.GetAsync(last.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task However_often_it_is_replaced_it_is_due_after_the_longest_wait()
    {
        var first = Replacing("0", TimeSpan.FromSeconds(25));
        await InsertAsync(first);
        var createdAt = Clock.Now;
        List<TimeSpan> due = [];
        for (int call = 1; call < 5; call++)
        {
            Clock.Move(Delay * 0.8);
            var answer = await Jobs.InsertAsync([Replacing($"{call}", TimeSpan.FromSeconds(25))], false, default);
            due.Add(answer.ShouldHaveSingleItem().DueAt - createdAt);
        }

        due.Select(wait => wait.TotalSeconds).ShouldBe([18, 25, 25, 25]);
        (await ClaimAsync()).ShouldHaveSingleItem().Payload.ShouldBe("\"4\"");
    }

    [Fact]
    public async Task Once_it_is_claimed_the_next_call_makes_a_new_job()
    {
        await InsertAsync(Replacing("one"));
        Clock.Move(Delay);
        (await ClaimAsync()).ShouldHaveSingleItem().Payload.ShouldBe("\"one\"");
        await InsertAsync(Replacing("two"));
    }

    [Fact]
    public async Task A_job_between_two_attempts_is_replaced_and_keeps_its_attempts()
    {
        var running = await RunOneAsync(Replacing("one") with { Delay = TimeSpan.Zero });
        await Jobs.RecordAsync([Outcome(running, OutcomeKind.Retry) with { Delay = Hour }], default);

        (await Jobs.InsertAsync([Replacing("two")], false, default)).ShouldHaveSingleItem().Id.ShouldBe(running.Id);

        var job = await GetAsync(running.Id);
        (job.Payload, job.DueAt, job.NumberOfFailures, job.ClaimNo).ShouldBe(("\"two\"", Clock.Now + Delay, 1, 1));
        (await EarlierAttemptsAsync(running.Id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_parked_job_waits_again_with_what_replaces_it()
    {
        var running = await RunOneAsync(Replacing("unreadable") with { Delay = TimeSpan.Zero });
        await Jobs.RecordAsync(
            [Outcome(running, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = "build-1" }], default);
        (await GetAsync(running.Id)).ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);

        await Jobs.InsertAsync([Replacing("two") with { Delay = TimeSpan.Zero }], false, default);

        (await GetAsync(running.Id)).ParkedReason.ShouldBeNull();
        (await ClaimAsync()).ShouldHaveSingleItem().Payload.ShouldBe("\"two\"");
    }

    [Fact]
    public async Task A_job_of_another_definition_is_never_replaced()
    {
        var scope = Replacing("one").Unique! with { Scope = JobKeyScope.Cluster };
        var holder = await InsertAsync(Replacing("one") with { Unique = scope });
        var other = Replacing("two") with { DefinitionId = "report", Unique = scope };

        var answer = (await Jobs.InsertAsync([other], false, default)).ShouldHaveSingleItem();

        (answer.Id, answer.IsNew, answer.IsRefused).ShouldBe((holder, false, true));
        (await GetAsync(holder)).Payload.ShouldBe("\"one\"");
    }

    [Theory]
    [InlineData("globex")]
    [InlineData(null)]
    public async Task A_job_of_another_tenant_is_never_replaced(string? other)
    {
        var first = OfTenant("acme", "one");
        await InsertAsync(first);
        var before = await GetAsync(first.Id);
        var call = OfTenant(other, "two");

        var answer = (await Jobs.InsertAsync([call], false, default)).ShouldHaveSingleItem();

        (answer.Id, answer.IsNew, answer.IsRefused).ShouldBe((first.Id, false, true));
        (await GetAsync(first.Id)).ShouldBe(before);
        (await Store.Reads.GetAsync(call.Id, default)).ShouldBeNull();
        StoredKey.Refusal(call, answer.Id).Message.ShouldContain(
            $"its unique key 'k' is held by job {first.Id}. That job runs, or is of another definition or tenant "
            + "(the scope of the key is Cluster)");
        (await Jobs.InsertAsync([OfTenant("acme", "three")], false, default)).ShouldHaveSingleItem().Id.ShouldBe(first.Id);
        (await GetAsync(first.Id)).Payload.ShouldBe("\"three\"");
    }

    [Fact]
    public async Task In_a_batch_each_call_replaces_jobs_of_its_own_tenant_and_definition_only()
    {
        NewJob[] batch =
        [
            OfTenant("acme", "0"), OfTenant("globex", "1"), OfTenant("globex", "2"), OfTenant("acme", "3"),
            OfTenant("acme", "4") with { DefinitionId = "other" }, OfTenant("acme", "5"), OfTenant("acme", "6"),
        ];

        var answers = await Jobs.InsertAsync(batch, false, default);

        answers.ShouldAllBe(answer => answer.Id == batch[0].Id);
        answers.Select(answer => answer.IsRefused).ShouldBe([false, true, true, false, true, false, false]);
        (await GetAsync(batch[0].Id)).Payload.ShouldBe("\"6\"");
    }

    [Fact]
    public async Task A_job_that_runs_and_holds_its_key_meanwhile_is_never_replaced()
    {
        var running = await RunOneAsync(Job() with { Unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning } });
        var answer = (await Jobs.InsertAsync([Replacing("two")], false, default)).ShouldHaveSingleItem();
        (answer.Id, answer.IsRefused).ShouldBe((running.Id, true));
    }

    [Fact]
    public async Task In_a_batch_the_last_of_a_key_wins()
    {
        var jobs = Enumerable.Range(0, 5).Select(call => Replacing($"{call}")).ToList();
        var answers = await Jobs.InsertAsync(jobs, false, default);
        answers.ShouldAllBe(answer => answer.Id == jobs[0].Id);
        answers.Select(answer => answer.IsNew).ShouldBe([true, false, false, false, false]);
        (await GetAsync(jobs[0].Id)).Payload.ShouldBe("\"4\"");

        await Jobs.InsertAsync([.. Enumerable.Range(5, 3).Select(call => Replacing($"{call}"))], true, default);
        (await GetAsync(jobs[0].Id)).Payload.ShouldBe("\"7\"");
    }

    [Fact]
    public async Task Calls_that_race_with_claims_lose_no_payload()
    {
        IMasterStore[] stores = [Store, Open()];
        var session = await StartSessionAsync();
        var sent = Enumerable.Range(0, 40).Select(call => Replacing($"{call}") with { Delay = TimeSpan.Zero }).ToList();
        List<StoredJob> claimed = [];
        var newIds = new HashSet<Guid>();
        foreach (var round in sent.Chunk(8))
        {
            var claim = Task.Run(() => stores[1].Jobs.ClaimAsync(Request(session), default));
            var answers = await Task.WhenAll(round.Select(
                (job, at) => Task.Run(() => InsertPatientlyAsync(stores[at % 2], [job]))));
            claimed.AddRange(await claim);
            newIds.UnionWith(answers.Where(answer => answer[0].IsNew).Select(answer => answer[0].Id));
        }

        claimed.AddRange(await Jobs.ClaimAsync(Request(session), default));
        claimed.Select(job => job.Id).ShouldBe(newIds, ignoreOrder: true);
        claimed.Select(job => job.Payload).Distinct().Count().ShouldBe(claimed.Count);
    }

    /// <summary>As after a lost reply: the holder has run meanwhile, and only an idempotency key tells that the call was made.</summary>
    [Theory]
    [InlineData(null, 2)]
    [InlineData("call-7", 1)]
    public async Task Sent_again_after_a_claim_a_call_makes_a_second_job_unless_it_has_an_idempotency_key(string? key, int jobs)
    {
        var holder = Replacing("one");
        await InsertAsync(holder);
        var call = Replacing("two") with { IdempotencyKey = key };
        (await Jobs.InsertAsync([call], mayBeStored: true, default)).ShouldHaveSingleItem().Id.ShouldBe(holder.Id);
        Clock.Move(Delay);
        (await ClaimAsync()).ShouldHaveSingleItem().Payload.ShouldBe("\"two\"");

        var again = (await Jobs.InsertAsync([call], mayBeStored: true, default)).ShouldHaveSingleItem();

        again.Id.ShouldBe(jobs == 1 ? holder.Id : call.Id);
        (await Store.Reads.CountAsync(100, default)).Sum(count => count.Count).ShouldBe(jobs);
    }

    /// <summary>What the job has now is that of the last call, so only the marks tell which calls are repeats.</summary>
    [Fact]
    public async Task Sent_again_a_call_is_known_by_its_mark_whatever_the_job_has_become()
    {
        var holder = Replacing("one") with { IdempotencyKey = "call-1", IdempotencyMark = "one" };
        var second = Replacing("two") with { IdempotencyKey = "call-2", IdempotencyMark = "two" };
        (await SameAsync(holder, holder.Id)).ShouldBeTrue();
        (await SameAsync(second, holder.Id)).ShouldBeTrue("its key was free");
        await InsertReplacingAsync("three", holder.Id);

        (await SameAsync(holder with { Id = Job().Id }, holder.Id)).ShouldBeTrue();
        (await SameAsync(second, holder.Id)).ShouldBeTrue();
        (await SameAsync(second with { IdempotencyMark = "other" }, holder.Id)).ShouldBeFalse();
        (await SameAsync(second with { IdempotencyMark = null }, holder.Id)).ShouldBeFalse();
        (await GetAsync(holder.Id)).Payload.ShouldBe("\"three\"", "a repeat replaces nothing");

        Clock.Move(Delay);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(holder.Id);
        (await SameAsync(second, holder.Id)).ShouldBeTrue();
        (await SameAsync(second with { IdempotencyMark = "other" }, holder.Id)).ShouldBeFalse();
        (await Store.Reads.CountAsync(100, default)).Sum(count => count.Count).ShouldBe(1);
    }

    private async Task InsertReplacingAsync(string payload, Guid holder) =>
        (await Jobs.InsertAsync([Replacing(payload)], mayBeStored: true, default)).ShouldHaveSingleItem().Id.ShouldBe(holder);

    private async Task<bool> SameAsync(NewJob call, Guid holder)
    {
        var answer = (await Jobs.InsertAsync([call], mayBeStored: true, default)).ShouldHaveSingleItem();
        answer.Id.ShouldBe(holder);
        return answer.IsSameCall;
    }

    private NewJob OfTenant(string? tenant, string payload)
    {
        var job = Replacing(payload);
        return job with { Tenant = tenant, Unique = job.Unique! with { Scope = JobKeyScope.Cluster } };
    }

    private NewJob Replacing(string payload, TimeSpan? longestWait = null) => Job() with
    {
        Payload = $"\"{payload}\"",
        Delay = Delay,
        Unique = new JobUnique
        {
            Key = "k", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.ReplaceWaiting, LongestWait = longestWait,
        },
    };
}
