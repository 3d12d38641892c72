namespace JobMaster.Conformance;

/// <summary>Cancelling and expiring.</summary>
public abstract class CancelConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_waiting_job_is_cancelled_at_once(int dueInMinutes)
    {
        var id = await InsertAsync(Job() with { Delay = TimeSpan.FromMinutes(dueInMinutes), Payload = "{}", IdempotencyKey = "k" });
        var before = await GetAsync(id);
        Clock.Move(TimeSpan.FromSeconds(1));

        (await CancelAsync(id)).ShouldBe(CancelResult.Cancelled);

        (await GetAsync(id)).ShouldBe(before with { State = JobState.Cancelled, FinalizedAt = Clock.Now });
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_job_is_cancelled_at_once()
    {
        var parked = await RunOneAsync();
        await RecordAsync(parked, OutcomeKind.Park);
        (await CancelAsync(parked.Id)).ShouldBe(CancelResult.Cancelled);
        (await UnparkAsync(forEveryReader: true)).ShouldBe(0);
        Read().ParkedDefinitions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_running_job_is_asked_to_stop_and_goes_on_running()
    {
        var running = await RunOneAsync();

        (await CancelAsync(running.Id)).ShouldBe(CancelResult.StopRequested);
        (await CancelAsync(running.Id)).ShouldBe(CancelResult.StopRequested);

        (await GetAsync(running.Id)).ShouldBe(running with { IsCancelRequested = true });
    }

    [Fact]
    public async Task A_final_job_is_left_as_it_is()
    {
        foreach (var kind in new[] { OutcomeKind.Succeeded, OutcomeKind.Failed, OutcomeKind.Cancelled })
        {
            var final = await FinishOneAsync(kind);
            (await CancelAsync(final.Id)).ShouldBe(CancelResult.AlreadyFinal);
            (await GetAsync(final.Id)).ShouldBe(final);
        }
    }

    [Fact]
    public async Task A_batch_is_answered_in_the_order_sent()
    {
        var final = await FinishOneAsync(OutcomeKind.Succeeded);
        var running = await RunOneAsync();
        var waiting = await InsertAsync();
        Guid[] ids = [running.Id, Guid.CreateVersion7(Clock.Now), waiting, final.Id];

        (await Jobs.CancelAsync(ids, default)).ShouldBe(
            [CancelResult.StopRequested, CancelResult.Unknown, CancelResult.Cancelled, CancelResult.AlreadyFinal]);
        (await Jobs.CancelAsync([], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_thousand_jobs_are_cancelled_at_once()
    {
        var jobs = ManyJobs(1000);
        await Jobs.InsertAsync(jobs, false, default);
        (await Jobs.CancelAsync([.. jobs.Select(job => job.Id)], default)).ShouldAllBe(result => result == CancelResult.Cancelled);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snooze)]
    [InlineData(OutcomeKind.Release)]
    [InlineData(OutcomeKind.Park)]
    public async Task A_job_asked_to_stop_does_not_wait_again(OutcomeKind kind)
    {
        var running = await RunOneAsync();
        await CancelAsync(running.Id);

        (await RecordAsync(running, kind)).ShouldBe(RecordResult.CancelledInstead);

        var job = await GetAsync(running.Id);
        (job.State, job.FinalizedAt, job.ParkedReason).ShouldBe((JobState.Cancelled, Clock.Now, null));
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldBeEmpty();
        (await RecordAsync(Outcome(running, kind) with { IsResent = true })).ShouldBe(RecordResult.CancelledInstead);
        (await EarlierAttemptsAsync(running.Id)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded, JobState.Succeeded)]
    [InlineData(OutcomeKind.Failed, JobState.Failed)]
    [InlineData(OutcomeKind.Cancelled, JobState.Cancelled)]
    public async Task A_job_asked_to_stop_that_ended_is_recorded_as_it_ended(OutcomeKind kind, JobState state)
    {
        var running = await RunOneAsync();
        await CancelAsync(running.Id);
        (await RecordAsync(running, kind)).ShouldBe(RecordResult.Recorded);
        (await GetAsync(running.Id)).State.ShouldBe(state);
    }

    [Fact]
    public async Task A_replayed_job_has_forgotten_that_it_was_asked_to_stop()
    {
        var running = await RunOneAsync();
        await CancelAsync(running.Id);
        await RecordAsync(running, OutcomeKind.Failed);
        await Jobs.ReplayAsync([running.Id], default);

        var again = (await ClaimAsync()).ShouldHaveSingleItem();

        again.IsCancelRequested.ShouldBeFalse();
        (await RecordAsync(again, OutcomeKind.Retry)).ShouldBe(RecordResult.Recorded);
    }

    [Fact]
    public async Task Cancel_and_claim_at_once_leave_a_job_that_is_cancelled_or_asked_to_stop()
    {
        var jobs = ManyJobs(300);
        await Jobs.InsertAsync(jobs, false, default);
        var session = await StartSessionAsync();
        var other = Open();

        var claiming = Task.Run(async () =>
        {
            var claimed = new List<StoredJob>();
            while (await Jobs.ClaimAsync(Request(session, freeSlots: 7), default) is { Count: > 0 } batch)
            {
                claimed.AddRange(batch);
            }

            return claimed;
        });
        var results = new List<CancelResult>();
        foreach (var chunk in jobs.AsEnumerable().Reverse().Chunk(11))
        {
            results.AddRange(await other.Jobs.CancelAsync([.. chunk.Select(job => job.Id)], default));
        }

        var running = await claiming;
        results.Count(result => result == CancelResult.Cancelled).ShouldBe(300 - running.Count);
        results.Count(result => result == CancelResult.StopRequested).ShouldBe(running.Count);
        Read(session).CancelRequests.ShouldBe(running.Select(job => new JobClaim(job.Id, job.ClaimNo)), ignoreOrder: true);
    }

    [Fact]
    public async Task Waiting_jobs_past_their_expiry_are_cancelled()
    {
        var soon = Clock.Now + TimeSpan.FromMinutes(1);
        var ready = await InsertAsync(Job() with { ExpiresAt = soon });
        var scheduled = await InsertAsync(Job() with { ExpiresAt = soon, Delay = Hour });
        var lasting = await InsertAsync(Job() with { ExpiresAt = Clock.Now + TimeSpan.FromMinutes(2) });
        var eternal = await InsertAsync();
        (await Jobs.ExpireAsync(100, default)).ShouldBe(0);
        Clock.Move(TimeSpan.FromMinutes(1));
        (await Jobs.ExpireAsync(100, default)).ShouldBe(0);
        Clock.Move(Microsecond);

        (await Jobs.ExpireAsync(100, default)).ShouldBe(2);

        var expired = await GetAsync(ready);
        (expired.State, expired.FinalizedAt).ShouldBe((JobState.Cancelled, Clock.Now));
        (await GetAsync(scheduled)).State.ShouldBe(JobState.Cancelled);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([lasting, eternal]);
    }

    [Fact]
    public async Task Expiry_takes_no_more_than_its_limit()
    {
        await Jobs.InsertAsync(ManyJobs(5).ConvertAll(job => job with { ExpiresAt = Clock.Now }), false, default);
        Clock.Move(Microsecond);
        (await Jobs.ExpireAsync(3, default)).ShouldBe(3);
        (await Jobs.ExpireAsync(3, default)).ShouldBe(2);
        (await Jobs.ExpireAsync(3, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Expiry_takes_parked_jobs_but_leaves_running_ones()
    {
        var expiresAt = Clock.Now + TimeSpan.FromMinutes(1);
        var parked = await RunOneAsync(Job() with { ExpiresAt = expiresAt });
        await RecordAsync(parked, OutcomeKind.Park);
        var running = await RunOneAsync(Job() with { ExpiresAt = expiresAt });
        Clock.Move(Hour);

        (await Jobs.ExpireAsync(100, default)).ShouldBe(1);

        (await GetAsync(parked.Id)).State.ShouldBe(JobState.Cancelled);
        (await GetAsync(running.Id)).ShouldBe(running);
    }
}
