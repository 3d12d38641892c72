namespace JobMaster.Conformance;

/// <summary>Taking back the jobs of dead sessions.</summary>
public abstract class RescueConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly RescueRequest All = new(1000, 5);

    [Fact]
    public async Task Only_the_jobs_of_dead_sessions_are_taken_back()
    {
        var dead = await RunOneAsync();
        var alive = await RunOneAsync();
        var waiting = await InsertAsync(Job() with { Delay = Hour });
        await Store.Sessions.EndAsync([dead.SessionId!.Value], default);

        (await Jobs.RescueAsync(All, default)).ShouldBe([new RescuedJob(dead.Id, Definition, Queue, JobState.Ready)]);

        (await GetAsync(alive.Id)).ShouldBe(alive);
        (await GetAsync(waiting)).LostCount.ShouldBe(0);
        (await Jobs.RescueAsync(All, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rescued_job_waits_in_its_old_place_and_spends_a_loss_not_a_failure()
    {
        var first = await InsertAsync();
        var second = await InsertAsync();
        var lost = (await ClaimAsync(1)).ShouldHaveSingleItem();
        Clock.Move(TimeSpan.FromSeconds(30));

        await LoseAsync(lost);

        var job = await GetAsync(first);
        (job.State, job.LostCount, job.NumberOfFailures, job.ClaimNo).ShouldBe((JobState.Ready, 1, 0, 1));
        (await ClaimAsync()).Select(again => again.Id).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_lost_attempt_is_among_the_earlier_ones()
    {
        var lost = await RunOneAsync();
        await Jobs.ReportAsync([new AttemptReport { JobId = lost.Id, ClaimNo = 1, Progress = 0.5, ProgressText = "half" }], default);
        Clock.Move(TimeSpan.FromSeconds(30));
        await LoseAsync(lost);

        (await EarlierAttemptsAsync(lost.Id)).ShouldBe([
            new StoredAttempt
            {
                ClaimNo = 1,
                SessionId = lost.SessionId,
                AttemptedAt = lost.AttemptedAt!.Value,
                EndedAt = Clock.Now,
                Result = AttemptResult.Lost,
                Progress = 0.5,
                ProgressText = "half",
            },
        ]);
    }

    [Fact]
    public async Task A_job_lost_again_and_again_fails_at_the_limit()
    {
        var id = await InsertAsync();
        for (var loss = 1; loss <= 3; loss++)
        {
            var claimed = (
                await Jobs.ClaimAsync(Request(await StartSessionAsync()) with { TakeSolo = true }, default)).ShouldHaveSingleItem();
            claimed.LostCount.ShouldBe(loss - 1);
            (await LoseAsync(claimed, maxLosses: 3)).State.ShouldBe(loss < 3 ? JobState.Ready : JobState.Failed);
        }

        var job = await GetAsync(id);
        (job.State, job.LostCount, job.NumberOfFailures, job.FinalizedAt).ShouldBe((JobState.Failed, 3, 0, Clock.Now));
        job.Error.ShouldNotBeNull().ShouldContain("worker lost", Case.Insensitive);
        (await EarlierAttemptsAsync(id)).Select(attempt => attempt.ClaimNo).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_replayed_job_has_its_losses_forgotten()
    {
        var lost = await RunOneAsync();
        await LoseAsync(lost, maxLosses: 1);
        await Jobs.ReplayAsync([lost.Id], default);
        (await GetAsync(lost.Id)).LostCount.ShouldBe(0);
        (await ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_job_that_was_asked_to_stop_is_cancelled()
    {
        var lost = await RunOneAsync();
        await CancelAsync(lost.Id);
        (await LoseAsync(lost, maxLosses: 1)).State.ShouldBe(JobState.Cancelled);
        var job = await GetAsync(lost.Id);
        (job.State, job.FinalizedAt).ShouldBe((JobState.Cancelled, Clock.Now));
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_job_that_expired_meanwhile_is_cancelled()
    {
        var lost = await RunOneAsync(Job() with { ExpiresAt = Clock.Now + TimeSpan.FromMinutes(1) });
        Clock.Move(TimeSpan.FromMinutes(1) + Microsecond);
        (await LoseAsync(lost)).State.ShouldBe(JobState.Cancelled);
        (await GetAsync(lost.Id)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task No_more_is_taken_back_than_the_limit()
    {
        await Jobs.InsertAsync(ManyJobs(5), false, default);
        var session = await StartSessionAsync();
        await ClaimAsync(sessionId: session);
        await Store.Sessions.EndAsync([session], default);

        (await Jobs.RescueAsync(new RescueRequest(3, 5), default)).Count.ShouldBe(3);
        Read().HasOrphans.ShouldBeTrue();
        (await Jobs.RescueAsync(new RescueRequest(3, 5), default)).Count.ShouldBe(2);
        Read().HasOrphans.ShouldBeFalse();
    }

    [Fact]
    public async Task A_thousand_jobs_are_taken_back_at_once()
    {
        await Jobs.InsertAsync(ManyJobs(1000), false, default);
        var session = await StartSessionAsync();
        var claimed = await ClaimAsync(sessionId: session);
        await Store.Sessions.EndAsync([session], default);
        (await Jobs.RescueAsync(All, default)).Select(job => job.Id).ShouldBe(claimed.Select(job => job.Id), ignoreOrder: true);
        (await ClaimAsync()).Select(job => job.Id).ShouldBe(claimed.Select(job => job.Id));
    }

    [Fact]
    public async Task Rescuers_at_once_take_each_job_back_once()
    {
        await Jobs.InsertAsync(ManyJobs(200), false, default);
        var session = await StartSessionAsync();
        await ClaimAsync(sessionId: session);
        await Store.Sessions.EndAsync([session], default);
        IMasterStore[] stores = [Store, Open()];

        var rescued = await Task.WhenAll(Enumerable.Range(0, 6).Select(at => Task.Run(async () =>
        {
            var mine = new List<RescuedJob>();
            while (await stores[at % 2].Jobs.RescueAsync(new RescueRequest(20, 5), default) is { Count: > 0 } batch)
            {
                mine.AddRange(batch);
            }

            return mine;
        })));

        // One that found every remaining row locked by another may stop early, so what is left is taken here.
        var all = rescued.SelectMany(jobs => jobs).Concat(await Jobs.RescueAsync(All, default)).ToList();
        all.Count.ShouldBe(200);
        all.Select(job => job.Id).Distinct().Count().ShouldBe(200);
        (await ClaimAsync()).ShouldAllBe(job => job.LostCount == 1);
    }

    [Fact]
    public async Task A_job_lost_once_is_taken_into_a_free_slot_but_never_ahead()
    {
        var lost = await RunOneAsync();
        await LoseAsync(lost);
        var fresh = await InsertAsync();

        var ahead = Request(await StartSessionAsync(), freeSlots: 0) with { Prefetch = 5 };
        (await ClaimIdsAsync(ahead)).ShouldBe([fresh]);
        (await ClaimIdsAsync(ahead with { FreeSlots = 1, Prefetch = 0 })).ShouldBe([lost.Id]);
    }

    [Fact]
    public async Task Lost_jobs_are_passed_over_once_the_free_slots_are_filled()
    {
        await Jobs.InsertAsync(ManyJobs(2), false, default);
        var session = await StartSessionAsync();
        var lost = await ClaimAsync(sessionId: session);
        await Store.Sessions.EndAsync([session], default);
        await Jobs.RescueAsync(All, default);
        Clock.Move(Microsecond);
        var fresh = ManyJobs(3);
        await Jobs.InsertAsync(fresh, false, default);

        var claimed = await ClaimIdsAsync(Request(await StartSessionAsync(), freeSlots: 1) with { Prefetch = 2 });

        claimed.ShouldBe([lost[0].Id, fresh[0].Id, fresh[1].Id]);
    }

    [Fact]
    public async Task A_job_lost_twice_is_taken_only_alone_of_its_kind_and_first()
    {
        var one = await LoseTwiceAsync();
        var two = await LoseTwiceAsync();
        var fresh = await InsertAsync(Job() with { Delay = -Hour });
        var request = Request(await StartSessionAsync(), freeSlots: 5) with { Prefetch = 5 };
        Read().SoloQueues.ShouldBe([Queue]);
        Read().Dues.ShouldBe([new QueueDue(Queue, -Hour)], "the other job's");

        (await ClaimIdsAsync(request)).ShouldBe([fresh]);
        Read().Dues.ShouldBeEmpty("jobs that run alone and are due are told apart");
        fresh = await InsertAsync(Job() with { Delay = -Hour });
        (await ClaimIdsAsync(request with { FreeSlots = 0, TakeSolo = true })).ShouldBe([fresh]);
        fresh = await InsertAsync(Job() with { Delay = -Hour });
        (await ClaimIdsAsync(request with { TakeSolo = true })).ShouldBe([one, fresh]);
        (await ClaimIdsAsync(request with { TakeSolo = true, FreeSlots = 1 })).ShouldBe([two]);
        Read().SoloQueues.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_solo_job_uses_a_free_slot_and_counts_to_its_queues_limit()
    {
        var solo = await LoseTwiceAsync();
        var fresh = ManyJobs(3);
        await Jobs.InsertAsync(fresh, false, default);
        var request = Request(await StartSessionAsync(), freeSlots: 2) with { TakeSolo = true };

        (await ClaimIdsAsync(request with { Queues = [new QueueShare(Queue, 0)] })).ShouldBeEmpty();
        (await ClaimIdsAsync(request with { ExcludedDefinitions = [Definition] })).ShouldBeEmpty();
        (await ClaimIdsAsync(request with { FreeSlots = 5, Queues = [new QueueShare(Queue, 2)] })).ShouldBe([solo, fresh[0].Id]);
    }

    [Fact]
    public async Task A_solo_job_keeps_its_losses_when_it_is_released_and_its_queue_is_told_only_when_it_is_due()
    {
        var solo = await LoseTwiceAsync();
        var request = Request(await StartSessionAsync(), freeSlots: 2) with { TakeSolo = true };
        var claimed = (await Jobs.ClaimAsync(request, default)).ShouldHaveSingleItem();
        await RecordAsync(claimed, OutcomeKind.Retry);
        Read().SoloQueues.ShouldBeEmpty();
        Read().Dues.ShouldHaveSingleItem().Until.ShouldBeGreaterThan(TimeSpan.Zero);
        Clock.Move(Hour);
        Read().SoloQueues.ShouldBe([Queue]);
        Read().Dues.ShouldBeEmpty();
        (await ClaimAsync()).ShouldBeEmpty();
        (await ClaimIdsAsync(request)).ShouldBe([solo]);
    }

    private async Task<Guid> LoseTwiceAsync()
    {
        var id = await InsertAsync();
        for (var loss = 0; loss < ClaimRequest.SoloAfterLosses; loss++)
        {
            await LoseAsync((await ClaimAsync()).Single(job => job.Id == id));
        }

        return id;
    }
}
