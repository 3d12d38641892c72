using System.Text;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>Messages of an agent that can be read, and that Postgres refuses to store.</summary>
public sealed class PoisonTests : AgentJobsConformance<PostgresFixture, PostgresAgentFixture>
{
    [Fact]
    public async Task A_message_that_the_master_refuses_is_quarantined_and_holds_up_no_other()
    {
        var agent = await OpenAgentAsync();
        var bad = Message(trigger: 70_000);
        List<AgentMessage> good = [.. Enumerable.Range(0, 5).Select(_ => Message(trigger: 0))];
        await agent.PushAsync([bad, .. good], default);
        var app = await StartAsync(WithWorker);
        foreach (var message in good)
        {
            await app.WaitAsync(message.Id, JobState.Succeeded);
        }

        await app.WaitAsync(bad.Id, JobState.Failed);
        (await app.Monitor.GetAsync(bad.Id))!.Error.ShouldStartWith("Quarantined: the master's database refuses");
    }

    private static AgentMessage Message(int trigger) => new(
        AgentJobId.Create(DateTimeOffset.UtcNow), new JobQueue("default", JobMasterPriority.Medium),
        Encoding.UTF8.GetBytes($$"""{"v":1,"definition":"probe","timeout":600000000,"retries":1,"trigger":{{trigger}}}"""));
}
