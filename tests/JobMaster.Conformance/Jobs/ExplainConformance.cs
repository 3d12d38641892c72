namespace JobMaster.Conformance.Jobs;

/// <summary>Why a job does not run: what is said is what the workers do.</summary>
public abstract class ExplainConformance<TFixture> : ControlledJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string NewerReader = "00000000000000bb";

    public static TheoryData<JobReasonKind> Holds { get; } =
    [
        JobReasonKind.LanePaused, JobReasonKind.DefinitionPaused, JobReasonKind.WorkersHeldBack, JobReasonKind.ClusterPassive,
        JobReasonKind.LaneWithoutWorker,
    ];

    [Theory]
    [MemberData(nameof(Holds))]
    public async Task A_job_that_is_held_back_is_explained_does_not_run_and_runs_when_the_hold_is_lifted(JobReasonKind hold)
    {
        var worker = await StartAsync(config => config.AddWorker().WorkerName("one"));
        await HoldAsync(worker, hold, isHeld: true);
        await PollsAsync(worker);
        var job = await worker.Jobs.OnceNowAsync<ProbeHandler>(workerLane: hold == JobReasonKind.LaneWithoutWorker ? "nobody" : "default");
        await PollsAsync(worker);

        var explained = await ExplainAsync(worker, job.Id);
        explained.WouldBeTaken.ShouldBeFalse();
        explained.State.ShouldBe(JobState.Ready);
        var reason = explained.Reasons.ShouldHaveSingleItem();
        reason.Kind.ShouldBe(hold);
        Probe.Runs.ShouldBeEmpty();
        if (hold is JobReasonKind.LanePaused or JobReasonKind.DefinitionPaused)
        {
            reason.Text.ShouldContain("paused by ann since ");
            reason.Text.ShouldEndWith(": the mail server is down.");
            reason.Since.ShouldNotBeNull();
        }

        await HoldAsync(worker, hold, isHeld: false);
        await worker.WaitAsync(job.Id, JobState.Succeeded);
        var over = await ExplainAsync(worker, job.Id);
        (over.State, over.WouldBeTaken, over.Reasons.ShouldHaveSingleItem().Kind).ShouldBe(
            (JobState.Succeeded, false, JobReasonKind.Final));
    }

    [Fact]
    public async Task A_job_that_expires_before_it_is_due_is_told_so()
    {
        var app = await StartAsync();
        var at = DateTimeOffset.UtcNow;
        var options = new JobOptions { ExpiresAt = at.AddMinutes(30) };
        var job = await app.Jobs.OnceAtAsync<ProbeHandler>(at.AddMinutes(10), options: options);
        await using var store = Fixture.Open(null);
        await store.Jobs.RescheduleAsync(job.Id, at.AddHours(1), by: null, default);
        var inTime = await app.Jobs.OnceAtAsync<ProbeHandler>(at.AddMinutes(20), options: options);
        var stored = (await app.Monitor.GetAsync(job.Id))!;

        var explained = await ExplainAsync(app, job.Id);
        explained.WouldBeTaken.ShouldBeFalse();
        explained.Reasons.Select(reason => reason.Kind).ShouldBe([JobReasonKind.NotDue, JobReasonKind.Expires]);
        explained.Reasons[1].Since.ShouldBe(stored.ExpiresAt);
        explained.Reasons[1].Text.ShouldStartWith(FormattableString.Invariant(
            $"It will expire at {stored.ExpiresAt:u}, before it is due at {stored.DueAt:u}: it is cancelled without another attempt"));
        (await ExplainAsync(app, inTime.Id)).Reasons.ShouldHaveSingleItem().Kind.ShouldBe(JobReasonKind.NotDue);
    }

    [Fact]
    public async Task Several_reasons_are_all_told_and_the_time_of_a_later_job_with_them()
    {
        var producer = await StartAsync(_ => { });
        await producer.Cluster.Lanes.PauseAsync("default", by: Ann);
        await producer.Cluster.Definitions.PauseAsync("probe");
        await producer.Cluster.SetModeAsync(ClusterMode.Passive);
        var job = await producer.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1));

        var explained = await ExplainAsync(producer, job.Id);
        explained.Reasons.Select(reason => reason.Kind).ShouldBe(
        [
            JobReasonKind.NotDue, JobReasonKind.ClusterPassive, JobReasonKind.LanePaused, JobReasonKind.DefinitionPaused,
            JobReasonKind.LaneWithoutWorker,
        ]);
        explained.Reasons[0].Until.ShouldBe((await producer.Monitor.GetAsync(job.Id))!.DueAt);
        explained.State.ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public async Task A_job_behind_others_says_how_many_and_that_the_workers_are_busy()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe.Run = _ => finish.Task;
        var worker = await StartAsync(config => config.AddWorker(one => one.MaxConcurrency(1)));
        var running = await worker.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();
        await worker.Jobs.OnceNowBulkAsync<ProbeHandler>([Named("1"), Named("2")], new JobOptions { Priority = JobMasterPriority.High });
        await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("3"));
        var last = await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("4"));
        var stranger = await StoreAsync("nobody", "{}");
        await Eventually.BecomesAsync(
            "the worker reports it", async () => (await MonitorOf(worker).Workers.ListAsync())[0].Running == 1, TestTime.Patience);

        var explained = await ExplainAsync(worker, last.Id);
        var other = await ExplainAsync(worker, stranger);
        var first = await ExplainAsync(worker, running.Id);
        finish.SetResult();

        explained.WouldBeTaken.ShouldBeTrue();
        explained.Reasons.Select(reason => reason.Kind).ShouldBe([JobReasonKind.WorkersBusy, JobReasonKind.BehindOthers]);
        explained.Reasons[1].Jobs.ShouldBe(3);
        (other.WouldBeTaken, other.Reasons.ShouldHaveSingleItem().Kind).ShouldBe((false, JobReasonKind.DefinitionUnknown));
        (first.State, first.Reasons.ShouldHaveSingleItem().Kind).ShouldBe((JobState.Running, JobReasonKind.Running));
        await worker.WaitAsync(last.Id, JobState.Succeeded);
        await worker.WaitAsync(stranger, job => job.ParkedReason == ParkedReason.UnknownDefinition);
        var parked = (await ExplainAsync(worker, stranger)).Reasons.ShouldHaveSingleItem();
        (parked.Kind, parked.Text.Contains("'nobody'", StringComparison.Ordinal)).ShouldBe((JobReasonKind.Parked, true));
    }

    [Fact]
    public async Task Jobs_whose_definition_no_node_knows_are_told_so_before_one_is_parked_and_when_the_others_are_left_out()
    {
        var worker = await StartAsync();
        var first = await StoreAsync("stranger", "{}");
        await worker.WaitAsync(first, job => job.ParkedReason == ParkedReason.UnknownDefinition);
        var second = await StoreAsync("stranger", "{}");
        var known = await worker.Jobs.OnceNowAsync<ProbeHandler>();
        await worker.WaitAsync(known.Id, JobState.Succeeded);

        var explained = await ExplainAsync(worker, second);
        (explained.State, explained.WouldBeTaken).ShouldBe((JobState.Ready, false));
        var reason = explained.Reasons.ShouldHaveSingleItem();
        reason.Kind.ShouldBe(JobReasonKind.DefinitionUnknown);
        reason.Text.ShouldContain("knows the definition 'stranger'");
        (await worker.Monitor.GetAsync(second))!.State.ShouldBe(JobState.Ready);
        (await worker.Monitor.GetAttemptsAsync(second)).ShouldBeEmpty("claims leave it out, as explained");
    }

    [Fact]
    public async Task After_a_rename_a_job_of_the_former_id_is_known_and_held_by_a_pause_of_either_id()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe.Run = job => job.JobDefinitionId == "probe" ? finish.Task : Task.CompletedTask;
        var producer = await StartAsync(_ => { });
        await ReportAsync("gone:1", "letter");
        var worker = await StartAsync(config => config.AddJobHandler<LetterHandler>().AddWorker(one => one.MaxConcurrency(1)));
        await Eventually.BecomesAsync(
            "the worker reports its definitions",
            async () => (await MonitorOf(worker).Definitions.ListAsync()).Any(one => one is { Id: "send-letter", Nodes.Count: > 0 }),
            TestTime.Patience);
        await worker.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();
        var former = await StoreAsync("letter", "{}");

        var busy = await ExplainAsync(worker, former);
        await producer.Cluster.Definitions.PauseAsync("send-letter", by: Ann);
        var held = await ExplainAsync(worker, former);
        await PollsAsync(worker, producer);
        finish.SetResult();

        (busy.WouldBeTaken, busy.Reasons.Any(reason => reason.Kind == JobReasonKind.DefinitionUnknown)).ShouldBe((true, false));
        (held.WouldBeTaken, held.Reasons.ShouldHaveSingleItem().Kind).ShouldBe((false, JobReasonKind.DefinitionPaused));
        await PollsAsync(worker, producer);
        (await worker.Monitor.GetAsync(former))!.State.ShouldBe(JobState.Ready);
        (await producer.Cluster.Definitions.ResumeAsync("letter", Ann)).ShouldBeTrue("the new build has the id as alias");
        await worker.WaitAsync(former, JobState.Succeeded);
    }

    [Fact]
    public async Task What_an_earlier_process_of_the_same_name_had_does_not_count()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe.Run = _ => finish.Task;
        await StartAsync(_ => { });
        await ReportAsync($"{Environment.MachineName}:{Environment.ProcessId}", "letter");
        var worker = await StartAsync(config => config.AddWorker(one => one.MaxConcurrency(1)));
        await worker.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();
        await using var store = Fixture.Open(null);
        await Eventually.BecomesAsync(
            "the node reports its id and its definitions",
            async () => (await store.Sessions.ListAsync(default)).ShouldHaveSingleItem().Report?.NodeId is { } id
                && (await store.Definitions.ListAsync(default)).Nodes.Any(node => node.Id == id),
            TestTime.Patience);

        var unknown = await ExplainAsync(worker, await StoreAsync("letter", "{}"));
        var known = await ExplainAsync(worker, (await worker.Jobs.OnceNowAsync<ProbeHandler>()).Id);
        finish.SetResult();

        (unknown.WouldBeTaken, unknown.Reasons.ShouldHaveSingleItem().Kind).ShouldBe((false, JobReasonKind.DefinitionUnknown));
        known.WouldBeTaken.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_job_whose_unique_key_another_job_holds_names_that_job()
    {
        Probe.Run = _ => throw new InvalidOperationException("it broke");
        var worker = await StartAsync();
        var options = new JobOptions
        {
            Unique = new JobUnique { Key = "once", While = UniqueWhile.WaitingOrRunning }, MaxNumberOfRetries = 0,
        };
        var failed = await worker.Jobs.OnceNowAsync<ProbeHandler>(options);
        await worker.WaitAsync(failed.Id, JobState.Failed);
        (await ExplainAsync(worker, failed.Id)).Reasons.ShouldHaveSingleItem().Kind.ShouldBe(JobReasonKind.Final);
        var holder = await worker.Jobs.OnceNowAsync<ProbeHandler>(options with { WorkerLane = "nobody" });

        var reasons = (await ExplainAsync(worker, failed.Id)).Reasons;

        reasons.Select(reason => reason.Kind).ShouldBe([JobReasonKind.Final, JobReasonKind.KeyHeld]);
        reasons[1].OtherJobId.ShouldBe(holder.Id);
        (await worker.Cluster.Failures.ReplayAsync([failed.Id])).ShouldBe([JobReplayResult.KeyHeld]);
    }

    [Fact]
    public async Task A_job_that_was_lost_twice_says_that_it_runs_alone()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe.Run = _ => finish.Task;
        var worker = await StartAsync(config => config.AddWorker(one => one.MaxConcurrency(1)));
        await worker.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();
        await using var store = Fixture.Open(null);
        var id = await StoreAsync("probe", "{}", "aside");
        for (var loss = 0; loss < ClaimRequest.SoloAfterLosses; loss++)
        {
            var session = await SessionAsync(store, "aside");
            (await store.Jobs.ClaimAsync(From("aside", session), default)).ShouldHaveSingleItem().Id.ShouldBe(id);
            await store.Sessions.EndAsync([session], default);
            await Eventually.BecomesAsync(
                "the job is taken back",
                async () =>
                {
                    await store.Jobs.RescueAsync(new RescueRequest(100, 100), default);
                    return (await store.Reads.GetAsync(id, default))!.State == JobState.Ready;
                },
                TestTime.Patience);
        }

        await worker.Jobs.ChangeJobAsync(id, new JobChange { WorkerLane = "default" });

        var explained = await ExplainAsync(worker, id);
        finish.SetResult();
        explained.WouldBeTaken.ShouldBeTrue();
        explained.Reasons.Select(reason => reason.Kind).ShouldContain(JobReasonKind.RunsAlone);
        await worker.WaitAsync(id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_job_that_only_builds_which_are_held_back_can_read_says_that_the_others_cannot()
    {
        var worker = await StartAsync(config =>
        {
            config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(1);
            config.AddWorker().WorkerName("old");
        });
        await using var store = Fixture.Open(null);
        var reader = (await store.Sessions.ListAsync(default)).ShouldHaveSingleItem().Session.Reader.ShouldNotBeNull();
        var newer = await SessionAsync(store, "aside", "default");
        var id = await StoreAsync("probe", "{}", "aside");
        var claimed = (await store.Jobs.ClaimAsync(From("aside", newer), default)).ShouldHaveSingleItem();
        await store.Jobs.RecordAsync(
            [
                new AttemptOutcome
                {
                    JobId = id, ClaimNo = claimed.ClaimNo, Kind = OutcomeKind.Park, ParkedReason = ParkedReason.UnreadablePayload,
                    Reader = reader,
                },
            ],
            default);
        await worker.Jobs.ChangeJobAsync(id, new JobChange { WorkerLane = "default" });
        await store.Jobs.UnparkAsync(
            new UnparkRequest { DefinitionIds = ["probe"], Lanes = ["default"], Reader = NewerReader }, default);
        await worker.Cluster.Workers.CordonAsync("newer");

        var explained = await ExplainAsync(worker, id);

        (explained.WouldBeTaken, explained.Reasons.ShouldHaveSingleItem().Kind).ShouldBe((false, JobReasonKind.WorkersIncompatible));
        await worker.Cluster.Workers.UncordonAsync("newer");
        (await store.Jobs.ClaimAsync(From("default", newer) with { Reader = reader }, default)).ShouldBeEmpty();
        (await store.Jobs.ClaimAsync(From("default", newer) with { Reader = NewerReader }, default))
            .ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task An_unknown_job_has_no_explanation()
    {
        var app = await StartAsync(_ => { });
        (await app.Monitor.ExplainAsync(Guid.CreateVersion7())).ShouldBeNull();
    }

    /// <summary>Stores what a process that is gone has reported: that it had a definition.</summary>
    private async Task ReportAsync(string nodeName, string definitionId)
    {
        var content = $$"""
            {"id":"{{definitionId}}","aliases":[],"handler":"H","payload":null,"version":1,"oldest":1,"lane":"default","priority":3,
            "timeout":1,"retries":0}
            """;
        var hash = new string('f', 64);
        await using var store = Fixture.Open(null);
        await store.Definitions.SeeAsync(Guid.CreateVersion7(), nodeName, [hash], TimeSpan.FromHours(1), default);
        await store.Definitions.AddAsync([new NewDefinition(hash, definitionId, content)], default);
    }

    private static async Task<Guid> SessionAsync(IMasterStore store, params string[] lanes)
    {
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "newer", NodeName = "aside:1", Lanes = lanes, Concurrency = 1, Version = "9",
            Reader = NewerReader,
        };
        await store.Sessions.StartAsync(session, default);
        return session.Id;
    }

    private static ClaimRequest From(string lane, Guid session) => new()
    {
        SessionId = session, Queues = [new QueueShare(new JobQueue(lane, JobMasterPriority.Medium), 10)], FreeSlots = 1, TakeSolo = true,
    };

    private static async Task HoldAsync(TestApp app, JobReasonKind hold, bool isHeld)
    {
        _ = hold switch
        {
            JobReasonKind.LanePaused when isHeld => await app.Cluster.Lanes.PauseAsync("default", by: Ann),
            JobReasonKind.LanePaused => await app.Cluster.Lanes.ResumeAsync("default"),
            JobReasonKind.DefinitionPaused when isHeld => await app.Cluster.Definitions.PauseAsync("probe", by: Ann),
            JobReasonKind.DefinitionPaused => await app.Cluster.Definitions.ResumeAsync("probe"),
            JobReasonKind.WorkersHeldBack when isHeld => await app.Cluster.Workers.CordonAsync("one"),
            JobReasonKind.WorkersHeldBack => await app.Cluster.Workers.UncordonAsync("one"),
            JobReasonKind.ClusterPassive => await SetModeAsync(app, isHeld ? ClusterMode.Passive : null),
            JobReasonKind.LaneWithoutWorker => isHeld || await MoveAsync(app),
            _ => throw new ArgumentOutOfRangeException(nameof(hold), hold, "There is no such hold."),
        };
    }

    private static async Task<bool> SetModeAsync(TestApp app, ClusterMode? mode)
    {
        await app.Cluster.SetModeAsync(mode);
        return true;
    }

    private static async Task<bool> MoveAsync(TestApp app)
    {
        var job = (await app.Monitor.ListAsync()).Jobs.ShouldHaveSingleItem();
        return (await app.Jobs.ChangeJobAsync(job.Id, new JobChange { WorkerLane = "default" })).ToString().Length > 0;
    }

    private static async Task<JobExplanation> ExplainAsync(TestApp app, Guid id) => (await app.Monitor.ExplainAsync(id)).ShouldNotBeNull();

    [JobMasterDefinitionId("send-letter", Aliases = ["letter"])]
    private sealed class LetterHandler(Probe probe) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => probe.HandleAsync(job);
    }
}
