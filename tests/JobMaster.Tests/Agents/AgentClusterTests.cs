using JobMaster.Testing;
using JobMaster.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Agents;

/// <summary>Clusters with agents on a clock that the test moves.</summary>
public sealed class AgentClusterTests : IAsyncLifetime
{
    private readonly Doing _doing = new();
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        config =>
        {
            config.AddAgentConnectionConfig("a").UseTransport(
                "production", _ => throw new InvalidOperationException("A test must not open the production agent."));
            config.AddJobHandler<WorkHandler>()
                .AddJobHandler<OtherHandler>()
                .AddWorker(worker => worker.MaxConcurrency(4).AgentConnName("a"));
        },
        services => services.AddSingleton(_doing));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Jobs_run_by_way_of_the_agent_before_idle_is_reached()
    {
        await _host.Jobs.OnceNowBulkAsync(Enumerable.Range(0, 100).Select(number => new Work($"w{number}")));
        _host.Cluster.Jobs.Scheduled<WorkHandler>().Count.ShouldBe(100);

        await _host.Cluster.RunUntilIdleAsync();

        _doing.Runs.Count.ShouldBe(100);
        _host.Cluster.Jobs.ShouldAllHaveSucceeded();
    }

    [Fact]
    public async Task Days_pass_over_a_waiting_feed()
    {
        _doing.Run = (_, job, _) => job.Attempt.Number < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        await _host.Jobs.OnceNowAsync(new Work("now"));
        await _host.Jobs.ScheduleAsync(JobRequest.ForPayload(new Work("later")) with { After = TimeSpan.FromDays(3) });

        await _host.Cluster.RunUntilAllDoneAsync(TimeSpan.FromDays(4));

        _host.Cluster.Jobs.ShouldAllHaveSucceeded();
        await _host.Jobs.OnceNowAsync(new Work("again"));
        await _host.Cluster.RunUntilAllDoneAsync();
        _doing.Names.Distinct().ShouldBe(["now", "later", "again"]);
    }

    [Fact]
    public async Task A_worker_that_crashes_loses_no_job_of_an_agent()
    {
        _host.Cluster.Faults.CrashBeforeOutcome(Attempts.First);
        await _host.Jobs.OnceNowBulkAsync(Enumerable.Range(0, 20).Select(number => new Work($"w{number}")));

        await _host.Cluster.RunUntilAllDoneAsync();

        _host.Cluster.Jobs.ShouldAllHaveSucceeded();
        _doing.Runs.Count.ShouldBe(40);
    }
}
