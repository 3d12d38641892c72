namespace JobMaster.Conformance;

/// <summary>Taking due jobs.</summary>
public abstract class ClaimConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_claimed_job_runs_under_the_session_with_its_claim_number_raised()
    {
        var session = await StartSessionAsync();
        var id = await InsertAsync();
        Clock.Move(TimeSpan.FromSeconds(3));

        var claimed = (await ClaimAsync(sessionId: session)).ShouldHaveSingleItem();

        claimed.Id.ShouldBe(id);
        claimed.State.ShouldBe(JobState.Running);
        claimed.ClaimNo.ShouldBe(1);
        claimed.SessionId.ShouldBe(session);
        claimed.AttemptedAt.ShouldBe(Clock.Now);
        claimed.IsExpired.ShouldBeFalse();
        claimed.IsCancelRequested.ShouldBeFalse();
        (await GetAsync(id)).ShouldBe(claimed);
    }

    [Fact]
    public async Task An_empty_queue_gives_nothing()
    {
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_is_claimed_once()
    {
        await InsertAsync();
        (await ClaimAsync()).Count.ShouldBe(1);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public async Task A_queue_that_is_named_twice_gives_each_job_once(int lanes)
    {
        var id = await InsertAsync();
        var others = Enumerable.Range(1, lanes - 1).Select(lane => new QueueShare(Queue with { Lane = $"lane-{lane}" }, 5));
        var request = Request(await StartSessionAsync(), freeSlots: 10) with
        {
            Queues = [new QueueShare(Queue, 2), .. others, new QueueShare(Queue, 10)],
            Prefetch = 10,
        };

        var claimed = (await Jobs.ClaimAsync(request, default)).ShouldHaveSingleItem();

        (claimed.Id, claimed.ClaimNo).ShouldBe((id, 1));
    }

    [Fact]
    public async Task A_thousand_jobs_are_claimed_at_once()
    {
        var jobs = ManyJobs(1000);
        await Jobs.InsertAsync(jobs, false, default);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task Jobs_come_by_due_time_then_by_insertion()
    {
        var late = Job() with { DueAt = Clock.Now - TimeSpan.FromSeconds(1) };
        var early = Job() with { DueAt = Clock.Now - TimeSpan.FromSeconds(2) };
        var tiedFirst = Job() with { DueAt = Clock.Now - TimeSpan.FromSeconds(1.5) };
        var tiedSecond = Job() with { DueAt = tiedFirst.DueAt };
        await InsertAsync(late);
        await InsertAsync(tiedFirst);
        await InsertAsync(early);
        await InsertAsync(tiedSecond);

        (await ClaimAsync()).Select(job => job.Id).ShouldBe([early.Id, tiedFirst.Id, tiedSecond.Id, late.Id]);
    }

    [Fact]
    public async Task Insertion_not_the_id_breaks_a_tie()
    {
        var jobs = ManyJobs(50).OrderByDescending(job => job.Id).ToList();
        await Jobs.InsertAsync(jobs, false, default);
        (await ClaimAsync(20)).Select(job => job.Id).ShouldBe(jobs.Take(20).Select(job => job.Id));
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(jobs.Skip(20).Select(job => job.Id));
    }

    [Fact]
    public async Task Queues_are_taken_from_in_the_order_of_the_request()
    {
        var low = Job() with { Priority = JobMasterPriority.Low, Delay = TimeSpan.FromSeconds(-9) };
        var high = Job() with { Priority = JobMasterPriority.High };
        var otherLane = Job() with { Lane = "mail" };
        await Jobs.InsertAsync([low, high, otherLane], false, default);
        QueueShare[] queues = [
            Share("mail", JobMasterPriority.Medium), Share(Lane, JobMasterPriority.High), Share(Lane, JobMasterPriority.Low)];

        var claimed = await ClaimIdsAsync(Request(await StartSessionAsync()) with { Queues = queues });

        claimed.ShouldBe([otherLane.Id, high.Id, low.Id]);
    }

    [Fact]
    public async Task A_queue_not_asked_for_gives_nothing()
    {
        await InsertAsync(Job() with { Priority = JobMasterPriority.High });
        await InsertAsync(Job() with { Lane = "Default" });
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_queue_gives_no_more_than_its_limit()
    {
        var high = ManyJobs(5).ConvertAll(job => job with { Priority = JobMasterPriority.High });
        var low = ManyJobs(5).ConvertAll(job => job with { Priority = JobMasterPriority.Low });
        await Jobs.InsertAsync([.. high, .. low], false, default);
        QueueShare[] queues = [Share(Lane, JobMasterPriority.High, 2), Share(Lane, JobMasterPriority.Low, 1)];

        var claimed = await ClaimIdsAsync(Request(await StartSessionAsync()) with { Queues = queues });

        claimed.ShouldBe([high[0].Id, high[1].Id, low[0].Id]);
    }

    [Fact]
    public async Task A_limit_holds_for_free_slots_and_prefetch_together()
    {
        var jobs = ManyJobs(5);
        await Jobs.InsertAsync(jobs, false, default);
        var request = Request(await StartSessionAsync(), freeSlots: 1) with { Prefetch = 10, Queues = [new QueueShare(Queue, 3)] };
        (await ClaimIdsAsync(request)).ShouldBe(jobs.Take(3).Select(job => job.Id));
    }

    [Fact]
    public async Task No_more_is_taken_than_free_slots_and_prefetch_allow()
    {
        await Jobs.InsertAsync(ManyJobs(10), false, default);
        var session = await StartSessionAsync();
        (await Jobs.ClaimAsync(Request(session, freeSlots: 2), default)).Count.ShouldBe(2);
        (await Jobs.ClaimAsync(Request(session, freeSlots: 2) with { Prefetch = 3 }, default)).Count.ShouldBe(5);
        (await Jobs.ClaimAsync(Request(session, freeSlots: 0), default)).ShouldBeEmpty();
        (await Jobs.ClaimAsync(Request(session, freeSlots: 0) with { Prefetch = 1 }, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Free_slots_and_prefetch_go_on_into_the_next_queue()
    {
        var high = ManyJobs(2).ConvertAll(job => job with { Priority = JobMasterPriority.High });
        var medium = ManyJobs(4);
        await Jobs.InsertAsync([.. high, .. medium], false, default);
        QueueShare[] queues = [Share(Lane, JobMasterPriority.High), new QueueShare(Queue, 1000)];
        var request = Request(await StartSessionAsync(), freeSlots: 3) with { Prefetch = 2, Queues = queues };

        (await ClaimIdsAsync(request)).ShouldBe([.. high.Select(job => job.Id), .. medium.Take(3).Select(job => job.Id)]);
    }

    [Fact]
    public async Task A_definition_this_node_has_parked_is_passed_over()
    {
        var unknown = Job() with { DefinitionId = "report.build" };
        var known = Job();
        var otherCase = Job() with { DefinitionId = "Report.Build" };
        await Jobs.InsertAsync([unknown, known, otherCase], false, default);
        var request = Request(await StartSessionAsync()) with { ExcludedDefinitions = ["report.build", "never.seen"] };

        (await ClaimIdsAsync(request)).ShouldBe([known.Id, otherCase.Id]);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(unknown.Id);
    }

    [Fact]
    public async Task Passed_over_jobs_do_not_use_up_the_slots()
    {
        var unknown = ManyJobs(30).ConvertAll(job => job with { DefinitionId = "report.build" });
        var known = ManyJobs(3);
        await Jobs.InsertAsync([.. unknown, .. known], false, default);
        var request = Request(await StartSessionAsync(), freeSlots: 2) with { Prefetch = 1, ExcludedDefinitions = ["report.build"] };
        (await ClaimIdsAsync(request)).ShouldBe(known.Select(job => job.Id));
    }

    [Fact]
    public async Task An_expired_job_is_claimed_and_said_to_be_expired()
    {
        var expiring = Job() with { ExpiresAt = Clock.Now + TimeSpan.FromMinutes(1) };
        var lasting = Job() with { ExpiresAt = Clock.Now + Hour };
        await Jobs.InsertAsync([expiring, lasting], false, default);
        Clock.Move(TimeSpan.FromMinutes(1) + Microsecond);

        var claimed = await ClaimAsync();

        claimed.Select(job => (job.Id, job.IsExpired)).ShouldBe([(expiring.Id, true), (lasting.Id, false)]);
        claimed[0].ExpiresAt.ShouldBe(expiring.ExpiresAt);
    }

    [Fact]
    public async Task At_the_instant_of_its_expiry_a_job_still_starts()
    {
        await InsertAsync(Job() with { ExpiresAt = Clock.Now });
        (await ClaimAsync()).ShouldHaveSingleItem().IsExpired.ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_that_is_not_live_gets_none()
    {
        await InsertAsync();
        var ended = await StartSessionAsync();
        await Store.Sessions.EndAsync([ended], default);

        (await ClaimAsync(sessionId: ended)).ShouldBeEmpty();
        (await ClaimAsync(sessionId: Guid.CreateVersion7(Clock.Now))).ShouldBeEmpty();
        (await ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_claimed_job_carries_everything_the_attempt_needs()
    {
        var job = Job() with
        {
            Payload = "{\"to\":\"a@b.c\"}",
            Metadata = "{\"k\":\"v\"}",
            Tenant = "acme",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            RecurringScheduleId = Guid.CreateVersion7(Clock.Now),
            Timeout = TimeSpan.FromMilliseconds(1500),
            MaxRetries = 7,
        };
        var claimed = await RunOneAsync(job);
        claimed.Payload.ShouldBe(job.Payload);
        claimed.Metadata.ShouldBe(job.Metadata);
        claimed.Tenant.ShouldBe(job.Tenant);
        claimed.TraceParent.ShouldBe(job.TraceParent);
        claimed.RecurringScheduleId.ShouldBe(job.RecurringScheduleId);
        claimed.Timeout.ShouldBe(job.Timeout);
        claimed.MaxRetries.ShouldBe(job.MaxRetries);
    }

    [Fact]
    public async Task A_second_claim_forgets_the_first_ones_progress_but_not_its_error()
    {
        var first = await RunOneAsync();
        await RecordAsync(Outcome(first, OutcomeKind.Retry) with { Progress = 0.5, ProgressText = "half" });
        Clock.Move(Hour);

        var second = (await ClaimAsync()).ShouldHaveSingleItem();

        second.ClaimNo.ShouldBe(2);
        second.NumberOfFailures.ShouldBe(1);
        second.Error.ShouldBe("it broke");
        second.Progress.ShouldBeNull();
        second.ProgressText.ShouldBeNull();
        second.Duration.ShouldBeNull();
    }

    private static QueueShare Share(string lane, JobMasterPriority priority, int limit = 1000) => new(new JobQueue(lane, priority), limit);

    [Fact]
    public async Task Jobs_that_fall_due_within_the_time_asked_for_are_taken_ahead_after_those_due()
    {
        var (later, within, due) = (Job() with { Delay = Hour + Microsecond }, Job() with { Delay = Hour }, Job());
        await Jobs.InsertAsync([later, within, due], mayBeStored: false, default);

        (
            await ClaimIdsAsync(Request(await StartSessionAsync(), freeSlots: 0) with { Prefetch = 10, Ahead = Hour }))
                .ShouldBe([due.Id, within.Id]);

        (await GetAsync(within.Id)).DueAt.ShouldBe(Clock.Now + Hour);
        Clock.Move(Hour + Microsecond);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(later.Id);
    }
}
