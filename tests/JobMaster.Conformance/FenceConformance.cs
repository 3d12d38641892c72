namespace JobMaster.Conformance;

/// <summary>Claim numbers: only the latest holder records an outcome, and records it once, though it send it again.</summary>
public abstract class FenceConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    public static TheoryData<OutcomeKind> Kinds => [.. Enum.GetValues<OutcomeKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_outcome_after_rescue_and_a_new_claim_changes_nothing(OutcomeKind kind)
    {
        var old = await RunOneAsync();
        await LoseAsync(old);
        var current = (await ClaimAsync()).ShouldHaveSingleItem();

        await FencedAsync(Outcome(old, kind));
        await FencedAsync(Outcome(old, kind) with { IsResent = true });

        (await RecordAsync(current, OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_outcome_after_rescue_and_before_a_new_claim_changes_nothing(OutcomeKind kind)
    {
        var old = await RunOneAsync();
        await LoseAsync(old);
        await FencedAsync(Outcome(old, kind));
        await FencedAsync(Outcome(old, kind) with { IsResent = true });
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snooze)]
    [InlineData(OutcomeKind.Release)]
    [InlineData(OutcomeKind.Park)]
    public async Task An_outcome_after_the_job_was_lost_too_often_changes_nothing(OutcomeKind kind)
    {
        var old = await RunOneAsync();
        (await LoseAsync(old, maxLosses: 1)).State.ShouldBe(JobState.Failed);
        await FencedAsync(Outcome(old, kind));
        await FencedAsync(Outcome(old, kind) with { IsResent = true });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    public async Task A_job_whose_id_was_made_by_a_clock_that_is_ahead_is_known_when_it_is_final(int hours)
    {
        var ahead = Job() with { Id = Guid.CreateVersion7(Clock.Now.AddHours(hours)) };
        var claimed = await RunOneAsync(ahead);
        var succeeded = Outcome(claimed, OutcomeKind.Succeeded);
        (await RecordAsync(succeeded)).ShouldBe(RecordResult.Recorded);

        (await GetAsync(ahead.Id)).State.ShouldBe(JobState.Succeeded);
        (await RecordAsync(succeeded with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);
        (await CancelAsync(ahead.Id)).ShouldBe(CancelResult.AlreadyFinal);
        (await Jobs.InsertAsync([ahead], mayBeStored: true, default)).ShouldHaveSingleItem().IsNew.ShouldBeFalse();
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_outcome_of_an_unknown_job_is_fenced(OutcomeKind kind)
    {
        var gone = await RunOneAsync();
        var unknown = Outcome(gone, kind) with { JobId = Guid.CreateVersion7(Clock.Now) };
        (await RecordAsync(unknown)).ShouldBe(RecordResult.Fenced);
        (await RecordAsync(unknown with { IsResent = true })).ShouldBe(RecordResult.Fenced);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_outcome_of_a_claim_that_never_was_changes_nothing(OutcomeKind kind)
    {
        var running = await RunOneAsync();
        await FencedAsync(Outcome(running, kind) with { ClaimNo = 2 });
        await FencedAsync(Outcome(running, kind) with { ClaimNo = 0, IsResent = true });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_two_outcomes_for_one_claim_the_first_counts(OutcomeKind kind)
    {
        var running = await RunOneAsync();
        (await RecordAsync(running, kind)).ShouldBe(RecordResult.Recorded);
        foreach (var second in Enum.GetValues<OutcomeKind>())
        {
            await FencedAsync(Outcome(running, second));
        }
    }

    [Fact]
    public async Task Of_two_outcomes_for_one_claim_in_one_batch_the_first_counts()
    {
        var running = await RunOneAsync();
        var results = await Jobs.RecordAsync([Outcome(running, OutcomeKind.Failed), Outcome(running, OutcomeKind.Succeeded)], default);
        results.ShouldBe([RecordResult.Recorded, RecordResult.Fenced]);
        (await GetAsync(running.Id)).State.ShouldBe(JobState.Failed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_may_hold_an_old_claims_and_the_current_claims_outcome(bool oldFirst)
    {
        var old = await RunOneAsync();
        await LoseAsync(old);
        var current = (await ClaimAsync()).ShouldHaveSingleItem();
        AttemptOutcome[] batch = [Outcome(old, OutcomeKind.Failed), Outcome(current, OutcomeKind.Succeeded)];
        RecordResult[] expected = [RecordResult.Fenced, RecordResult.Recorded];

        var results = await Jobs.RecordAsync(oldFirst ? batch : [.. batch.Reverse()], default);

        results.ShouldBe(oldFirst ? expected : expected.Reverse());
        var job = await GetAsync(current.Id);
        (job.State, job.ClaimNo, job.NumberOfFailures, job.Error).ShouldBe((JobState.Succeeded, 2, 0, null));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_outcome_sent_again_is_known_to_be_recorded(OutcomeKind kind)
    {
        var running = await RunOneAsync();
        var outcome = Outcome(running, kind);
        await RecordAsync(outcome);
        var before = await GetAsync(running.Id);
        var attempts = await EarlierAttemptsAsync(running.Id);
        Clock.Move(TimeSpan.FromSeconds(1));

        (await RecordAsync(outcome with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);

        (await GetAsync(running.Id)).ShouldBe(before);
        (await EarlierAttemptsAsync(running.Id)).ShouldBe(attempts);
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Snooze)]
    [InlineData(OutcomeKind.Release)]
    public async Task An_outcome_sent_again_after_the_next_claim_is_known_to_be_recorded(OutcomeKind kind)
    {
        var first = await RunOneAsync();
        await RecordAsync(first, kind);
        Clock.Move(Hour);
        var second = (await ClaimAsync()).ShouldHaveSingleItem();
        (await RecordAsync(Outcome(first, kind) with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);

        await RecordAsync(second, OutcomeKind.Succeeded);
        (await RecordAsync(Outcome(first, kind) with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);
    }

    [Fact]
    public async Task An_outcome_sent_again_after_a_replay_is_known_to_be_recorded()
    {
        var running = await RunOneAsync();
        await RecordAsync(running, OutcomeKind.Failed);
        await Jobs.ReplayAsync([running.Id], default);
        (await RecordAsync(Outcome(running, OutcomeKind.Failed) with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);
    }

    [Fact]
    public async Task An_outcome_sent_again_after_the_waiting_job_was_cancelled_is_known_to_be_recorded()
    {
        var running = await RunOneAsync();
        await RecordAsync(running, OutcomeKind.Retry);
        await CancelAsync(running.Id);
        (await RecordAsync(Outcome(running, OutcomeKind.Retry) with { IsResent = true })).ShouldBe(RecordResult.AlreadyRecorded);
        (await RecordAsync(Outcome(running, OutcomeKind.Snooze) with { IsResent = true })).ShouldBe(RecordResult.Fenced);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_outcome_marked_as_resent_is_recorded_when_its_first_sending_was_not(OutcomeKind kind)
    {
        var running = await RunOneAsync();
        (await RecordAsync(Outcome(running, kind) with { IsResent = true })).ShouldBe(RecordResult.Recorded);
    }

    [Fact]
    public async Task A_batch_sent_again_tells_the_recorded_the_new_and_the_fenced_apart()
    {
        await Jobs.InsertAsync(ManyJobs(3), false, default);
        var claimed = await ClaimAsync();
        await RecordAsync(claimed[0], OutcomeKind.Succeeded);
        await RecordAsync(claimed[1], OutcomeKind.Retry);
        var again = new[] { OutcomeKind.Succeeded, OutcomeKind.Retry, OutcomeKind.Failed }
            .Select((kind, at) => Outcome(claimed[at], kind) with { IsResent = true })
            .Append(Outcome(claimed[0], OutcomeKind.Succeeded) with { ClaimNo = 9, IsResent = true });

        (await Jobs.RecordAsync([.. again], default)).ShouldBe(
            [RecordResult.AlreadyRecorded, RecordResult.AlreadyRecorded, RecordResult.Recorded, RecordResult.Fenced]);
    }

    [Fact]
    public async Task A_replayed_job_keeps_its_claim_number_so_the_old_claim_stays_fenced()
    {
        var old = await RunOneAsync();
        await LoseAsync(old, maxLosses: 1);
        await Jobs.ReplayAsync([old.Id], default);
        (await GetAsync(old.Id)).ClaimNo.ShouldBe(1);
        await FencedAsync(Outcome(old, OutcomeKind.Succeeded));

        var current = (await ClaimAsync()).ShouldHaveSingleItem();
        current.ClaimNo.ShouldBe(2);
        await FencedAsync(Outcome(old, OutcomeKind.Succeeded));
    }

    [Fact]
    public async Task Many_senders_of_outcomes_for_one_claim_get_one_recorded()
    {
        var running = await RunOneAsync();
        IMasterStore[] stores = [Store, Open()];
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(at => Task.Run(
            () => stores[at % 2].Jobs.RecordAsync([Outcome(running, at % 3 == 0 ? OutcomeKind.Retry : OutcomeKind.Succeeded)], default))));
        results.Count(result => result.Single() == RecordResult.Recorded).ShouldBe(1);
        results.Count(result => result.Single() == RecordResult.Fenced).ShouldBe(11);
    }

    private async Task FencedAsync(AttemptOutcome outcome)
    {
        var before = await GetAsync(outcome.JobId);
        var attempts = await EarlierAttemptsAsync(outcome.JobId);
        (await RecordAsync(outcome)).ShouldBe(RecordResult.Fenced, outcome.ToString());
        (await GetAsync(outcome.JobId)).ShouldBe(before);
        (await EarlierAttemptsAsync(outcome.JobId)).ShouldBe(attempts);
    }
}
