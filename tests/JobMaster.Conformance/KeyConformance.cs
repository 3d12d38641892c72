namespace JobMaster.Conformance;

/// <summary>Idempotency keys.</summary>
public abstract class KeyConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly PruneRequest PruneNothingYoung = new(TimeSpan.FromDays(10), TimeSpan.FromDays(10), 1000);

    [Fact]
    public async Task A_taken_key_is_answered_with_the_job_that_has_it()
    {
        var first = Keyed("order-7") with { Delay = Hour };
        await InsertAsync(first);
        var createdAt = Clock.Now;
        Clock.Move(TimeSpan.FromMinutes(1));

        var answer = await Jobs.InsertAsync([Keyed("order-7")], false, default);

        answer.ShouldBe([new InsertedJob(first.Id, false, createdAt, createdAt + Hour)]);
        (await Store.Reads.CountAsync(100, default)).Sum(count => count.Count).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_sent_twice_in_one_batch_is_the_first_jobs()
    {
        var first = Keyed("b");
        var second = Keyed("b");
        var other = Keyed("a");
        var plain = Job();

        var answer = await Jobs.InsertAsync([plain, first, second, other], false, default);

        answer.Select(job => (job.Id, job.IsNew)).ShouldBe([(plain.Id, true), (first.Id, true), (first.Id, false), (other.Id, true)]);
        (await Store.Reads.GetAsync(second.Id, default)).ShouldBeNull();
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([plain.Id, first.Id, other.Id], ignoreOrder: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mark_is_kept_with_a_key_that_led_to_a_job_that_was_stored_before(bool byId)
    {
        var unique = new JobUnique { Key = "u", While = UniqueWhile.Waiting };
        var stored = Job() with { Unique = unique, Delay = Hour };
        await InsertAsync(stored);
        var call = Marked("a") with { Id = byId ? stored.Id : Job().Id, Unique = byId ? null : unique };

        var first = (await Jobs.InsertAsync([Job(), call], mayBeStored: true, default))[1];
        var again = (await Jobs.InsertAsync([call], mayBeStored: true, default)).ShouldHaveSingleItem();
        var other = (await Jobs.InsertAsync([call with { IdempotencyMark = "b" }], mayBeStored: true, default)).ShouldHaveSingleItem();

        new[] { first, again, other }.Select(answer => (answer.Id, answer.IsNew, answer.IsSameCall))
            .ShouldBe([(stored.Id, false, true), (stored.Id, false, true), (stored.Id, false, false)]);
    }

    [Fact]
    public async Task A_job_that_only_its_own_call_can_make_keeps_no_mark()
    {
        var call = Marked("a");
        (await Jobs.InsertAsync([call], false, default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            answer => answer.IsNew.ShouldBeTrue(), answer => answer.IsSameCall.ShouldBeFalse());
        (await Jobs.InsertAsync([Marked("a")], false, default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            answer => answer.Id.ShouldBe(call.Id), answer => answer.IsSameCall.ShouldBeFalse());
    }

    [Fact]
    public async Task The_mark_ends_with_the_window_of_its_key()
    {
        var unique = new JobUnique { Key = "u", While = UniqueWhile.Waiting };
        var stored = Job() with { Unique = unique, Delay = Hour * 10 };
        await InsertAsync(stored);
        var call = Marked("a") with { Unique = unique, IdempotencyWindow = Hour };
        (await Jobs.InsertAsync([call], false, default)).ShouldHaveSingleItem().IsSameCall.ShouldBeTrue();
        Clock.Move(Hour * 2);

        var other = Marked("b") with { Unique = unique, IdempotencyWindow = Hour };
        (await Jobs.InsertAsync([other], false, default)).ShouldHaveSingleItem().IsSameCall.ShouldBeTrue("the key was free");
        (await Jobs.InsertAsync([call], false, default)).ShouldHaveSingleItem().IsSameCall.ShouldBeFalse();
        (await Jobs.InsertAsync([other], false, default)).ShouldHaveSingleItem().IsSameCall.ShouldBeTrue();
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task The_key_of_a_final_job_stays_taken(OutcomeKind kind)
    {
        var final = await FinishOneAsync(kind, Keyed("order-7"));

        foreach (var mayBeStored in new[] { false, true })
        {
            var answer = await Jobs.InsertAsync([Keyed("order-7")], mayBeStored, default);
            answer.ShouldBe([new InsertedJob(final.Id, false, final.CreatedAt, final.DueAt)]);
        }
    }

    [Fact]
    public async Task The_key_of_a_replayed_job_stays_taken()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed, Keyed("order-7"));
        await Jobs.ReplayAsync([failed.Id], default);
        (await Jobs.InsertAsync([Keyed("order-7")], false, default)).ShouldHaveSingleItem().Id.ShouldBe(failed.Id);
        (await GetAsync(failed.Id)).IdempotencyKey.ShouldBe("order-7");
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    public async Task A_key_is_free_again_once_its_job_is_pruned(OutcomeKind kind)
    {
        var final = await FinishOneAsync(kind, Keyed("order-7"));
        Clock.Move(TimeSpan.FromDays(9));
        await Store.Retention.PruneAsync(PruneNothingYoung, default);
        (await Jobs.InsertAsync([Keyed("order-7")], false, default)).ShouldHaveSingleItem().Id.ShouldBe(final.Id);

        Clock.Move(TimeSpan.FromDays(3));
        await Store.Retention.PruneAsync(PruneNothingYoung, default);

        await InsertAsync(Keyed("order-7"));
    }

    [Fact]
    public async Task The_key_of_a_live_job_is_never_pruned()
    {
        var id = await InsertAsync(Keyed("order-7"));
        Clock.Move(TimeSpan.FromDays(400));
        await Store.Retention.PruneAsync(PruneNothingYoung, default);
        (await Jobs.InsertAsync([Keyed("order-7")], false, default)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_keyed_insert_sent_again_is_answered_with_its_own_job()
    {
        var job = Keyed("order-7");
        await InsertAsync(job);
        var again = await Jobs.InsertAsync([job], mayBeStored: true, default);
        again.ShouldBe([new InsertedJob(job.Id, false, Clock.Now, Clock.Now)]);
    }

    [Fact]
    public async Task A_job_that_is_stored_already_takes_the_key_that_its_id_is_sent_with()
    {
        var live = Job();
        await InsertAsync(live);
        var final = await FinishOneAsync(OutcomeKind.Succeeded);

        var again = await Jobs.InsertAsync(
            [live with { IdempotencyKey = "order-7" }, Job() with { Id = final.Id, IdempotencyKey = "order-8" }], mayBeStored: true,
            default);
        again.ShouldAllBe(answer => !answer.IsNew);

        (await HolderOfAsync(Keyed("order-7"))).ShouldBe(live.Id);
        (await HolderOfAsync(Keyed("order-8"))).ShouldBe(final.Id);
        (await GetAsync(live.Id)).IdempotencyKey.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_is_stored_already_is_the_answer_although_another_holds_the_key(bool isFinal)
    {
        var stored = Job();
        await InsertAsync(stored);
        if (isFinal)
        {
            await Jobs.CancelAsync([stored.Id], default);
        }

        var holder = await InsertAsync(Keyed("order-7"));

        var answers = await Jobs.InsertAsync([stored with { IdempotencyKey = "order-7" }, Keyed("order-7")], mayBeStored: true, default);
        answers.Select(job => (job.Id, job.IsNew)).ShouldBe([(stored.Id, false), (holder, false)]);
    }

    [Fact]
    public async Task The_keys_that_a_stored_job_took_are_free_once_it_is_pruned()
    {
        var final = await FinishOneAsync(OutcomeKind.Succeeded);
        await Jobs.InsertAsync([Job() with { Id = final.Id, IdempotencyKey = "order-7" }], mayBeStored: true, default);
        Clock.Move(TimeSpan.FromDays(12));
        await Store.Retention.PruneAsync(PruneNothingYoung, default);
        await InsertAsync(Keyed("order-7"));
    }

    [Theory]
    [InlineData("order", "Order")]
    [InlineData("cafe", "café")]
    [InlineData("order", "order ")]
    [InlineData("strasse", "straße")]
    [InlineData("e\u0301", "\u00e9")]
    public async Task Keys_are_the_same_only_to_the_letter(string one, string other)
    {
        var answers = await Jobs.InsertAsync([Keyed(one), Keyed(other)], false, default);
        answers.ShouldAllBe(answer => answer.IsNew);
    }

    [Fact]
    public async Task Many_senders_of_one_key_store_one_job()
    {
        IMasterStore[] stores = [Store, Open()];

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(at => Task.Run(
            () => InsertPatientlyAsync(stores[at % 2], [Keyed("order-7"), Keyed($"own-{at}")]))));

        answers.Count(answer => answer[0].IsNew).ShouldBe(1);
        answers.Select(answer => answer[0].Id).Distinct().Count().ShouldBe(1);
        answers.ShouldAllBe(answer => answer[1].IsNew);
        (await ClaimAsync()).Count.ShouldBe(17);
    }

    [Fact]
    public async Task Two_tenants_have_one_key_each()
    {
        var ofOne = Keyed("order-7") with { Tenant = "one" };
        var ofOther = Keyed("order-7") with { Tenant = "other" };
        var ofNobody = Keyed("order-7");

        var answers = await Jobs.InsertAsync([ofOne, ofOther, ofNobody], false, default);
        answers.Select(job => (job.Id, job.IsNew)).ShouldBe([(ofOne.Id, true), (ofOther.Id, true), (ofNobody.Id, true)]);

        (await HolderOfAsync(Keyed("order-7") with { Tenant = "other" })).ShouldBe(ofOther.Id);
        (await GetAsync(ofOne.Id)).IdempotencyKey.ShouldBe("order-7");
    }

    [Theory]
    [InlineData(JobKeyScope.Cluster, "mail", "one", "mail", "other", true)]
    [InlineData(JobKeyScope.Cluster, "mail", null, "mail", "other", true)]
    [InlineData(JobKeyScope.Tenant, "mail", "one", "report", "one", true)]
    [InlineData(JobKeyScope.Tenant, "mail", "one", "mail", "other", false)]
    [InlineData(JobKeyScope.Tenant, "mail", null, "report", null, true)]
    [InlineData(JobKeyScope.DefinitionAndTenant, "mail", "one", "mail", "one", true)]
    [InlineData(JobKeyScope.DefinitionAndTenant, "mail", "one", "mail", "other", false)]
    [InlineData(JobKeyScope.DefinitionAndTenant, "mail", "one", "report", "one", false)]
    [InlineData(JobKeyScope.DefinitionAndTenant, "mail", null, "report", null, false)]
    [InlineData(JobKeyScope.DefinitionAndTenant, "mail", null, "mail", "one", false)]
    public async Task A_key_is_one_and_the_same_within_its_scope(
        JobKeyScope scope, string definition, string? tenant, string otherDefinition, string? otherTenant, bool isSame)
    {
        var first = Keyed("order-7") with { IdempotencyScope = scope, DefinitionId = definition, Tenant = tenant };
        await InsertAsync(first);
        var second = Keyed("order-7") with { IdempotencyScope = scope, DefinitionId = otherDefinition, Tenant = otherTenant };
        (await HolderOfAsync(second)).ShouldBe(isSame ? first.Id : second.Id);
    }

    [Fact]
    public async Task A_key_of_the_cluster_is_another_than_that_of_a_tenant()
    {
        await InsertAsync(Keyed("order-7") with { Tenant = "one", IdempotencyScope = JobKeyScope.Cluster });
        await InsertAsync(Keyed("order-7") with { Tenant = "one" });
        await InsertAsync(Keyed("order-7") with { Tenant = "one", IdempotencyScope = JobKeyScope.DefinitionAndTenant });
    }

    [Fact]
    public async Task A_key_with_a_window_is_free_again_when_that_is_over_whatever_its_job_does()
    {
        var first = Keyed("order-7") with { IdempotencyWindow = Hour, Delay = TimeSpan.FromDays(30) };
        await InsertAsync(first);
        Clock.Move(Hour - TimeSpan.FromMicroseconds(1));
        (await HolderOfAsync(Keyed("order-7"))).ShouldBe(first.Id);

        Clock.Move(TimeSpan.FromMicroseconds(1));
        var second = Keyed("order-7") with { IdempotencyWindow = Hour };
        await InsertAsync(second);
        Clock.Move(Hour / 2);
        (await HolderOfAsync(Keyed("order-7"))).ShouldBe(second.Id);
        (await Jobs.InsertAsync([first], mayBeStored: true, default)).ShouldHaveSingleItem().IsNew.ShouldBeFalse();
        (await GetAsync(first.Id)).State.ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public async Task Many_keys_whose_windows_are_over_are_taken_by_one_batch_each_once()
    {
        IMasterStore[] stores = [Store, Open()];
        var first = Enumerable.Range(0, 20).Select(key => Keyed($"{key}") with { IdempotencyWindow = Hour });
        await Jobs.InsertAsync([.. first], false, default);
        Clock.Move(Hour);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(
            () => InsertPatientlyAsync(stores[at % 2], [.. Enumerable.Range(0, 20).Select(key => Keyed($"{key}"))]))));

        answers.SelectMany(answer => answer).Count(job => job.IsNew).ShouldBe(20);
        answers.SelectMany(answer => answer).Select(job => job.Id).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task A_window_longer_than_the_retention_outlives_its_job()
    {
        var final = await FinishOneAsync(OutcomeKind.Succeeded, Keyed("order-7") with { IdempotencyWindow = TimeSpan.FromDays(20) });
        Clock.Move(TimeSpan.FromDays(12));
        await Store.Retention.PruneAsync(PruneNothingYoung, default);
        (await Store.Reads.GetAsync(final.Id, default)).ShouldBeNull();
        (await Jobs.InsertAsync([Keyed("order-7")], false, default)).ShouldBe([new InsertedJob(final.Id, false, default, default)]);

        Clock.Move(TimeSpan.FromDays(9));
        await Store.Retention.PruneAsync(PruneNothingYoung, default);
        await InsertAsync(Keyed("order-7"));
    }

    [Fact]
    public async Task The_same_call_after_the_window_of_its_key_begins_a_new_window_with_its_mark()
    {
        var unique = new JobUnique { Key = "u", While = UniqueWhile.Waiting };
        await InsertAsync(Job() with { Unique = unique, Delay = Hour * 10 });
        var call = Marked("a") with { Unique = unique, IdempotencyWindow = Hour };
        await Jobs.InsertAsync([call], mayBeStored: false, default);
        Clock.Move(Hour * 2);

        var answers = new List<bool>();
        for (int i = 0; i < 2; i++)
        {
            var next = call with { Id = Job().Id };
            answers.Add((await Jobs.InsertAsync([next], mayBeStored: false, default)).ShouldHaveSingleItem().IsSameCall);
        }

        answers.ShouldBe([true, true]);
    }

    private async Task<Guid> HolderOfAsync(NewJob job) => (await Jobs.InsertAsync([job], false, default)).ShouldHaveSingleItem().Id;

    private NewJob Marked(string mark) => Keyed("call-1") with { IdempotencyMark = mark };

    private NewJob Keyed(string key) => Job() with { IdempotencyKey = key };
}
