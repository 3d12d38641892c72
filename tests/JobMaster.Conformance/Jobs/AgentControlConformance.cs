using JobMaster.Conformance.Agents;

namespace JobMaster.Conformance.Jobs;

/// <summary>What operators hold back on agents: what a paused lane's agent delivers waits there.</summary>
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

    private async Task PollsAsync(TestApp app)
    {
        var polls = Master.CallsOf(nameof(ISessionStore.Beat));
        while (Master.CallsOf(nameof(ISessionStore.Beat)) < polls + 10)
        {
            await app.Logs.NextAsync();
        }
    }
}
