namespace JobMaster.Conformance.Jobs;

/// <summary>Paused lanes and definitions: none of their jobs starts anywhere until they are resumed, or the pause ends.</summary>
public abstract class PauseConformance<TFixture> : ControlledJobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly DateTimeOffset Tomorrow = DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task A_paused_lane_stands_still_on_every_node_while_others_go_on()
    {
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("mail", "other"));
        var producer = await StartAsync(_ => { });
        (await producer.Cluster.Lanes.PauseAsync("mail", by: Ann)).ShouldBeTrue();
        await PollsAsync(worker, producer);

        var held = await producer.Jobs.OnceNowAsync<ProbeHandler>(Named("held"), workerLane: "mail");
        var free = await producer.Jobs.OnceNowAsync<ProbeHandler>(Named("free"), workerLane: "other");
        await worker.WaitAsync(free.Id, JobState.Succeeded);
        await PollsAsync(worker, producer);
        (await worker.Monitor.GetAsync(held.Id))!.State.ShouldBe(JobState.Ready);
        Probe.Names.ShouldBe(["free"]);

        (await producer.Cluster.Lanes.ResumeAsync("mail", Ann)).ShouldBeTrue();
        await worker.WaitAsync(held.Id, JobState.Succeeded);
        (await producer.Cluster.Lanes.ResumeAsync("mail")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_paused_definition_stands_still_in_every_lane_while_others_go_on()
    {
        var worker = await StartAsync();
        (await worker.Cluster.Definitions.PauseAsync("probe", by: Ann)).ShouldBeTrue();

        var held = await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("held"));
        var free = await worker.Jobs.OnceNowAsync("order", new Order(1, 2m));
        await worker.WaitAsync(free.Id, JobState.Succeeded);
        await PollsAsync(worker);
        (await worker.Monitor.GetAsync(held.Id))!.State.ShouldBe(JobState.Ready);
        var definition = (await MonitorOf(worker).Definitions.GetAsync("probe")).ShouldNotBeNull();
        (definition.Pause!.By, definition.Pause.Reason).ShouldBe(("ann", "the mail server is down"));

        await worker.Cluster.Definitions.ResumeAsync("probe");
        await worker.WaitAsync(held.Id, JobState.Succeeded);
        (await MonitorOf(worker).Definitions.GetAsync("probe"))!.Pause.ShouldBeNull();
    }

    [Fact]
    public async Task A_change_is_read_once_and_not_again_and_again_until_the_next_poll()
    {
        var worker = await StartAsync(config =>
        {
            config.Options.PollInterval = TimeSpan.FromMinutes(1);
            config.AddWorker().WorkerLane("mail", "other");
        });
        int more = 0;
        const int rounds = 4;
        for (int round = 0; round < rounds; round++)
        {
            // A poll that has begun goes on, so one round may see less than there is.
            var (_, letPoll) = Calls.Hold(nameof(ISessionStore.Beat));
            (await worker.Cluster.Lanes.PauseAsync($"mail-{round}", by: Ann)).ShouldBeTrue();
            int reads = Calls.CallsOf(nameof(ISettingStore.ReadAsync));
            for (int number = 0; number < 10; number++)
            {
                var job = await worker.Jobs.OnceNowAsync<ProbeHandler>(Named($"{number}"), workerLane: "other");
                await worker.WaitAsync(job.Id, JobState.Succeeded);
            }

            more += Calls.CallsOf(nameof(ISettingStore.ReadAsync)) - reads;
            letPoll();
        }

        // The settings and the controls, once for each poll that had begun.
        more.ShouldBeLessThan(10 * rounds);
    }

    [Fact]
    public async Task A_pause_ends_by_itself_on_every_node()
    {
        var worker = await StartAsync(config => config.AddWorker().WorkerLane("mail"));
        var producer = await StartAsync(_ => { });

        // The end of a later pause says which it is: the one that is waited for may be over before it is read.
        await producer.Cluster.Lanes.PauseAsync("mail", Tomorrow, Ann);
        var pause = (await MonitorOf(producer).Lanes.ListAsync()).Lanes.Single(lane => lane.Name == "mail").Pause;
        var until = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeMilliseconds());
        (await producer.Cluster.Lanes.PauseAsync("mail", until, Ann)).ShouldBeTrue();
        await PollsAsync(worker, producer);

        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "mail");
        var done = await worker.WaitAsync(job.Id, JobState.Succeeded);

        (pause?.By, pause?.Reason).ShouldBe(("ann", "the mail server is down"));
        done.AttemptedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(until);
        (await MonitorOf(worker).Lanes.ListAsync()).Lanes.Single(lane => lane.Name == "mail").Pause.ShouldBeNull();
    }

    [Fact]
    public async Task A_pause_outlives_every_node()
    {
        var first = await StartAsync(_ => { });
        await first.Cluster.Lanes.PauseAsync("default", Tomorrow, Ann);
        var job = await first.Jobs.OnceNowAsync<ProbeHandler>();
        await StopAsync(first);

        var second = await StartAsync();
        await PollsAsync(second);
        (await second.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Ready);
        Probe.Runs.ShouldBeEmpty();
        await second.Cluster.Lanes.ResumeAsync("default");
        await second.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task Jobs_taken_before_they_are_due_are_given_back_when_their_lane_is_paused()
    {
        var worker = await StartAsync(config => config.ClusterTransientThreshold(TimeSpan.FromMinutes(10)).AddWorker());
        var job = await worker.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromMinutes(5));
        await worker.WaitAsync(job.Id, JobState.Running);

        await worker.Cluster.Lanes.PauseAsync("default");
        var back = await worker.WaitAsync(job.Id, JobState.Scheduled);
        await PollsAsync(worker);

        (await worker.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Scheduled, "and not taken early again");
        (back.NumberOfFailures, back.NumberOfLosses).ShouldBe((0, 0));
        await worker.Cluster.Lanes.ResumeAsync("default");
        await worker.WaitAsync(job.Id, JobState.Running);
    }

    [Fact]
    public async Task What_runs_goes_on_and_what_was_claimed_behind_it_comes_back()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Probe.Run = job => job.MsgData.TryGetStringValue("Name") == "long" ? finish.Task : Task.CompletedTask;
        var worker = await StartAsync(config => config.AddWorker(one => one.MaxConcurrency(1)));

        // Short jobs make the worker claim ahead; then a long one takes the slot, and the pause comes.
        await worker.Jobs.OnceNowBulkAsync<ProbeHandler>([
            .. Enumerable.Range(0, 200).Select(number => Named($"{number}")), Named("long"),
            .. Enumerable.Range(200, 200).Select(number => Named($"{number}"))]);
        while ((await Probe.NextAsync()).MsgData.GetStringValue("Name") != "long")
        {
            // The long one is on its way.
        }

        await worker.Cluster.Lanes.PauseAsync("default");
        await Eventually.BecomesAsync(
            "what was claimed behind it is back",
            async () => await worker.Monitor.CountAsync() is { Running: 1, Ready: 200 },
            TestTime.Patience,
            () => worker.Logs.Text);
        finish.SetResult();
        await PollsAsync(worker);

        Probe.Runs.Count.ShouldBe(201);
        (await worker.Monitor.CountAsync()).Ready.ShouldBe(200);
        await worker.Cluster.Lanes.ResumeAsync("default");
        await Eventually.BecomesAsync(
            "all ran", async () => (await worker.Monitor.CountAsync()).Succeeded == 401, TestTime.Patience, () => worker.Logs.Text);
        Probe.Names.Distinct().Count().ShouldBe(401, "none ran twice");
    }

    [Fact]
    public async Task Pauses_are_filed_and_what_cannot_be_paused_is_refused()
    {
        var app = await StartAsync(_ => { });
        await app.Cluster.Lanes.PauseAsync("mail", Tomorrow, Ann);
        (await app.Cluster.Lanes.PauseAsync("mail", Tomorrow, Ann)).ShouldBeFalse();
        await app.Cluster.Lanes.ResumeAsync("mail", Ann);
        await app.Cluster.Definitions.PauseAsync("probe", by: Ann);

        var entries = (await MonitorOf(app).Audit.ListAsync(new AuditFilter { Who = "ann" })).Entries;
        entries.Select(entry => (entry.Action, entry.TargetKind, entry.TargetId)).Reverse().ShouldBe(
            [("lane.pause", "lane", "mail"), ("lane.resume", "lane", "mail"), ("definition.pause", "definition", "probe")]);
        (await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Lanes.PauseAsync(" mail"))).Message
            .ShouldContain("starts with a blank");
        (await Should.ThrowAsync<ArgumentException>(
            () => app.Cluster.Lanes.PauseAsync("mail", DateTimeOffset.UtcNow.AddMinutes(-1)))).Message.ShouldContain("has passed");
        (await Should.ThrowAsync<ArgumentException>(() => app.Cluster.Definitions.PauseAsync(new string('x', 201)))).Message
            .ShouldContain("201");
    }
}
