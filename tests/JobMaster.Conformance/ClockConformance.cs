namespace JobMaster.Conformance;

/// <summary>The store's clock decides, to the microsecond.</summary>
public abstract class ClockConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Due_now_is_claimed_and_a_microsecond_later_is_not()
    {
        var now = await InsertAsync(Job() with { DueAt = Clock.Now });
        var later = await InsertAsync(Job() with { DueAt = Clock.Now + Microsecond });

        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(now);
        (await GetAsync(later)).State.ShouldBe(JobState.Scheduled);
        Clock.Move(Microsecond);
        (await GetAsync(later)).State.ShouldBe(JobState.Ready);
        (await ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(later);
    }

    [Fact]
    public async Task Nothing_due_in_the_future_is_claimed()
    {
        await Jobs.InsertAsync([.. ManyJobs(20).Select((job, at) => job with { Delay = TimeSpan.FromSeconds(at) })], false, default);
        for (var at = 0; at < 20; at++)
        {
            (await ClaimAsync()).ShouldHaveSingleItem().DueAt.ShouldBeLessThanOrEqualTo(Clock.Now);
            Clock.Move(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_clock_an_hour_on_makes_jobs_due_and_an_hour_back_makes_them_wait()
    {
        var id = await InsertAsync(Job() with { Delay = TimeSpan.FromMinutes(30) });
        Clock.Move(Hour);
        (await GetAsync(id)).State.ShouldBe(JobState.Ready);
        Clock.Move(-Hour);
        (await GetAsync(id)).State.ShouldBe(JobState.Scheduled);
        (await ClaimAsync()).ShouldBeEmpty();
        Clock.Move(Hour);
        (await ClaimAsync()).ShouldHaveSingleItem().AttemptedAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task A_wait_beyond_the_calendar_ends_with_it()
    {
        var end = new DateTimeOffset(
            DateTimeOffset.MaxValue.Ticks - (DateTimeOffset.MaxValue.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        var never = await InsertAsync(Job() with { Delay = TimeSpan.MaxValue });
        (await GetAsync(never)).DueAt.ShouldBe(end);

        var snoozed = await InsertAsync();
        var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        await RecordAsync(Outcome(claimed, OutcomeKind.Snooze) with { Delay = TimeSpan.MaxValue });
        (await GetAsync(snoozed)).DueAt.ShouldBe(end);

        (await Store.Retention.PruneAsync(new PruneRequest(TimeSpan.MaxValue, TimeSpan.MaxValue, 10), default)).ShouldBe(0);
        (await Store.Schedules.PruneAsync(TimeSpan.MaxValue, 10, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Times_keep_microseconds_and_lose_what_is_finer()
    {
        var kept = new DateTimeOffset(2031, 3, 4, 5, 6, 8, 1, 2, TimeSpan.Zero);
        var finer = TimeSpan.FromTicks(9);
        Clock.Move(finer);
        var createdAt = Clock.Now - finer;
        var job = Job() with { DueAt = kept + finer, ExpiresAt = kept + finer };

        (await Jobs.InsertAsync([job], false, default)).ShouldBe([new InsertedJob(job.Id, true, createdAt, kept)]);

        var stored = await GetAsync(job.Id);
        (stored.CreatedAt, stored.DueAt, stored.ScheduledAt, stored.ExpiresAt).ShouldBe((createdAt, kept, kept, kept));
        await Jobs.RescheduleAsync(job.Id, createdAt + finer, default);
        (await GetAsync(job.Id)).DueAt.ShouldBe(createdAt);
        var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        claimed.AttemptedAt.ShouldBe(createdAt);
        await RecordAsync(claimed, OutcomeKind.Succeeded);
        (await GetAsync(job.Id)).FinalizedAt.ShouldBe(createdAt);
    }

    [Fact]
    public async Task Times_come_back_in_UTC()
    {
        var dueAt = (Clock.Now - Hour).ToOffset(TimeSpan.FromHours(5.5));
        var job = await FinishOneAsync(OutcomeKind.Failed, Job() with { DueAt = dueAt, ExpiresAt = dueAt + TimeSpan.FromDays(1) });
        job.DueAt.ShouldBe(dueAt);
        DateTimeOffset?[] times = [job.CreatedAt, job.DueAt, job.ScheduledAt, job.ExpiresAt, job.AttemptedAt, job.FinalizedAt];
        times.ShouldAllBe(time => time!.Value.Offset == TimeSpan.Zero);
    }

    [Fact]
    public async Task Far_and_early_times_are_kept()
    {
        var far = new DateTimeOffset(9000, 12, 31, 23, 59, 59, 999, 999, TimeSpan.Zero);
        var early = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero) - Microsecond;
        await InsertAsync(Job() with { DueAt = far });
        await InsertAsync(Job() with { DueAt = early, ExpiresAt = far });
        var claimed = (await ClaimAsync()).ShouldHaveSingleItem();
        (claimed.DueAt, claimed.ExpiresAt).ShouldBe((early, far));
        Read().Dues.ShouldHaveSingleItem().Until.ShouldBe(far - Clock.Now);
    }

    [Fact]
    public async Task Spans_keep_microseconds()
    {
        var span = TimeSpan.FromDays(2) + Microsecond;
        var claimed = await RunOneAsync(Job() with { Timeout = span });
        claimed.Timeout.ShouldBe(span);
        await RecordAsync(Outcome(claimed, OutcomeKind.Retry) with { Duration = span, Delay = span });
        var job = await GetAsync(claimed.Id);
        (job.Duration, job.DueAt).ShouldBe((span, Clock.Now + span));
    }

    [Fact]
    public async Task Without_a_stand_in_the_stores_own_clock_decides()
    {
        var own = Open(clock: null);
        var session = await StartSessionAsync(own);
        var now = Job();
        var later = Job() with { Delay = Hour };

        var inserted = await own.Jobs.InsertAsync([now, later], false, default);
        var claimed = await own.Jobs.ClaimAsync(Request(session), default);

        claimed.ShouldHaveSingleItem().Id.ShouldBe(now.Id);
        inserted[0].DueAt.ShouldBe(inserted[0].CreatedAt);
        inserted[1].DueAt.ShouldBe(inserted[1].CreatedAt + Hour);
        inserted[0].CreatedAt.ShouldBe(TimeProvider.System.GetUtcNow(), tolerance: TimeSpan.FromMinutes(5));
        (await own.Reads.GetAsync(later.Id, default))!.State.ShouldBe(JobState.Scheduled);
        own.Sessions.Beat(new BeatRequest { SessionIds = [session], Raise = true, Queues = [Queue] })
            .Dues.ShouldHaveSingleItem().Until.ShouldBe(Hour, tolerance: TimeSpan.FromMinutes(5));
    }
}
