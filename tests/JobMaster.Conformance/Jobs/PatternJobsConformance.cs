namespace JobMaster.Conformance.Jobs;

/// <summary>
/// Workers of many lanes: they serve every lane of a pattern, also those that appear while they run, beside workers of one lane.
/// </summary>
public abstract class PatternJobsConformance<TFixture> : ControlledJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Each_lane_of_a_pattern_is_served_and_no_other()
    {
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("eu-*", "mail"));
        var producer = await StartAsync(_ => { });
        var jobs = new List<JobContext>();
        foreach (var lane in new[] { "eu-1", "eu-2", "eu-1", "mail", "eu-\u00e4%_" })
        {
            jobs.Add(await producer.Jobs.OnceNowAsync<ProbeHandler>(Named(lane), workerLane: lane));
        }

        (await Should.ThrowAsync<JobRejectedException>(() => producer.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "eu-*")))
            .Message.ShouldBe("Lane 'eu-*' must name one lane: only a worker's lanes may end in a star.");
        var others = new List<JobContext>();
        foreach (var lane in new[] { "EU-1", "us-1", "eu", "mail-2" })
        {
            others.Add(await producer.Jobs.OnceNowAsync<ProbeHandler>(Named(lane), workerLane: lane));
        }

        foreach (var job in jobs)
        {
            await worker.WaitAsync(job.Id, JobState.Succeeded);
        }

        await PollsAsync(worker, producer);
        Probe.Runs.Count.ShouldBe(jobs.Count);
        (await worker.Monitor.GetAsync(others[0].Id))!.State.ShouldBe(JobState.Ready);

        var all = await StartAsync(config => config.AddWorker().WorkerLane("*"));
        foreach (var job in others)
        {
            await all.WaitAsync(job.Id, JobState.Succeeded);
        }
    }

    [Fact]
    public async Task Many_lanes_with_one_job_each_are_served_with_few_statements()
    {
        var producer = await StartAsync(_ => { });
        var jobs = await producer.Jobs.ScheduleManyAsync([
            .. Enumerable.Range(0, 400).Select(number => In($"tenant-{number}", $"{number}", (JobMasterPriority)(1 + (number % 5))))]);
        var claims = Calls.CallsOf(nameof(IJobStore.ClaimAsync));
        var searches = Calls.CallsOf(nameof(IJobReadStore.FindQueuesAsync));

        var worker = await StartAsync(config => config.AddWorker().WorkerLane("tenant-*").MaxConcurrency(50));
        foreach (var job in jobs)
        {
            await worker.WaitAsync(job.Id, JobState.Succeeded);
        }

        Probe.Runs.Count.ShouldBe(400);
        (Calls.CallsOf(nameof(IJobStore.ClaimAsync)) - claims).ShouldBeLessThan(200);
        (Calls.CallsOf(nameof(IJobReadStore.FindQueuesAsync)) - searches).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_lane_with_a_long_backlog_lets_the_others_of_the_pattern_go_on()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe.Run = _ => gate.Task;
        var producer = await StartAsync(_ => { });
        var backlog = await producer.Jobs.ScheduleManyAsync([
            .. Enumerable.Range(0, 300).Select(_ => In("t-big", "big"))]);
        var others = await producer.Jobs.ScheduleManyAsync([
            .. Enumerable.Range(0, 20).Select(number => In($"t-{number}", $"{number}"))]);
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("t-*").MaxConcurrency(4).WorkerBatchSize(20));

        await Probe.NextAsync();
        await PollsAsync(worker);
        gate.SetResult();
        await Eventually.BecomesAsync(
            "all jobs run", () => Task.FromResult(Probe.Runs.Count == 320), TestTime.Patience, () => worker.Logs.Text);

        // By when they were claimed: a busy machine may start one of them late.
        var last = (await ClaimedAtAsync(others))[^1];
        (await ClaimedAtAsync(backlog)).Count(at => at <= last).ShouldBeLessThan(180, "the other lanes did not wait for the backlog");

        async Task<List<DateTimeOffset>> ClaimedAtAsync(IReadOnlyList<JobContext> jobs)
        {
            List<DateTimeOffset> times = [];
            foreach (var job in jobs)
            {
                times.Add((await worker.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().AttemptedAt);
            }

            times.Sort();
            return times;
        }
    }

    [Fact]
    public async Task A_paused_lane_of_a_pattern_stands_still_and_its_neighbour_goes_on()
    {
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("eu-*"));
        await worker.Cluster.Lanes.PauseAsync("eu-1", by: Ann);
        await Should.ThrowAsync<ArgumentException>(() => worker.Cluster.Lanes.PauseAsync("eu-*", by: Ann));

        var held = await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("held"), workerLane: "eu-1");
        var free = await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("free"), workerLane: "eu-2");
        await worker.WaitAsync(free.Id, JobState.Succeeded);
        await PollsAsync(worker);
        Probe.Names.ShouldBe(["free"]);

        await worker.Cluster.Lanes.ResumeAsync("eu-1", Ann);
        await worker.WaitAsync(held.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task Jobs_that_come_by_a_transaction_a_due_time_or_a_retry_are_served_too()
    {
        Probe.Run = job => job.NumberOfFailures == 0 && job.MsgData.GetStringValue("Name") == "retried"
            ? throw new InvalidOperationException("once")
            : Task.CompletedTask;
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("*"));
        var producer = await StartAsync(_ => { });
        var later = await producer.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromSeconds(1), Named("later"), workerLane: "eu-1");
        var retried = await producer.Jobs.OnceNowAsync<ProbeHandler>(Named("retried"), workerLane: "eu-2");

        await worker.WaitAsync(later.Id, JobState.Succeeded);
        await worker.WaitAsync(retried.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_parked_job_of_a_pattern_runs_on_a_node_that_knows_its_definition()
    {
        var first = await StartAsync(config => config.AddWorker().WorkerLane("eu-*"));
        var id = await StoreAsync("report.build", "{}", "eu-7");
        await first.WaitAsync(id, job => job.ParkedReason == ParkedReason.UnknownDefinition);

        var second = await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ReportHandler>().AddWorker().WorkerLane("*"),
            AddProbe);
        Track(second);
        await second.WaitAsync(id, JobState.Succeeded);
    }

    [Fact]
    public async Task The_monitor_counts_a_worker_of_a_pattern_to_each_of_its_lanes()
    {
        var producer = await StartAsync(_ => { });
        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "eu-1");
        (await producer.Monitor.ExplainAsync(job.Id))!.Reasons.Select(reason => reason.Kind).ShouldBe([JobReasonKind.LaneWithoutWorker]);

        Probe.Run = run => Task.Delay(Timeout.Infinite, run.CancellationToken);
        var worker = await StartAsync(config => config.AddWorker().WorkerName("wide").WorkerLane("eu-*").MaxConcurrency(1));
        await Probe.NextAsync();
        var next = await producer.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "eu-2");
        await Eventually.BecomesAsync(
            "the worker reports that it is busy", async () => (await MonitorOf(producer).Workers.ListAsync())[0].Running == 1,
            TestTime.Patience);

        (await producer.Monitor.ExplainAsync(next.Id))!.Reasons.Select(reason => reason.Kind).ShouldBe([JobReasonKind.WorkersBusy]);
        var lanes = (await MonitorOf(producer).Lanes.ListAsync()).Lanes;
        lanes.Select(lane => lane.Name).ShouldBe(["eu-1", "eu-2"]);
        lanes.ShouldAllBe(lane => lane.Workers.Single().Name == "wide");
        lanes[0].Workers[0].Lanes.ShouldBe(["eu-*"]);
        producer.Logs.Messages.ShouldNotContain(message => message.Contains("'eu-2' has no live worker"));
    }

    [Fact]
    public async Task A_dead_workers_jobs_of_a_pattern_come_back()
    {
        var started = new Probe { Run = job => Task.Delay(Timeout.Infinite, job.CancellationToken) };
        var dying = await StartAsync(started, config =>
        {
            config.Options.ShutdownGracePeriod = TimeSpan.Zero;
            config.AddWorker().WorkerLane("eu-*");
        });
        var job = await dying.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "eu-9");
        await started.NextAsync();
        var other = await StartAsync(config => config.AddWorker().WorkerLane("*"));

        await StopAsync(dying);
        await other.WaitAsync(job.Id, JobState.Succeeded);
    }

    private static JobRequest In(string lane, string name, JobMasterPriority? priority = null) =>
        JobRequest.For<ProbeHandler>(Named(name)) with { Options = new JobOptions { WorkerLane = lane, Priority = priority } };
}

[JobMasterDefinitionId("report.build")]
public sealed class ReportHandler(Probe probe) : IJobHandler
{
    public Task HandleAsync(JobContext job) => probe.HandleAsync(job);
}
