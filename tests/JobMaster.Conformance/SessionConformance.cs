namespace JobMaster.Conformance;

/// <summary>Sessions and the one statement of an idle node.</summary>
public abstract class SessionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly JobQueue High = new(Lane, JobMasterPriority.High);
    private static readonly JobQueue Mail = new("mail", JobMasterPriority.Medium);

    [Fact]
    public async Task A_started_session_is_listed_as_it_was_sent_with_its_heartbeat_at_zero()
    {
        var session = Session();
        await Store.Sessions.StartAsync(session, default);
        var startedAt = Clock.Now;

        var info = (await Store.Sessions.ListAsync(default)).ShouldHaveSingleItem();

        (info.Session with { Lanes = session.Lanes }).ShouldBe(session);
        info.Session.Lanes.ShouldBe(session.Lanes);
        (info.StartedAt, info.LastBeatAt).ShouldBe((startedAt, startedAt));
        Read().Sessions.ShouldBe([new SessionBeat(session.Id, 0)]);

        Clock.Move(TimeSpan.FromSeconds(5));
        Raise(session.Id);
        info = (await Store.Sessions.ListAsync(default)).ShouldHaveSingleItem();
        (info.StartedAt, info.LastBeatAt).ShouldBe((startedAt, Clock.Now));
    }

    [Fact]
    public async Task A_start_sent_again_leaves_the_session_as_it_is()
    {
        var session = Session();
        await Store.Sessions.StartAsync(session, default);
        Raise(session.Id);
        await Store.Sessions.StartAsync(session, default);
        Read().Sessions.ShouldBe([new SessionBeat(session.Id, 1)]);
    }

    [Fact]
    public async Task A_session_without_lanes_is_kept()
    {
        await Store.Sessions.StartAsync(Session() with { Lanes = [] }, default);
        (await Store.Sessions.ListAsync(default)).ShouldHaveSingleItem().Session.Lanes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_beat_raises_the_nodes_own_sessions_and_shows_all()
    {
        var mine = await StartSessionAsync();
        var alsoMine = await StartSessionAsync();
        var other = await StartSessionAsync(Open());
        Raise(mine, alsoMine);
        Raise(mine);

        Read(mine).Sessions.ShouldBe(
            [new SessionBeat(mine, 2), new SessionBeat(alsoMine, 1), new SessionBeat(other, 0)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_beat_that_only_reads_raises_nothing()
    {
        var session = await StartSessionAsync();
        Read(session);
        Read(session).Sessions.ShouldBe([new SessionBeat(session, 0)]);
    }

    [Fact]
    public async Task A_dead_session_stays_dead_and_is_absent()
    {
        var ended = await StartSessionAsync();
        var other = await StartSessionAsync();
        await Store.Sessions.EndAsync([ended, Guid.CreateVersion7(Clock.Now)], default);

        Raise(ended).Sessions.Select(beat => beat.SessionId).ShouldBe([other]);
        Raise(ended).Sessions.Select(beat => beat.SessionId).ShouldBe([other]);
        (await Store.Sessions.ListAsync(default)).ShouldHaveSingleItem().Session.Id.ShouldBe(other);
    }

    [Fact]
    public async Task A_session_is_buried_only_while_its_heartbeat_is_the_one_seen()
    {
        var dead = await StartSessionAsync();
        var alive = await StartSessionAsync();
        var gone = await StartSessionAsync();
        await Store.Sessions.EndAsync([gone], default);
        SessionBeat[] seen = [new(alive, 0), new(dead, 0), new(gone, 0)];
        Raise(alive);

        (await Store.Sessions.BuryAsync(seen, default)).ShouldBe([dead]);
        (await Store.Sessions.BuryAsync(seen, default)).ShouldBeEmpty();
        Read().Sessions.ShouldBe([new SessionBeat(alive, 1)]);
    }

    [Fact]
    public async Task Of_many_undertakers_one_buries()
    {
        var dead = await StartSessionAsync();
        IMasterStore[] stores = [Store, Open()];
        var buried = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => Task.Run(
            () => stores[at % 2].Sessions.BuryAsync([new SessionBeat(dead, 0)], default))));
        buried.Sum(ids => ids.Count).ShouldBe(1);
    }

    [Fact]
    public async Task Dues_tell_for_each_queue_asked_for_how_long_until_its_first_job()
    {
        await InsertAsync(Job() with { Delay = TimeSpan.FromSeconds(90) });
        await InsertAsync(Job() with { Delay = Hour });
        await InsertAsync(Job() with { Priority = JobMasterPriority.High, Delay = -TimeSpan.FromSeconds(5) });
        await InsertAsync(Job() with { Lane = "not-asked-for" });

        var dues = Beat(Queue, High, Mail).Dues;
        dues.ShouldBe([new QueueDue(Queue, TimeSpan.FromSeconds(90)), new QueueDue(High, TimeSpan.FromSeconds(-5))], ignoreOrder: true);

        Clock.Move(TimeSpan.FromSeconds(90));
        Beat(Queue).Dues.ShouldBe([new QueueDue(Queue, TimeSpan.Zero)]);
        Beat().Dues.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dues_leave_out_excluded_definitions()
    {
        await InsertAsync(Job() with { DefinitionId = "excluded", Delay = -Hour });
        BeatRequest request = new() { SessionIds = [], Raise = false, Queues = [Queue], ExcludedDefinitions = ["excluded", "other"] };
        Store.Sessions.Beat(request).Dues.ShouldBeEmpty();

        await InsertAsync(Job() with { Delay = Hour });
        Store.Sessions.Beat(request).Dues.ShouldBe([new QueueDue(Queue, Hour)]);
        Beat(Queue).Dues.ShouldBe([new QueueDue(Queue, -Hour)]);
    }

    [Fact]
    public async Task Dues_leave_out_running_and_final_jobs()
    {
        await RunOneAsync();
        await FinishOneAsync(OutcomeKind.Failed);
        Beat(Queue).Dues.ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_requests_are_those_of_the_nodes_own_sessions()
    {
        var mine = await RunOneAsync();
        var other = await RunOneAsync();
        var untouched = await RunOneAsync(sessionId: mine.SessionId);
        Read(mine.SessionId!.Value).CancelRequests.ShouldBeEmpty();
        await Jobs.CancelAsync([mine.Id, other.Id], default);

        Read(mine.SessionId!.Value).CancelRequests.ShouldBe([new JobClaim(mine.Id, mine.ClaimNo)]);
        Read(mine.SessionId!.Value).CancelRequests.ShouldBe([new JobClaim(mine.Id, mine.ClaimNo)]);

        await RecordAsync(mine, OutcomeKind.Cancelled);
        Read(mine.SessionId!.Value).CancelRequests.ShouldBeEmpty();
        (await GetAsync(untouched.Id)).State.ShouldBe(JobState.Running);
    }

    [Fact]
    public async Task Parked_definitions_are_those_parked_as_unknown_each_once()
    {
        foreach (var (definition, reason) in new[]
        {
            ("email.send", ParkedReason.UnknownDefinition), ("email.send", ParkedReason.UnknownDefinition),
            ("report.build", ParkedReason.UnknownDefinition), ("image.scale", ParkedReason.UnreadablePayload),
        })
        {
            var running = await RunOneAsync(Job() with { DefinitionId = definition });
            await RecordAsync(Outcome(running, OutcomeKind.Park) with { ParkedReason = reason });
        }

        Read().ParkedDefinitions.ShouldBe(["email.send", "report.build"], ignoreOrder: true);
        await UnparkAsync();
        Read().ParkedDefinitions.ShouldBe(["report.build"]);
    }

    [Fact]
    public async Task Orphans_are_told_until_they_are_rescued()
    {
        var running = await RunOneAsync();
        Read().HasOrphans.ShouldBeFalse();
        await Store.Sessions.BuryAsync([new SessionBeat(running.SessionId!.Value, 0)], default);
        Read().HasOrphans.ShouldBeTrue();
        await Jobs.RescueAsync(new RescueRequest(10, 5), default);
        Read().HasOrphans.ShouldBeFalse();
    }

    [Fact]
    public async Task A_beat_tells_the_time_and_stores_how_the_node_does_until_the_next_report()
    {
        var (one, two) = (await StartSessionAsync(), await StartSessionAsync());
        var report = new NodeReport
        {
            CpuShare = 0.25, MemoryBytes = 1 << 30, PoolQueue = 7, GcPauseShare = 0.5, ClockOffset = TimeSpan.FromMilliseconds(-3),
            NodeId = Guid.CreateVersion7(),
            Limits = ["smtp", "a \"quoted\" one"],
            Workers = new Dictionary<Guid, WorkerReport> { [one] = new(8, 3), [two] = new(1, 0) },
        };
        var request = new BeatRequest { SessionIds = [one, two], Raise = true, Queues = [], Report = report };

        Store.Sessions.Beat(request).Now.ShouldBe(Clock.Now);
        Store.Sessions.Beat(request with { SessionIds = [one], Report = null });
        Store.Sessions.Beat(request with { Raise = false, Report = report with { PoolQueue = 8 } });

        foreach (var session in await Open().Sessions.ListAsync(default))
        {
            var read = session.Report.ShouldNotBeNull();
            (read with { Workers = report.Workers, Limits = report.Limits }).ShouldBe(report);
            read.Limits.ShouldBe(report.Limits);
            read.Workers.ShouldBe(report.Workers, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task The_control_version_rises_with_every_change_of_a_setting()
    {
        var before = Read().ControlVersion;
        await Store.Settings.WriteAsync("mode", "Passive", default);
        var after = Read().ControlVersion;
        after.ShouldBeGreaterThan(before);
        (await Store.Settings.ReadAsync(default)).Version.ShouldBe(after);
        await Open().Settings.WriteAsync("mode", null, default);
        Read().ControlVersion.ShouldBeGreaterThan(after);
    }

    [Fact]
    public async Task A_node_without_sessions_or_queues_may_ask_too()
    {
        await InsertAsync();
        var session = await StartSessionAsync();
        var result = Store.Sessions.Beat(new BeatRequest { SessionIds = [], Raise = true, Queues = [] });
        result.Sessions.ShouldBe([new SessionBeat(session, 0)]);
        result.Dues.ShouldBeEmpty();
        result.CancelRequests.ShouldBeEmpty();
        result.SoloQueues.ShouldBeEmpty();
    }

    private BeatResult Beat(params JobQueue[] queues) =>
        Store.Sessions.Beat(new BeatRequest { SessionIds = [], Raise = false, Queues = queues });
}
