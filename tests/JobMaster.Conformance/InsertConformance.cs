namespace JobMaster.Conformance;

/// <summary>Storing jobs.</summary>
public abstract class InsertConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_stored_job_is_read_back_as_it_was_sent()
    {
        var job = Job() with
        {
            Priority = JobMasterPriority.High,
            DueAt = new DateTimeOffset(2031, 3, 4, 12, 0, 0, 0, 5, TimeSpan.FromHours(2)),
            ExpiresAt = Clock.Now + TimeSpan.FromDays(40),
            Payload = "{\"to\":\"a@b.c\"}",
            Metadata = "{\"k\":\"v\"}",
            Tenant = "acme",
            IdempotencyKey = "order-7",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            RecurringScheduleId = Guid.CreateVersion7(Clock.Now),
        };
        await InsertAsync(job);

        (await GetAsync(job.Id)).ShouldBe(new StoredJob
        {
            Id = job.Id,
            DefinitionId = job.DefinitionId,
            Lane = job.Lane,
            Priority = job.Priority,
            State = JobState.Scheduled,
            CreatedAt = Clock.Now,
            ScheduledAt = job.DueAt.Value,
            DueAt = job.DueAt.Value,
            Timeout = job.Timeout,
            MaxRetries = job.MaxRetries,
            ExpiresAt = job.ExpiresAt,
            Payload = job.Payload,
            Metadata = job.Metadata,
            Tenant = job.Tenant,
            IdempotencyKey = job.IdempotencyKey,
            TraceParent = job.TraceParent,
            TriggerSource = TriggerSourceType.Once,
            RecurringScheduleId = job.RecurringScheduleId,
        });
    }

    [Fact]
    public async Task What_is_optional_stays_absent()
    {
        var stored = await GetAsync(await InsertAsync());
        stored.State.ShouldBe(JobState.Ready);
        (
            stored.ExpiresAt, stored.Payload, stored.Metadata, stored.Tenant, stored.IdempotencyKey, stored.TraceParent,
            stored.RecurringScheduleId)
            .ShouldBe((null, null, null, null, null, null, null));
        (
            stored.NumberOfFailures, stored.LostCount, stored.ClaimNo, stored.SessionId, stored.AttemptedAt, stored.FinalizedAt,
            stored.Duration)
            .ShouldBe((0, 0, 0, null, null, null, null));
        (stored.ParkedReason, stored.Error, stored.Result, stored.Progress, stored.ProgressText, stored.IsCancelRequested, stored.IsExpired)
            .ShouldBe((null, null, null, null, null, false, false));
    }

    [Fact]
    public async Task An_empty_batch_stores_nothing()
    {
        (await Jobs.InsertAsync([], false, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_tells_when_it_was_created_and_is_due()
    {
        var now = Job();
        var delayed = Job() with { Delay = TimeSpan.FromSeconds(90) };
        var dated = Job() with { DueAt = Clock.Now + Hour, Delay = TimeSpan.FromDays(3) };

        var inserted = await Jobs.InsertAsync([now, delayed, dated], false, default);

        inserted.ShouldBe([
            new InsertedJob(now.Id, true, Clock.Now, Clock.Now),
            new InsertedJob(delayed.Id, true, Clock.Now, Clock.Now + TimeSpan.FromSeconds(90)),
            new InsertedJob(dated.Id, true, Clock.Now, Clock.Now + Hour),
        ]);
    }

    [Fact]
    public async Task A_thousand_jobs_are_answered_in_the_order_sent()
    {
        var jobs = ManyJobs(1000);
        new Random(7).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(jobs));

        var inserted = await Jobs.InsertAsync(jobs, false, default);

        inserted.Select(job => job.Id).ShouldBe(jobs.Select(job => job.Id));
        inserted.ShouldAllBe(job => job.IsNew);
        (await Store.Reads.CountAsync(5000, default)).ShouldHaveSingleItem().ShouldBe(new JobCount(Lane, JobState.Ready, false, 1000));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_id_already_stored_inserts_nothing_and_is_answered_with_the_stored_job(bool mayBeStored)
    {
        var job = Job() with { DueAt = Clock.Now + Hour, Payload = "1" };
        await InsertAsync(job);
        var createdAt = Clock.Now;
        Clock.Move(TimeSpan.FromMinutes(1));
        var other = Job();

        var inserted = await Jobs.InsertAsync([other, job with { DueAt = null, Payload = "2", Lane = "mail" }], mayBeStored, default);

        inserted.ShouldBe(
            [new InsertedJob(other.Id, true, Clock.Now, Clock.Now), new InsertedJob(job.Id, false, createdAt, job.DueAt.Value)]);
        var stored = await GetAsync(job.Id);
        (stored.Payload, stored.Lane, stored.DueAt).ShouldBe(("1", Lane, job.DueAt.Value));
    }

    [Theory]
    [InlineData(JobState.Scheduled)]
    [InlineData(JobState.Ready)]
    [InlineData(JobState.Running)]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Cancelled)]
    public async Task An_insert_sent_again_never_makes_a_second_job(JobState state)
    {
        var job = Job() with { DueAt = state == JobState.Scheduled ? Clock.Now + Hour : null };
        await BringToAsync(job, state);
        var before = await GetAsync(job.Id);
        Clock.Move(TimeSpan.FromSeconds(1));

        var again = await Jobs.InsertAsync([job], mayBeStored: true, default);

        again.ShouldBe([new InsertedJob(job.Id, false, before.CreatedAt, before.DueAt)]);
        (await GetAsync(job.Id)).ShouldBe(before);
        (await Store.Reads.CountAsync(100, default)).Sum(count => count.Count).ShouldBe(1);
        (await ClaimAsync()).Count.ShouldBe(state == JobState.Ready ? 1 : 0);
    }

    [Fact]
    public async Task A_batch_sent_again_stores_only_what_was_missing()
    {
        var jobs = ManyJobs(6);
        await Jobs.InsertAsync(jobs[..2], false, default);
        var running = (await ClaimAsync(1)).ShouldHaveSingleItem();
        await RecordAsync(running, OutcomeKind.Succeeded);

        var again = await Jobs.InsertAsync(jobs, mayBeStored: true, default);

        again.Select(job => (job.Id, job.IsNew)).ShouldBe(jobs.Select((job, at) => (job.Id, at >= 2)));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(jobs[1..].Select(job => job.Id));
    }

    [Fact]
    public async Task Two_senders_of_the_same_jobs_store_them_once()
    {
        var jobs = ManyJobs(200);
        var second = Open();

        var answers = await Task.WhenAll(
            Task.Run(() => Store.Jobs.InsertAsync(jobs, true, default)),
            Task.Run(() => second.Jobs.InsertAsync(jobs, true, default)));

        answers.SelectMany(answer => answer).Count(job => job.IsNew).ShouldBe(200);
        (await ClaimAsync()).Count.ShouldBe(200);
    }

    [Fact]
    public async Task A_batch_with_a_bad_row_leaves_nothing_of_it()
    {
        var good = Job() with { IdempotencyKey = "kept-free" };
        await RefusedAsync([good, Job() with { DefinitionId = null! }]);
        await RefusedAsync([good, Job() with { Lane = null! }]);

        (await Store.Reads.GetAsync(good.Id, default)).ShouldBeNull();
        (await ClaimAsync()).ShouldBeEmpty();
        (await Jobs.InsertAsync([good], false, default)).ShouldHaveSingleItem().IsNew.ShouldBeTrue();
    }

    [Fact]
    public async Task Text_that_is_too_long_is_refused_with_its_batch_but_never_cut()
    {
        var good = Job();
        var huge =
            Job() with { DefinitionId = new string('d', 5000), Tenant = new string('t', 5000), IdempotencyKey = new string('k', 5000) };

        var refusal = await Record.ExceptionAsync(() => Jobs.InsertAsync([good, huge], false, default));

        var (storedGood, stored) = (await Store.Reads.GetAsync(good.Id, default), await Store.Reads.GetAsync(huge.Id, default));
        (refusal is not null && Store.IsTransient(refusal)).ShouldBeFalse();
        (storedGood is null, stored is null).ShouldBe((refusal is not null, refusal is not null));
        (stored?.DefinitionId ?? huge.DefinitionId, stored?.Tenant ?? huge.Tenant, stored?.IdempotencyKey ?? huge.IdempotencyKey)
            .ShouldBe((huge.DefinitionId, huge.Tenant, huge.IdempotencyKey));
    }

    [Fact]
    public async Task A_call_given_up_before_it_began_stores_nothing()
    {
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Jobs.InsertAsync([Job()], false, givenUp.Token));
        (await ClaimAsync()).ShouldBeEmpty();
    }

    private async Task RefusedAsync(IReadOnlyList<NewJob> batch)
    {
        var refusal = await Should.ThrowAsync<Exception>(() => Jobs.InsertAsync(batch, false, default));
        refusal.ShouldNotBeOfType<NullReferenceException>();
        Store.IsTransient(refusal).ShouldBeFalse();
    }

    private async Task BringToAsync(NewJob job, JobState state)
    {
        await InsertAsync(job);
        if (state is JobState.Scheduled or JobState.Ready)
        {
            return;
        }

        var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        if (state != JobState.Running)
        {
            await RecordAsync(claimed, Enum.Parse<OutcomeKind>(state.ToString()));
        }
    }
}
