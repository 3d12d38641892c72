using JobMaster.Conformance.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>What operators see of agents.</summary>
public abstract class AgentMonitorConformance<TFixture, TAgent> : AgentJobsConformance<TFixture, TAgent>
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    [Fact]
    public async Task An_agent_tells_what_each_lane_holds_and_who_receives_from_it()
    {
        await StartFarWorkerAsync();
        var app = await StartAsync(config =>
        {
            WithAgent(config);

            // The far worker never beats, and is to be alive still when its lane is read.
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(12);
        });
        await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 7).Select(number => Named($"{number}")));

        var agent = await UntilAsync(app, agent => agent.Lanes is [{ Waiting: 7 }]);
        (agent.Transport, agent.Health, agent.Failure).ShouldBe(("suite", AgentHealth.Up, null));
        agent.Lanes.ShouldBe([new AgentLaneDetails("default", 7, 0, IsServed: true)]);
        agent.LastAnswerAt.ShouldNotBeNull();
        agent.Workers.ShouldHaveSingleItem().Name.ShouldBe("far");

        var other = await OpenAgentAsync(lease: TimeSpan.FromSeconds(20));
        var taken = await other.ReceiveAsync(ReceiveAll with { Limit = 2 }, default);
        taken.Count.ShouldBe(2);
        await UntilAsync(app, agent => agent.Lanes is [{ Waiting: 5, Leased: 2 }]);
        await other.AckAsync(taken, default);
        await UntilAsync(app, agent => agent.Lanes is [{ Waiting: 5, Leased: 0 }]);
    }

    [Fact]
    public async Task An_agent_that_fails_is_down_with_the_kind_of_failure_and_up_again_when_it_answers()
    {
        var app = await StartAsync(WithWorker);
        await UntilAsync(app, agent => agent is { Health: AgentHealth.Up, Failure: null });

        AgentFaults.IsAway = true;
        var down = await UntilAsync(app, agent => agent.Health == AgentHealth.Down);
        down.Failure.ShouldBe(AgentFailureKind.Unreachable);
        down.LastAnswerAt.ShouldNotBeNull();

        AgentFaults.BringBack();
        await UntilAsync(app, agent => agent is { Health: AgentHealth.Up, Failure: null });
    }

    [Fact]
    public async Task A_lane_is_served_only_by_a_worker_that_takes_jobs()
    {
        var app = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().WorkerName("one").AgentConnName(AgentName).WorkerLane("mail");
        });
        var served = await UntilAsync(app, agent => agent.Lanes is [{ Waiting: 0 }]);
        served.Lanes.ShouldBe([new AgentLaneDetails("mail", 0, 0, IsServed: true)]);

        await app.Cluster.Workers.CordonAsync("one");
        var cordoned = (await ReadAsync(app))!;
        cordoned.Lanes.ShouldBe([new AgentLaneDetails("mail", 0, 0, IsServed: false)]);
        cordoned.Workers.ShouldHaveSingleItem().State.ShouldBe(WorkerState.Cordoned);
    }

    [Fact]
    public async Task An_app_without_the_connection_knows_an_agent_by_its_workers()
    {
        var app = await StartAsync(config =>
        {
            config.AddWorker();

            // The far worker never beats, and is to be alive still when it is looked at.
            config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(1);
        });
        var agents = app.Services.GetRequiredService<IJobMasterMonitor>().Agents;
        (await agents.ListAsync()).ShouldBeEmpty();
        (await agents.GetAsync(AgentName)).ShouldBeNull();

        await StartFarWorkerAsync();
        var agent = (await agents.ListAsync()).ShouldHaveSingleItem();
        (agent.Name, agent.Transport, agent.Health, agent.LastAnswerAt, agent.Failure)
            .ShouldBe((AgentName, null, AgentHealth.Unknown, null, null));
        agent.Lanes.ShouldBe([new AgentLaneDetails("default", null, null, IsServed: true)]);
        (await agents.GetAsync(AgentName))!.Workers.ShouldHaveSingleItem().Name.ShouldBe("far");
    }

    private static Task<AgentDetails?> ReadAsync(TestApp app) =>
        app.Services.GetRequiredService<IJobMasterMonitor>().Agents.GetAsync(AgentName);

    private static async Task<AgentDetails> UntilAsync(TestApp app, Func<AgentDetails, bool> isAsWanted)
    {
        AgentDetails? last = null;
        await Eventually.BecomesAsync(
            "The agent is as wanted", async () => (last = await ReadAsync(app)) is not null && isAsWanted(last), TestTime.Patience);
        return last!;
    }
}
