namespace JobMaster.Conformance;

/// <summary>Recording how attempts ended.</summary>
public abstract class RecordConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Ran = TimeSpan.FromMicroseconds(1_234_567);

    [Fact]
    public async Task A_job_that_succeeded_is_final_with_its_result()
    {
        var claimed = await RunOneAsync(Job() with { Payload = "{}" });
        Clock.Move(TimeSpan.FromSeconds(2));

        (await RecordAsync(claimed, OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);

        (await GetAsync(claimed.Id)).ShouldBe(claimed with
        {
            State = JobState.Succeeded,
            FinalizedAt = Clock.Now,
            Duration = Ran,
            Result = "{\"sent\":1}",
        });
        (await EarlierAttemptsAsync(claimed.Id)).ShouldBeEmpty();
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_failed_for_good_spends_its_attempt()
    {
        var claimed = await RunOneAsync();

        (await RecordAsync(claimed, OutcomeKind.Failed)).ShouldBe(RecordResult.Recorded);

        (await GetAsync(claimed.Id)).ShouldBe(claimed with
        {
            State = JobState.Failed,
            FinalizedAt = Clock.Now,
            Duration = Ran,
            Error = "it broke",
            NumberOfFailures = 1,
        });
        (await EarlierAttemptsAsync(claimed.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_attempt_ends_the_job_and_spends_nothing()
    {
        var claimed = await RunOneAsync();

        (await RecordAsync(Outcome(claimed, OutcomeKind.Cancelled) with { Error = "by request" })).ShouldBe(RecordResult.Recorded);

        var job = await GetAsync(claimed.Id);
        (job.State, job.FinalizedAt, job.Error, job.NumberOfFailures).ShouldBe((JobState.Cancelled, Clock.Now, "by request", 0));
    }

    [Fact]
    public async Task An_attempt_that_never_started_has_no_duration()
    {
        var claimed = await RunOneAsync();
        await RecordAsync(Outcome(claimed, OutcomeKind.Cancelled) with { Duration = null });
        (await GetAsync(claimed.Id)).Duration.ShouldBeNull();
    }

    [Fact]
    public async Task A_retry_spends_an_attempt_and_is_due_after_its_delay()
    {
        var claimed = await RunOneAsync();
        Clock.Move(TimeSpan.FromSeconds(2));

        (await RecordAsync(claimed, OutcomeKind.Retry)).ShouldBe(RecordResult.Recorded);

        var job = await GetAsync(claimed.Id);
        (job.State, job.NumberOfFailures, job.Error, job.FinalizedAt).ShouldBe((JobState.Scheduled, 1, "it broke", null));
        job.DueAt.ShouldBe(Clock.Now + TimeSpan.FromMinutes(1));
        job.ScheduledAt.ShouldBe(claimed.ScheduledAt);
        (job.ClaimNo, job.SessionId, job.AttemptedAt).ShouldBe((1, claimed.SessionId, claimed.AttemptedAt));
        (await ClaimAsync()).ShouldBeEmpty();
        Clock.Move(TimeSpan.FromMinutes(1));
        (await ClaimAsync()).ShouldHaveSingleItem().ClaimNo.ShouldBe(2);
    }

    [Fact]
    public async Task A_snooze_spends_nothing_and_is_due_after_its_delay()
    {
        var claimed = await RunOneAsync();

        (await RecordAsync(claimed, OutcomeKind.Snooze)).ShouldBe(RecordResult.Recorded);

        var job = await GetAsync(claimed.Id);
        (job.State, job.NumberOfFailures, job.DueAt).ShouldBe((JobState.Scheduled, 0, Clock.Now + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_release_spends_nothing_and_keeps_the_jobs_place()
    {
        var first = await InsertAsync();
        var second = await InsertAsync();
        var claimed = (await ClaimAsync(1)).ShouldHaveSingleItem();
        Clock.Move(TimeSpan.FromSeconds(9));

        (await RecordAsync(claimed, OutcomeKind.Release)).ShouldBe(RecordResult.Recorded);

        var job = await GetAsync(first);
        (job.State, job.NumberOfFailures, job.LostCount).ShouldBe((JobState.Ready, 0, 0));
        (await ClaimAsync()).Select(again => again.Id).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_released_job_is_due_at_once_though_the_clock_went_back()
    {
        var claimed = await RunOneAsync();
        Clock.Move(-Hour);
        await RecordAsync(claimed, OutcomeKind.Release);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(claimed.Id);
    }

    [Fact]
    public async Task An_outcome_without_an_error_or_progress_keeps_what_is_stored()
    {
        var claimed = await RunOneAsync();
        await Jobs.ReportAsync([new AttemptReport { JobId = claimed.Id, ClaimNo = 1, Progress = 0.75, ProgressText = "most" }], default);
        await RecordAsync(claimed, OutcomeKind.Retry);
        (await GetAsync(claimed.Id)).Progress.ShouldBe(0.75);
        Clock.Move(Hour);
        await RecordAsync((await ClaimAsync()).Single(), OutcomeKind.Snooze);
        (await GetAsync(claimed.Id)).Error.ShouldBe("it broke");
    }

    [Theory]
    [InlineData(OutcomeKind.Retry, AttemptResult.Failed)]
    [InlineData(OutcomeKind.Snooze, AttemptResult.Snoozed)]
    [InlineData(OutcomeKind.Release, AttemptResult.Released)]
    [InlineData(OutcomeKind.Park, AttemptResult.Parked)]
    public async Task An_attempt_that_did_not_end_the_job_is_kept_among_the_earlier_ones(OutcomeKind kind, AttemptResult result)
    {
        var claimed = await RunOneAsync();
        Clock.Move(TimeSpan.FromSeconds(2));

        await RecordAsync(Outcome(claimed, kind) with { Progress = 0.25, ProgressText = "some" });

        (await EarlierAttemptsAsync(claimed.Id)).ShouldBe([
            new StoredAttempt
            {
                ClaimNo = 1,
                SessionId = claimed.SessionId,
                AttemptedAt = claimed.AttemptedAt!.Value,
                EndedAt = Clock.Now,
                Duration = Ran,
                Result = result,
                Error = kind == OutcomeKind.Retry ? "it broke" : null,
                Progress = 0.25,
                ProgressText = "some",
            },
        ]);
    }

    [Fact]
    public async Task Every_attempt_but_the_last_is_among_the_earlier_ones_oldest_first()
    {
        var id = (await RunOneAsync()).Id;
        OutcomeKind[] kinds = [OutcomeKind.Retry, OutcomeKind.Snooze, OutcomeKind.Retry, OutcomeKind.Release];
        var claimed = await GetAsync(id);
        foreach (var kind in kinds)
        {
            await RecordAsync(claimed, kind);
            Clock.Move(Hour);
            claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        }

        await RecordAsync(claimed, OutcomeKind.Succeeded);

        (await EarlierAttemptsAsync(id)).Select(attempt => (attempt.ClaimNo, attempt.Result))
            .ShouldBe([(1, AttemptResult.Failed), (2, AttemptResult.Snoozed), (3, AttemptResult.Failed), (4, AttemptResult.Released)]);
        var job = await GetAsync(id);
        (job.State, job.ClaimNo, job.NumberOfFailures).ShouldBe((JobState.Succeeded, 5, 2));
    }

    [Fact]
    public async Task A_batch_of_every_kind_is_answered_in_the_order_sent()
    {
        await Jobs.InsertAsync(ManyJobs(7), false, default);
        var claimed = await ClaimAsync();
        var kinds = Enum.GetValues<OutcomeKind>();
        var outcomes = claimed.Zip(kinds, Outcome).ToList();
        outcomes.Insert(3, outcomes[3] with { JobId = Guid.CreateVersion7(Clock.Now) });

        var results = await Jobs.RecordAsync(outcomes, default);

        results.ShouldBe(
            [.. Enumerable.Repeat(RecordResult.Recorded, 3), RecordResult.Fenced, .. Enumerable.Repeat(RecordResult.Recorded, 4)]);
        var states = new List<JobState>();
        foreach (var job in claimed)
        {
            states.Add((await GetAsync(job.Id)).State);
        }

        states.ShouldBe([
            JobState.Succeeded, JobState.Failed, JobState.Cancelled, JobState.Scheduled, JobState.Scheduled, JobState.Ready, JobState.Ready,
        ]);
    }

    [Fact]
    public async Task A_thousand_outcomes_are_recorded_at_once()
    {
        await Jobs.InsertAsync(ManyJobs(1000), false, default);
        var claimed = await ClaimAsync();
        var outcomes = claimed.Select((job, at) => Outcome(job, at % 2 == 0 ? OutcomeKind.Succeeded : OutcomeKind.Retry)).ToList();

        (await Jobs.RecordAsync(outcomes, default)).ShouldAllBe(result => result == RecordResult.Recorded);

        (await Store.Reads.CountAsync(5000, default)).ShouldBe(
            [new JobCount(Lane, JobState.Scheduled, false, 500), new JobCount(Lane, JobState.Succeeded, false, 500)], ignoreOrder: true);
    }

    [Fact]
    public async Task An_empty_batch_records_nothing()
    {
        (await Jobs.RecordAsync([], default)).ShouldBeEmpty();
    }
}
