namespace JobMaster.Conformance;

/// <summary>
/// Admission: what an agent delivers is registered once, however often it is delivered and whatever became of the job meanwhile.
/// </summary>
public abstract class AdmissionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(27);

    private static readonly AdmitResult Known = new(AdmitKind.Known);

    [Fact]
    public async Task A_delivered_job_runs_under_its_session_as_it_was_pushed()
    {
        var job = Delivered() with
        {
            Priority = JobMasterPriority.High,
            ExpiresAt = Clock.Now + Hour,
            Payload = "{\"a\":\"ä\"}",
            Metadata = "{\"b\":1}",
            Tenant = "t",
            TraceParent = "00-1-2-01",
        };
        Clock.Move(Hour / 2);
        var session = await StartSessionAsync();

        var admitted = (await AdmitAsync(session, job)).ShouldHaveSingleItem();

        admitted.Kind.ShouldBe(AdmitKind.Admitted);
        var stored = await GetAsync(job.Id);
        stored.ShouldBe(admitted.Job.ShouldNotBeNull());
        (stored.State, stored.ClaimNo, stored.SessionId, stored.AttemptedAt).ShouldBe((JobState.Running, 1, session, Clock.Now));
        (stored.CreatedAt, stored.ScheduledAt, stored.DueAt).ShouldBe((job.DueAt!.Value, job.DueAt.Value, job.DueAt.Value));
        (
            stored.Payload, stored.Metadata, stored.Tenant, stored.TraceParent,
            stored.Priority).ShouldBe((job.Payload, job.Metadata, job.Tenant, job.TraceParent, job.Priority));
        (await RecordAsync(stored, OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);
    }

    [Fact]
    public async Task A_clock_of_the_agent_that_is_ahead_makes_no_job_due_later()
    {
        var job = Delivered() with { DueAt = Clock.Now + Hour };
        (await AdmitAsync(await StartSessionAsync(), job))[0].Job.ShouldNotBeNull().DueAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task A_delivery_again_while_the_job_runs_changes_nothing()
    {
        var (session, job) = (await StartSessionAsync(), Delivered());
        await AdmitAsync(session, job);
        var before = await GetAsync(job.Id);

        // The same session: the reply to its first admission may have been lost.
        (await AdmitAsync(session, job)).ShouldBe([Known]);
        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);

        (await GetAsync(job.Id)).ShouldBe(before);
        (await Store.Sessions.ReadClaimsAsync(session, default)).ShouldBe([new JobClaim(job.Id, 1)]);
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Cancelled)]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Park)]
    public async Task A_delivery_again_after_the_attempt_ended_changes_nothing(OutcomeKind kind)
    {
        var job = Delivered();
        var running = (await AdmitAsync(await StartSessionAsync(), job))[0].Job!;
        await RecordAsync(running, kind);
        var before = await GetAsync(job.Id);

        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);

        (await GetAsync(job.Id)).ShouldBe(before);
    }

    [Fact]
    public async Task A_delivery_again_after_a_replay_changes_nothing()
    {
        var job = Delivered();
        await RecordAsync((await AdmitAsync(await StartSessionAsync(), job))[0].Job!, OutcomeKind.Failed);
        await Jobs.ReplayAsync([job.Id], default);

        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);
        var again = (await ClaimAsync()).ShouldHaveSingleItem();
        (again.Id, again.ClaimNo).ShouldBe((job.Id, 2));
        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);

        (await RecordAsync(again, OutcomeKind.Succeeded)).ShouldBe(RecordResult.Recorded);
        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);
    }

    [Fact]
    public async Task A_job_admitted_by_a_worker_that_died_comes_back_and_is_not_admitted_again()
    {
        var job = Delivered();
        await LoseAsync((await AdmitAsync(await StartSessionAsync(), job))[0].Job!);

        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);

        var again = (await ClaimAsync()).ShouldHaveSingleItem();
        (again.Id, again.ClaimNo, again.LostCount).ShouldBe((job.Id, 2, 1));
    }

    [Fact]
    public async Task A_session_that_is_not_live_admits_nothing_and_takes_nothing_away()
    {
        var job = Delivered();
        var dead = await StartSessionAsync();
        await Store.Sessions.EndAsync([dead], default);

        (await AdmitAsync(dead, job)).ShouldBe([default]);

        (await Store.Reads.GetAsync(job.Id, default)).ShouldBeNull();
        (await AdmitAsync(await StartSessionAsync(), job))[0].Kind.ShouldBe(AdmitKind.Admitted);
        (await AdmitAsync(dead, job)).ShouldBe([Known]);
    }

    [Fact]
    public async Task Without_a_session_the_jobs_wait_in_the_order_of_their_pushes()
    {
        var first = Delivered();
        Clock.Move(Hour);
        var later = await InsertAsync();

        (await AdmitAsync(null, first)).ShouldBe([new AdmitResult(AdmitKind.Admitted)]);

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([first.Id, later]);
    }

    [Fact]
    public async Task A_job_that_expired_on_the_agent_is_told_to_be()
    {
        var job = Delivered() with { ExpiresAt = Clock.Now + Microsecond };
        Clock.Move(2 * Microsecond);

        (await AdmitAsync(await StartSessionAsync(), job))[0].Job.ShouldNotBeNull().IsExpired.ShouldBeTrue();
    }

    [Fact]
    public async Task A_delivery_after_the_dedupe_retention_is_quarantined_and_runs_only_when_replayed()
    {
        var job = Delivered() with { Payload = "{\"n\":1}" };
        Clock.Move(Window + Microsecond);

        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([new AdmitResult(AdmitKind.Quarantined)]);
        (await AdmitAsync(null, job)).ShouldBe([Known]);

        var failed = await GetAsync(job.Id);
        (failed.State, failed.Payload, failed.ClaimNo).ShouldBe((JobState.Failed, job.Payload, 0));
        failed.Error.ShouldNotBeNull().ShouldStartWith("Quarantined:");
        (await ClaimAsync()).ShouldBeEmpty();
        await Jobs.ReplayAsync([job.Id], default);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(job.Id);
    }

    [Fact]
    public async Task A_job_exactly_as_old_as_the_dedupe_retention_still_runs()
    {
        var job = Delivered();
        Clock.Move(Window);
        (await AdmitAsync(await StartSessionAsync(), job))[0].Kind.ShouldBe(AdmitKind.Admitted);
    }

    [Fact]
    public async Task What_may_not_run_is_quarantined_with_its_reason()
    {
        var job = Delivered();
        var session = await StartSessionAsync();
        var request =
            new AdmitRequest { SessionId = session, Jobs = [new DeliveredJob(job, "Quarantined: unreadable.")], DedupeWindow = Window };

        (await Store.Admissions.AdmitAsync(request, default)).ShouldBe([new AdmitResult(AdmitKind.Quarantined)]);
        (await Store.Admissions.AdmitAsync(request, default)).ShouldBe([Known]);

        var failed = await GetAsync(job.Id);
        (failed.State, failed.Error).ShouldBe((JobState.Failed, "Quarantined: unreadable."));
    }

    [Fact]
    public async Task A_job_cancelled_before_its_admission_is_dropped_when_it_is_delivered()
    {
        var job = Delivered();
        (await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now, default)).ShouldBeTrue();
        (await CancelAsync(job.Id)).ShouldBe(CancelResult.Cancelled);

        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);

        (await GetAsync(job.Id)).State.ShouldBe(JobState.Cancelled);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_rescheduled_before_its_admission_runs_then_with_what_was_delivered()
    {
        var job = Delivered() with { Payload = "{\"n\":1}", Tenant = "t", ExpiresAt = Clock.Now + (3 * Hour) };
        (await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now + Hour, default)).ShouldBeTrue();
        var expected = await GetAsync(job.Id);
        (expected.State, expected.ParkedReason, expected.DefinitionId).ShouldBe(
            (JobState.Scheduled, ParkedReason.NotAdmitted, AgentJobId.Unseen));
        (await Jobs.RescheduleAsync(job.Id, Clock.Now + (2 * Hour), default)).ShouldBeTrue();
        (await UnparkAsync(AgentJobId.Unseen, forEveryReader: true)).ShouldBe(0);

        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([new AdmitResult(AdmitKind.FilledPlaceholder)]);
        (await AdmitAsync(await StartSessionAsync(), job)).ShouldBe([Known]);

        (await ClaimAsync()).ShouldBeEmpty();
        Clock.Move(2 * Hour);
        var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        (
            claimed.Id, claimed.DefinitionId, claimed.Payload, claimed.Tenant,
            claimed.ClaimNo).ShouldBe((job.Id, job.DefinitionId, job.Payload, "t", 1));
        (claimed.DueAt, claimed.ExpiresAt, claimed.ParkedReason).ShouldBe((Clock.Now, job.ExpiresAt, null));
    }

    [Fact]
    public async Task A_place_not_yet_filled_in_is_never_claimed()
    {
        await Store.Admissions.StorePlaceholderAsync(Delivered().Id, Clock.Now, default);
        (await ClaimAsync()).ShouldBeEmpty();
        Read().ParkedDefinitions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded)]
    [InlineData(OutcomeKind.Failed)]
    [InlineData(OutcomeKind.Retry)]
    public async Task What_the_store_knows_is_not_expected(OutcomeKind kind)
    {
        var job = Delivered();
        var running = (await AdmitAsync(await StartSessionAsync(), job))[0].Job!;
        (await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now + Hour, default)).ShouldBeFalse();
        await RecordAsync(running, kind);
        var before = await GetAsync(job.Id);

        (await Store.Admissions.StorePlaceholderAsync(job.Id, Clock.Now + Hour, default)).ShouldBeFalse();

        (await GetAsync(job.Id)).ShouldBe(before);
    }

    [Fact]
    public async Task Each_job_of_a_batch_has_its_own_answer()
    {
        var (fresh, running, old, expected, cancelled) = (Delivered(), Delivered(), Delivered(), Delivered(), Delivered());
        await AdmitAsync(await StartSessionAsync(), running);
        await Store.Admissions.StorePlaceholderAsync(expected.Id, Clock.Now + Hour, default);
        await Store.Admissions.StorePlaceholderAsync(cancelled.Id, Clock.Now, default);
        await CancelAsync(cancelled.Id);
        old = old with { DueAt = Clock.Now - Window - Hour };

        var results = await AdmitAsync(await StartSessionAsync(), old, expected, fresh, cancelled, running);

        results.Select(result => result.Kind)
            .ShouldBe([AdmitKind.Quarantined, AdmitKind.FilledPlaceholder, AdmitKind.Admitted, AdmitKind.Known, AdmitKind.Known]);
        results.Where(result => result.Job is not null).ShouldHaveSingleItem().Job!.Id.ShouldBe(fresh.Id);
    }

    [Fact]
    public async Task Admissions_of_the_same_jobs_at_once_admit_each_once()
    {
        var jobs = Enumerable.Range(0, 200).Select(_ => Delivered()).ToList();
        IMasterStore[] stores = [Store, Open()];

        var admitted = await Task.WhenAll(Enumerable.Range(0, 6).Select(at => Task.Run(async () =>
        {
            var store = stores[at % 2];
            var session = await StartSessionAsync(store);
            var mine = jobs.OrderBy(job => (job.Id.GetHashCode() * 31) ^ at).Chunk(40);
            var count = 0;
            foreach (var batch in mine)
            {
                count += (
                    await store.Admissions.AdmitAsync(Request(session, batch), default)).Count(result => result.Kind == AdmitKind.Admitted);
            }

            return count;
        })));

        admitted.Sum().ShouldBe(jobs.Count);
    }

    [Fact]
    public async Task Deliveries_and_finishes_of_the_same_jobs_at_once_admit_none_again()
    {
        var jobs = Enumerable.Range(0, 300).Select(_ => Delivered()).ToList();
        var running = (await AdmitAsync(await StartSessionAsync(), [.. jobs])).Select(result => result.Job!).ToList();
        var other = Open();
        var session = await StartSessionAsync(other);

        var finishing = Task.Run(async () =>
        {
            foreach (var batch in running.Chunk(5))
            {
                await Jobs.RecordAsync(
                    [.. batch.Select((job, at) => Outcome(job, at == 0 ? OutcomeKind.Failed : OutcomeKind.Succeeded))], default);
            }
        });
        var kinds = new List<AdmitKind>();
        while (!finishing.IsCompleted)
        {
            kinds.AddRange((await other.Admissions.AdmitAsync(Request(session, jobs), default)).Select(result => result.Kind));
        }

        await finishing;
        kinds.ShouldAllBe(kind => kind == AdmitKind.Known);
        (await Store.Sessions.ReadClaimsAsync(session, default)).ShouldBeEmpty();
        foreach (var job in running)
        {
            JobTransitions.IsFinal((await GetAsync(job.Id)).State).ShouldBeTrue();
        }
    }

    private NewJob Delivered() => Job() with { Id = AgentJobId.Create(Clock.Now), DueAt = Clock.Now };

    private Task<IReadOnlyList<AdmitResult>> AdmitAsync(Guid? session, params NewJob[] jobs) =>
        Store.Admissions.AdmitAsync(Request(session, jobs), default);

    private static AdmitRequest Request(Guid? session, IReadOnlyList<NewJob> jobs) =>
        new() { SessionId = session, Jobs = [.. jobs.Select(job => new DeliveredJob(job))], DedupeWindow = Window };
}
