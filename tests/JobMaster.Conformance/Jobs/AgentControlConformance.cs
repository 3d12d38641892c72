using JobMaster.Conformance.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>What operators hold back on agents: what a paused lane's agent delivers waits there, and a drained agent is emptied.</summary>
public abstract class AgentControlConformance<TFixture, TAgent> : AgentJobsConformance<TFixture, TAgent>
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    [Fact]
    public async Task What_is_pushed_to_a_paused_lane_waits_on_the_agent()
    {
        var worker = await StartAsync(WithWorker);
        await worker.Cluster.Lanes.PauseAsync("default");

        var jobs = await worker.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 30).Select(number => Named($"{number}")));
        await PollsAsync(worker);
        Probe.Runs.ShouldBeEmpty();
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(30);
        (await worker.Monitor.CountAsync()).Ready.ShouldBe(0, "none came to the master");
        var reason = (await worker.Monitor.ExplainAsync(jobs[0].Id))!.Reasons.ShouldHaveSingleItem();
        (reason.Kind, reason.Text).ShouldBe((JobReasonKind.OnAgent, "It was sent to agent 'Agent-1' and not admitted yet."));

        await worker.Cluster.Lanes.ResumeAsync("default");
        foreach (var job in jobs)
        {
            await worker.WaitAsync(job.Id, JobState.Succeeded);
        }

        Probe.Runs.Count.ShouldBe(30);
    }

    [Fact]
    public async Task What_is_pushed_for_a_paused_definition_waits()
    {
        var worker = await StartAsync(WithWorker);
        await worker.Cluster.Definitions.PauseAsync("probe");

        var held = await worker.Jobs.OnceNowAsync<ProbeHandler>(Named("held"));
        var free = await worker.Jobs.OnceNowAsync("order", new Order(1, 2m));
        await worker.WaitAsync(free.Id, JobState.Succeeded);
        await PollsAsync(worker);
        Probe.Runs.ShouldAllBe(run => run.JobDefinitionId == "order");

        await worker.Cluster.Definitions.ResumeAsync("probe");
        await worker.WaitAsync(held.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_cordoned_worker_receives_nothing_and_its_agent_is_drained_for_others()
    {
        var cordoned = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().WorkerName("one").AgentConnName(AgentName);
        });
        await cordoned.Cluster.Workers.CordonAsync("one");
        var jobs = await cordoned.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 10).Select(number => Named($"{number}")));
        await PollsAsync(cordoned);
        Probe.Runs.ShouldBeEmpty();

        var others = new Probe();
        var other = await StartAsync(others, config => config.AddWorker().WorkerName("two"));
        foreach (var job in jobs)
        {
            await other.WaitAsync(job.Id, JobState.Succeeded);
        }

        (Probe.Runs.Count, others.Runs.Count).ShouldBe((0, 10));
    }

    [Fact]
    public async Task A_drained_agent_is_emptied_to_the_master_and_gets_no_more_jobs_until_it_is_resumed()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var second = await StartAsync(WithAgent);
        List<Guid> jobs = [.. await PushAsync(producer, 30)];
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(30);

        var ann = new OperatorContext("ann", "The server is replaced");
        (await producer.Cluster.Agents.DrainAsync(AgentName, ann)).ShouldBeTrue();
        (await producer.Cluster.Agents.DrainAsync(AgentName, ann)).ShouldBeFalse();
        var pushes = Pushes;
        jobs.AddRange(await ScheduleAsync(producer, 3));
        jobs.Add((await producer.Jobs.OnceNowAsync<ProbeHandler>()).Id);
        Pushes.ShouldBe(pushes, "the node that drains it knows at once");
        await Eventually.BecomesAsync(
            "The second node knows of the drain",
            async () =>
            {
                var before = Pushes;
                jobs.Add((await second.Jobs.OnceNowAsync<ProbeHandler>()).Id);
                return Pushes == before;
            },
            TestTime.Patience);

        await RunsAllAsync(await StartAsync(OnMaster), jobs);
        var drain = (await UntilEmptyAsync(producer)).Drain!;
        (drain.By, drain.Reason).ShouldBe(("ann", "The server is replaced"));
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(0);
        await producer.Logs.WaitAsync(message => message.Contains("is empty", StringComparison.Ordinal));

        pushes = Pushes;
        (await producer.Cluster.Agents.ResumeAsync(AgentName, ann)).ShouldBeTrue();
        (await producer.Cluster.Agents.ResumeAsync(AgentName, ann)).ShouldBeFalse();
        await producer.Jobs.OnceNowAsync<ProbeHandler>();
        Pushes.ShouldBeGreaterThan(pushes);
        (await ReadAsync(producer))!.Drain.ShouldBeNull();
        var filed = await producer.Services.GetRequiredService<IJobMasterMonitor>().Audit.ListAsync(
            new AuditFilter { TargetKind = AuditTargets.Agent, TargetId = AgentName });
        filed.Entries.Select(entry => (entry.Action, entry.Who)).ShouldBe([("agent.resume", "ann"), ("agent.drain", "ann")]);
    }

    [Fact]
    public async Task A_push_under_way_when_the_agent_is_drained_is_admitted_all_the_same()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var worker = await StartAsync(OnMaster);
        var (made, release) = AgentFaults.Hold(nameof(IAgentTransport.PushAsync));
        var pushed = producer.Jobs.OnceNowAsync<ProbeHandler>();
        await made.Soon();

        await worker.Cluster.Agents.DrainAsync(AgentName);
        release();

        await RunsAllAsync(worker, [(await pushed).Id]);
        await UntilEmptyAsync(producer);
    }

    [Fact]
    public async Task A_drain_ordered_while_the_agent_is_down_begins_when_it_answers_again()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var worker = await StartAsync(OnMaster);
        var jobs = await PushAsync(producer, 10);
        AgentFaults.IsAway = true;

        await producer.Cluster.Agents.DrainAsync(AgentName);
        var meanwhile = await ScheduleAsync(producer, 3);
        await RunsAllAsync(worker, meanwhile);
        (await ReadAsync(producer))!.Drain!.IsEmpty.ShouldNotBe(true);

        AgentFaults.BringBack();
        await RunsAllAsync(worker, [.. meanwhile, .. jobs]);
        await UntilEmptyAsync(producer);
    }

    [Fact]
    public async Task Drains_and_resumes_while_jobs_come_lose_no_job_and_run_none_twice()
    {
        var worker = await StartAsync(WithWorker);
        var producer = await StartAsync(WithAgent);
        var jobs = new List<Guid>();
        for (var round = 0; round < 10; round++)
        {
            var order = round % 2 == 0 ? producer.Cluster.Agents.DrainAsync(AgentName) : worker.Cluster.Agents.ResumeAsync(AgentName);
            var scheduled = await Task.WhenAll(ScheduleAsync(producer, 20), ScheduleAsync(worker, 20));
            await order;
            jobs.AddRange(scheduled.SelectMany(ids => ids));
        }

        await RunsAllAsync(worker, jobs);
    }

    [Fact]
    public async Task A_drained_agent_without_a_host_is_listed_and_the_next_host_with_a_connection_empties_it()
    {
        var far = await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var jobs = await PushAsync(producer, 10);
        await StopAsync(producer);
        await using (var store = Fixture.Open(null))
        {
            await store.Sessions.EndAsync([far], default);
        }

        var worker = await StartAsync(OnMaster);
        (await worker.Cluster.Agents.DrainAsync(AgentName)).ShouldBeTrue();
        var agent = (await ReadAsync(worker))!;
        (agent.Health, agent.Transport, agent.Drain!.IsEmpty).ShouldBe((AgentHealth.Unknown, null, null));
        await PollsAsync(worker);
        Probe.Runs.ShouldBeEmpty();

        // The lane is served again, so nothing but the drain moves its jobs.
        await StartFarWorkerAsync();
        var pushes = Pushes;
        var back = await StartAsync(WithAgent);
        var later = await ScheduleAsync(back, 3);
        await RunsAllAsync(worker, [.. jobs, .. later]);
        Pushes.ShouldBe(pushes, "the host that started later knows of the drain");
        await UntilEmptyAsync(back);
    }

    [Fact]
    public async Task A_worker_of_a_drained_agent_runs_what_it_holds_and_goes_on_with_the_masters_jobs()
    {
        var blocked = new TaskCompletionSource();
        Probe.Run = _ => blocked.Task;
        var worker = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).MaxConcurrency(1);
        });
        var jobs = await PushAsync(worker, 10);
        await worker.Cluster.Agents.DrainAsync(AgentName);
        var pushes = Pushes;
        var onMaster = await ScheduleAsync(worker, 5);
        blocked.SetResult();

        await RunsAllAsync(worker, [.. jobs, .. onMaster]);
        Pushes.ShouldBe(pushes);
        await UntilEmptyAsync(worker);
        await RunsAllAsync(worker, [.. jobs, .. onMaster, .. await ScheduleAsync(worker, 1)]);
    }

    [Fact]
    public async Task Jobs_of_a_paused_lane_leave_a_drained_agent_and_wait_on_the_master()
    {
        var worker = await StartAsync(WithWorker);
        await worker.Cluster.Lanes.PauseAsync("default");
        var jobs = await PushAsync(worker, 10);

        await worker.Cluster.Agents.DrainAsync(AgentName);
        await UntilEmptyAsync(worker);
        (await worker.Monitor.CountAsync()).Ready.ShouldBe(10);
        Probe.Runs.ShouldBeEmpty();

        await worker.Cluster.Lanes.ResumeAsync("default");
        await RunsAllAsync(worker, jobs);
    }

    private int Pushes => AgentFaults.CallsOf(nameof(IAgentTransport.PushAsync));

    /// <summary>A worker that claims from the master only, and does no upkeep: the far worker's session stays.</summary>
    private static void OnMaster(JobMasterClusterConfig config) => config.AddWorker().SetWorkerMode(AgentWorkerMode.Execution);

    private static async Task<IReadOnlyList<Guid>> ScheduleAsync(TestApp app, int count) =>
        [.. (await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, count).Select(_ => Named("job")))).Select(job => job.Id)];

    /// <summary>Schedules jobs that go to the agent.</summary>
    private async Task<IReadOnlyList<Guid>> PushAsync(TestApp app, int count)
    {
        var pushes = Pushes;
        var jobs = await ScheduleAsync(app, count);
        Pushes.ShouldBeGreaterThan(pushes);
        return jobs;
    }

    /// <summary>Waits until these jobs, and no others, have run once.</summary>
    private async Task RunsAllAsync(TestApp app, IReadOnlyList<Guid> jobs)
    {
        foreach (var job in jobs)
        {
            await app.WaitAsync(job, JobState.Succeeded);
        }

        Probe.Runs.Select(run => run.Id).ShouldBe(jobs, ignoreOrder: true);
    }

    private static Task<AgentDetails?> ReadAsync(TestApp app) =>
        app.Services.GetRequiredService<IJobMasterMonitor>().Agents.GetAsync(AgentName);

    private static async Task<AgentDetails> UntilEmptyAsync(TestApp app)
    {
        AgentDetails? last = null;
        await Eventually.BecomesAsync(
            "The drained agent is empty", async () => (last = await ReadAsync(app)) is { Drain.IsEmpty: true }, TestTime.Patience);
        return last!;
    }

    private async Task PollsAsync(TestApp app)
    {
        var polls = Master.CallsOf(nameof(ISessionStore.Beat));
        while (Master.CallsOf(nameof(ISessionStore.Beat)) < polls + 10)
        {
            await app.Logs.NextAsync();
        }
    }
}
