using JobMaster.Conformance.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Where jobs go in a cluster with agents, and what can be done to them before the master has seen them.</summary>
public abstract class AgentSchedulingConformance<TFixture, TAgent> : AgentJobsConformance<TFixture, TAgent>
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_job_due_now_goes_by_way_of_the_agent()
    {
        var app = await StartAsync(WithWorker);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("a"), metadata: WritableMetadata.New().SetStringValue("k", "v"));
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        AgentJobId.Is(job.Id).ShouldBeTrue();
        (job.IsNew, done.IsOnAgent, done.JobDefinitionId, done.WorkerLane).ShouldBe((true, false, "probe", "default"));
        Probe.Runs.ShouldHaveSingleItem().Metadata.GetStringValue("k").ShouldBe("v");
        Probe.Names.ShouldBe(["a"]);
        (await app.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().Number.ShouldBe(1);
        await WaitUntilEmptyAsync(await OpenAgentAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_version_of_a_payload_and_its_encryption_go_by_way_of_the_agent(bool isEncrypted)
    {
        var receipts = new Receipts();
        var app = Track(await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ReceiptHandler>();
                WithWorker(config);
                if (isEncrypted)
                {
                    config.EncryptPayloads(new PayloadKey("k", new byte[PayloadKey.Size]));
                }
            },
            services => services.AddSingleton(receipts)));

        var job = await app.Jobs.OnceNowAsync(new ThirdReceipt(5, "USD"));
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        AgentJobId.Is(job.Id).ShouldBeTrue();
        receipts.Seen.ShouldBe(["third 5 USD"]);
        (done.PayloadVersion, done.PayloadKeyId, done.MsgDataJson)
            .ShouldBe(isEncrypted ? (3, "k", null) : (3, null, """{"Cents":5,"Currency":"USD"}"""));
    }

    [Fact]
    public async Task A_job_scheduled_before_the_start_goes_by_way_of_the_agent_and_runs_after_it()
    {
        var app = Track(BuildApp(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>();
                WithWorker(config);
            },
            AddProbe));

        var jobs =
            new[] { await app.Jobs.OnceNowAsync<ProbeHandler>(), (await app.Jobs.ScheduleManyAsync([JobRequest.For<ProbeHandler>()]))[0] };
        jobs.ShouldAllBe(job => AgentJobId.Is(job.Id));
        await app.Host.StartAsync();

        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }
    }

    [Fact]
    public async Task Inside_a_transaction_scope_an_agent_is_given_nothing_either()
    {
        var app = await StartAsync(WithAgent);
        Task call;
        using (new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            call = app.Jobs.OnceNowAsync<ProbeHandler>();
        }

        (await Should.ThrowAsync<JobRejectedException>(call)).Message.ShouldStartWith("A TransactionScope is open around this call");
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_master_must_see_goes_to_the_master()
    {
        var app = await StartAsync(WithWorker);
        AgentFaults.IsAway = true;

        var options = new[] { new JobOptions { Id = Guid.CreateVersion7() }, new JobOptions { IdempotencyKey = "once" } };
        var jobs = new List<JobContext> { await app.Jobs.OnceAtAsync<ProbeHandler>(LongAgo),
            await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromMilliseconds(1)) };
        foreach (var option in options)
        {
            jobs.Add(await app.Jobs.ScheduleAsync(JobRequest.For<ProbeHandler>() with { Options = option }));
        }

        foreach (var job in jobs)
        {
            AgentJobId.Is(job.Id).ShouldBeFalse();
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }
    }

    [Fact]
    public async Task Ten_thousand_jobs_are_accepted_while_the_master_is_down_and_all_run_once()
    {
        var app = await StartAsync(WithWorker);
        Master.IsAway = true;

        var single = await Task.WhenAll(Enumerable.Range(0, 5000).Select(_ => app.Jobs.OnceNowAsync<ProbeHandler>()));
        var bulk = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 5000).Select(number => Named($"{number}")));
        Probe.Runs.ShouldBeEmpty();
        Master.IsAway = false;

        var ids = single.Concat(bulk).Select(job => job.Id).ToHashSet();
        await using var store = Fixture.Open(null);

        // Counting so many again and again would slow the nodes, above all on MySQL while another test keeps it from purging deleted rows.
        await Eventually.BecomesAsync(
            "all have run", () => Task.FromResult(Probe.Runs.Count >= 10_000), TestTime.Patience * 3, StateAsync);
        await Eventually.BecomesAsync(
            "all outcomes are recorded", async () => await SucceededAsync(store) == 10_000, TestTime.Patience, StateAsync);
        await WaitUntilEmptyAsync(await OpenAgentAsync());

        ids.Count.ShouldBe(10_000);
        Probe.Runs.Select(run => run.Id).ShouldBe(ids, ignoreOrder: true);

        async Task<string> StateAsync() =>
            $"Ran: {Probe.Runs.Count}; in the master: {await CountsAsync(store)}; "
            + $"with the agent: {await HeldAsync(await OpenAgentAsync())}.";
    }

    [Fact]
    public async Task A_host_started_while_the_master_is_down_accepts_jobs_once_an_agent_answers()
    {
        Master.IsAway = AgentFaults.IsAway = true;
        var app = await StartAsync(config =>
        {
            WithWorker(config);
            config.Options.StartupFailure = StartupFailure.RetryInBackground;
        });
        await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.OnceNowAsync<ProbeHandler>());

        AgentFaults.IsAway = false;
        await app.Logs.WaitAsync(message => message.Contains("answers again", StringComparison.Ordinal));
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        Master.IsAway = false;

        await app.WaitAsync(job.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_list_goes_as_one_push_and_keeps_its_order()
    {
        await StartFarWorkerAsync();
        var app = await StartAsync(WithAgent);
        var agent = await OpenAgentAsync();

        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 50).Select(number => Named($"{number}")));

        (await agent.ReceiveAsync(ReceiveAll, default)).Select(message => message.Message.Id).ShouldBe(jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task While_the_agent_is_down_jobs_go_to_the_master_and_it_comes_back_by_itself()
    {
        var app = await StartAsync(WithWorker);
        AgentFaults.IsAway = true;

        var meanwhile = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(meanwhile.Id, JobState.Succeeded);
        var silent = await app.Logs.WaitAsync(message =>
            message.Contains("Agent 'Agent-1'", StringComparison.Ordinal) && message.Contains("does not answer", StringComparison.Ordinal));
        app.Logs.Warnings.ShouldContain(silent);
        AgentFaults.IsAway = false;
        await app.Logs.WaitAsync(message => message.Contains("answers again", StringComparison.Ordinal));

        Master.TakeAway(nameof(IJobStore.InsertAsync));
        await app.WaitAsync((await app.Jobs.OnceNowAsync<ProbeHandler>()).Id, JobState.Succeeded);
    }

    [Fact]
    public async Task With_nothing_reachable_the_call_says_so()
    {
        var app = await StartAsync(WithWorker);
        AgentFaults.IsAway = Master.IsAway = true;

        var message = (await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.OnceNowAsync<ProbeHandler>())).Message;

        message.ShouldStartWith("Job 'probe' was not accepted: neither an agent nor the master took it. Agents: 'Agent-1'");
        message.ShouldContain("Master: ");
        (
            await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.OnceNowBulkAsync<ProbeHandler>([Named("a"), Named("b")])))
                .Message.ShouldContain("was not accepted");
    }

    [Fact]
    public async Task A_push_whose_reply_is_lost_runs_one_job()
    {
        var app = await StartAsync(WithWorker);
        var lost = AgentFaults.LoseReplyOf(nameof(IAgentTransport.PushAsync));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await lost.Soon();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await WaitUntilEmptyAsync(await OpenAgentAsync());

        job.IsNew.ShouldBeTrue();
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_an_agent_may_have_goes_to_the_master_under_the_same_id_and_runs_once()
    {
        var app = await StartAsync(WithWorker);

        // Every repeat of the push is carried out and none is answered.
        for (var repeat = 0; repeat < 4; repeat++)
        {
            _ = AgentFaults.LoseReplyOf(nameof(IAgentTransport.PushAsync));
        }

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await WaitUntilEmptyAsync(await OpenAgentAsync());

        (job.IsNew, AgentJobId.Is(job.Id)).ShouldBe((true, true));
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_job_on_the_agent_is_told_to_be_there_and_an_unknown_one_is_not()
    {
        await StartFarWorkerAsync();
        var app = await StartAsync(WithAgent);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        var details = (await app.Monitor.GetAsync(job.Id)).ShouldNotBeNull();
        (details.State, details.IsOnAgent, details.JobDefinitionId).ShouldBe((JobState.Ready, true, AgentJobId.Unseen));
        (await app.Monitor.GetAsync(Guid.CreateVersion7())).ShouldBeNull();
        (await app.Monitor.GetAsync(AgentJobId.Create(LongAgo))).ShouldBeNull();
    }

    [Fact]
    public async Task A_job_cancelled_on_the_agent_never_runs()
    {
        await StartFarWorkerAsync();
        var app = await StartAsync(WithAgent);
        var (cancelled, other) = (
            await app.Jobs.OnceNowAsync<ProbeHandler>(Named("no")), await app.Jobs.OnceNowAsync<ProbeHandler>(Named("yes")));

        (await app.Jobs.CancelJobAsync(cancelled.Id)).ShouldBeTrue();
        (await app.Jobs.CancelJobAsync(cancelled.Id)).ShouldBeFalse();
        (await app.Jobs.CancelJobAsync(AgentJobId.Create(LongAgo))).ShouldBeFalse();
        (await AuditAsync(app)).ShouldBe([(AuditActions.CancelJob, cancelled.Id)]);

        var worker = await StartAsync(WithWorker);
        await worker.WaitAsync(other.Id, JobState.Succeeded);
        await WaitUntilEmptyAsync(await OpenAgentAsync());
        Probe.Names.ShouldBe(["yes"]);
        (await worker.Monitor.GetAsync(cancelled.Id))!.State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task A_job_rescheduled_on_the_agent_runs_at_its_new_time()
    {
        await StartFarWorkerAsync();
        var app = await StartAsync(WithAgent);
        var (soon, late) = (
            await app.Jobs.OnceNowAsync<ProbeHandler>(Named("soon")), await app.Jobs.OnceNowAsync<ProbeHandler>(Named("late")));

        (await app.Jobs.ReScheduleAsync(late.Id, DateTimeOffset.UtcNow.AddHours(1))).ShouldBeTrue();
        (await app.Jobs.ReScheduleAsync(soon.Id, DateTimeOffset.UtcNow.AddMilliseconds(500))).ShouldBeTrue();
        (await app.Jobs.ReScheduleAsync(soon.Id, DateTimeOffset.UtcNow.AddMilliseconds(100))).ShouldBeTrue();
        (await AuditAsync(app)).ShouldBe(
            [(AuditActions.RescheduleJob, soon.Id), (AuditActions.RescheduleJob, soon.Id), (AuditActions.RescheduleJob, late.Id)]);

        var worker = await StartAsync(WithWorker);
        await worker.WaitAsync(soon.Id, JobState.Succeeded);
        await WaitUntilEmptyAsync(await OpenAgentAsync());
        Probe.Names.ShouldBe(["soon"]);
        var waiting = (await worker.Monitor.GetAsync(late.Id))!;
        (waiting.State, waiting.JobDefinitionId, waiting.ParkedReason).ShouldBe((JobState.Scheduled, "probe", null));
        (await app.Jobs.ReScheduleAsync(late.Id, DateTimeOffset.UtcNow)).ShouldBeTrue();
        await worker.WaitAsync(late.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_rescheduled_job_whose_message_the_agent_lost_stays_parked_to_be_found_and_cancelled()
    {
        await StartFarWorkerAsync();
        var app = await StartAsync(WithAgent);
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("lost"));
        (await app.Jobs.ReScheduleAsync(job.Id, DateTimeOffset.UtcNow.AddMilliseconds(1))).ShouldBeTrue();
        var agent = await OpenAgentAsync();
        await agent.AckAsync(await agent.ReceiveAsync(ReceiveAll, default), default);

        var worker = await StartAsync(WithWorker);
        await worker.WaitAsync((await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("next"))).Id, JobState.Succeeded);

        (await app.Monitor.CountAsync()).Parked.ShouldBe(1);
        var found = (await app.Monitor.ListAsync(new JobFilter { JobDefinitionId = AgentJobId.Unseen })).Jobs.ShouldHaveSingleItem();
        (found.Id, found.ParkedReason).ShouldBe((job.Id, ParkedReason.NotAdmitted));
        (await app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Cancelled);
        Probe.Names.ShouldBe(["next"]);
    }

    [Fact]
    public async Task Without_a_worker_on_the_agent_jobs_of_a_lane_go_to_the_master()
    {
        var worker = await StartAsync(config => config.AddWorker(worker => worker.WorkerLane("default")));
        var app = await StartAsync(WithAgent);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        await worker.WaitAsync(job.Id, JobState.Succeeded);
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task An_agent_takes_jobs_of_named_lanes_and_the_master_those_of_patterns()
    {
        var worker = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().WorkerLane("mail", "eu-*").AgentConnName(AgentName);
        });
        await worker.Cluster.Lanes.PauseAsync("mail");
        await worker.Cluster.Lanes.PauseAsync("eu-1");

        var named = await worker.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "mail");
        var ofPattern = await worker.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "eu-1");

        (await HeldAsync(await OpenAgentAsync())).ShouldBe(1);
        (await worker.Monitor.GetAsync(named.Id))!.IsOnAgent.ShouldBeTrue();
        (await worker.Monitor.GetAsync(ofPattern.Id))!.IsOnAgent.ShouldBeFalse();
        await worker.Cluster.Lanes.ResumeAsync("mail");
        await worker.Cluster.Lanes.ResumeAsync("eu-1");
        await worker.WaitAsync(named.Id, JobState.Succeeded);
        await worker.WaitAsync(ofPattern.Id, JobState.Succeeded);
    }

    private static async Task<long> SucceededAsync(IMasterStore store) =>
        (await store.Reads.CountAsync(100_000, default)).Where(count => count.State == JobState.Succeeded).Sum(count => (long)count.Count);

    private static async Task<string> CountsAsync(IMasterStore store) =>
        string.Join(", ", (await store.Reads.CountAsync(100_000, default)).Select(count => $"{count.Count} {count.State}"));

    private static async Task<IReadOnlyList<(string Action, Guid JobId)>> AuditAsync(TestApp app) =>
    [
        .. (await app.Services.GetRequiredService<IJobMasterMonitor>().Audit.ListAsync()).Entries
            .Select(entry => (entry.Action, Guid.Parse(entry.TargetId))),
    ];

    [JobMasterDefinitionId("receipt")]
    [JobMasterPayloadVersion(3, Oldest = 3)]
    private sealed class ReceiptHandler(Receipts receipts) : IJobHandler<ThirdReceipt>
    {
        public Task HandleAsync(ThirdReceipt payload, JobContext job, CancellationToken cancellationToken) =>
            receipts.Add($"third {payload.Cents} {payload.Currency}");
    }
}
