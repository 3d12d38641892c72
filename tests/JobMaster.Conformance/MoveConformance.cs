namespace JobMaster.Conformance;

/// <summary>Rescheduling, replaying, parking.</summary>
public abstract class MoveConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_waiting_job_is_rescheduled_later_or_sooner()
    {
        var id = await InsertAsync();
        var later = Clock.Now + Hour;

        (await Jobs.RescheduleAsync(id, later, default)).ShouldBeTrue();
        var moved = await GetAsync(id);
        (moved.State, moved.DueAt, moved.ScheduledAt).ShouldBe((JobState.Scheduled, later, later));
        (await ClaimAsync()).ShouldBeEmpty();

        var sooner = Clock.Now - Hour;
        (await Jobs.RescheduleAsync(id, sooner, default)).ShouldBeTrue();
        moved = await GetAsync(id);
        (moved.State, moved.DueAt, moved.ScheduledAt).ShouldBe((JobState.Ready, sooner, sooner));
        (await ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_waiting_for_its_retry_is_rescheduled()
    {
        var running = await RunOneAsync();
        await RecordAsync(running, OutcomeKind.Retry);
        (await Jobs.RescheduleAsync(running.Id, Clock.Now, default)).ShouldBeTrue();
        (await ClaimAsync()).ShouldHaveSingleItem().NumberOfFailures.ShouldBe(1);
    }

    [Fact]
    public async Task A_rescheduled_parked_job_stays_parked()
    {
        var parked = await RunOneAsync();
        await RecordAsync(parked, OutcomeKind.Park);
        (await Jobs.RescheduleAsync(parked.Id, Clock.Now + Hour, default)).ShouldBeTrue();
        (await GetAsync(parked.Id)).ParkedReason.ShouldBe(ParkedReason.UnknownDefinition);
        await UnparkAsync();
        (await ClaimAsync()).ShouldBeEmpty();
        (await GetAsync(parked.Id)).DueAt.ShouldBe(Clock.Now + Hour);
    }

    [Fact]
    public async Task A_running_final_or_unknown_job_is_not_rescheduled()
    {
        var running = await RunOneAsync();
        (await Jobs.RescheduleAsync(running.Id, Clock.Now + Hour, default)).ShouldBeFalse();
        (await GetAsync(running.Id)).ShouldBe(running);

        foreach (var kind in new[] { OutcomeKind.Succeeded, OutcomeKind.Failed, OutcomeKind.Cancelled })
        {
            var final = await FinishOneAsync(kind);
            (await Jobs.RescheduleAsync(final.Id, Clock.Now + Hour, default)).ShouldBeFalse();
            (await GetAsync(final.Id)).ShouldBe(final);
        }

        (await Jobs.RescheduleAsync(Guid.CreateVersion7(Clock.Now), Clock.Now, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_replayed_job_waits_again_due_now_with_its_failures_forgotten()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed, Job() with { Payload = "{\"a\":1}", Tenant = "acme", Metadata = "{}" });
        Clock.Move(Hour);

        (await Jobs.ReplayAsync([failed.Id], default)).ShouldBe([new ReplayResult(failed.Id, ReplayKind.Replayed)]);

        (await GetAsync(failed.Id)).ShouldBe(failed with
        {
            State = JobState.Ready,
            DueAt = Clock.Now,
            NumberOfFailures = 0,
            FinalizedAt = null,
        });
        (await ClaimAsync()).ShouldHaveSingleItem().ClaimNo.ShouldBe(2);
    }

    [Fact]
    public async Task The_attempt_that_failed_is_among_the_earlier_ones_after_a_replay()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed);
        Clock.Move(Hour);
        await Jobs.ReplayAsync([failed.Id], default);

        var attempt = (await EarlierAttemptsAsync(failed.Id)).ShouldHaveSingleItem();
        (attempt.ClaimNo, attempt.Result, attempt.Error, attempt.SessionId, attempt.Duration)
            .ShouldBe((1, AttemptResult.Failed, "it broke", failed.SessionId, failed.Duration));
        (attempt.AttemptedAt, attempt.EndedAt).ShouldBe((failed.AttemptedAt!.Value, failed.FinalizedAt!.Value));
    }

    [Fact]
    public async Task Only_failed_jobs_are_replayed()
    {
        var failed = await FinishOneAsync(OutcomeKind.Failed);
        var succeeded = await FinishOneAsync(OutcomeKind.Succeeded);
        var cancelled = await FinishOneAsync(OutcomeKind.Cancelled);
        var running = await RunOneAsync();
        var waiting = await InsertAsync(Job() with { Delay = Hour });
        var alsoFailed = await FinishOneAsync(OutcomeKind.Failed);
        Guid[] ids = [succeeded.Id, failed.Id, Guid.CreateVersion7(Clock.Now), cancelled.Id, running.Id, waiting, alsoFailed.Id];

        var replayed = (await Jobs.ReplayAsync(ids, default)).Where(result => result.Kind == ReplayKind.Replayed);
        replayed.Select(result => result.JobId).ShouldBe([failed.Id, alsoFailed.Id], ignoreOrder: true);
        var again = await Jobs.ReplayAsync(ids, default);
        again.ShouldBe(ids.Distinct().Select(id => new ReplayResult(id, ReplayKind.NotFailed)));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe([failed.Id, alsoFailed.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task A_replayed_job_can_fail_and_be_replayed_again()
    {
        var id = (await FinishOneAsync(OutcomeKind.Failed)).Id;
        for (var round = 2; round <= 4; round++)
        {
            (await Jobs.ReplayAsync([id], default)).ShouldBe([new ReplayResult(id, ReplayKind.Replayed)]);
            var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
            claimed.ClaimNo.ShouldBe(round);
            (await RecordAsync(claimed, OutcomeKind.Failed)).ShouldBe(RecordResult.Recorded);
        }

        (await EarlierAttemptsAsync(id)).Select(attempt => attempt.ClaimNo).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData(ParkedReason.UnknownDefinition)]
    [InlineData(ParkedReason.UnreadablePayload)]
    public async Task A_parked_job_is_not_claimed_and_spends_nothing(ParkedReason reason)
    {
        var running = await RunOneAsync();

        (await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = reason })).ShouldBe(RecordResult.Recorded);

        var job = await GetAsync(running.Id);
        (job.State, job.ParkedReason, job.NumberOfFailures, job.LostCount).ShouldBe((JobState.Ready, reason, 0, 0));
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldBeEmpty();
        Read().Dues.ShouldBeEmpty();
    }

    [Fact]
    public async Task Unparking_takes_the_definitions_named_and_unreadable_payloads_only_on_request()
    {
        var unknown = await ParkAsync("email.send", ParkedReason.UnknownDefinition);
        var unreadable = await ParkAsync("email.send", ParkedReason.UnreadablePayload);
        var other = await ParkAsync("report.build", ParkedReason.UnknownDefinition);

        (await UnparkAsync()).ShouldBe(1);
        var again = (await ClaimAsync()).ShouldHaveSingleItem();
        (again.Id, again.ParkedReason, again.ClaimNo).ShouldBe((unknown, null, 2));

        (await UnparkAsync(forEveryReader: true)).ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(unreadable);

        (await UnparkAsync("never.seen", forEveryReader: true)).ShouldBe(0);
        var none = new UnparkRequest { DefinitionIds = [], Lanes = [Lane], ForEveryReader = true };
        (await Jobs.UnparkAsync(none, default)).ShouldBe(0);
        (await Jobs.UnparkAsync(none with { DefinitionIds = ["never.seen", "report.build"] }, default)).ShouldBe(1);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(other);
    }

    private async Task<Guid> ParkAsync(string definition, ParkedReason reason)
    {
        var running = await RunOneAsync(Job() with { DefinitionId = definition });
        await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = reason });
        return running.Id;
    }
}
