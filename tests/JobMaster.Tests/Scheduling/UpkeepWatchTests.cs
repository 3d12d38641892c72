using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Scheduling;

/// <summary>A node without upkeep says so: nothing else would tell why a schedule does not fire.</summary>
public sealed class UpkeepWatchTests
{
    private const string Nobody = "No worker of this node does the upkeep of cluster 'default', and no worker of another node is alive:";

    [Fact]
    public async Task A_worker_that_only_runs_jobs_says_so_at_start()
    {
        await using var app = await StartAsync(config => config.AddWorker(worker => worker.SetWorkerMode(AgentWorkerMode.Execution)));

        app.Logs.Warnings.ShouldContain(message => message.StartsWith(Nobody, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AgentWorkerMode.Full)]
    [InlineData(AgentWorkerMode.Coordinator)]
    public async Task A_worker_that_does_it_says_nothing(AgentWorkerMode mode)
    {
        await using var app = await StartAsync(config => config.AddWorker(worker => worker.SetWorkerMode(mode)));
        await app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromHours(1));

        app.Logs.Messages.ShouldNotContain(message => message.Contains("upkeep", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_without_workers_says_so_when_a_schedule_is_stored()
    {
        await using var app = await StartAsync(_ => { });
        app.Logs.Messages.ShouldNotContain(message => message.Contains("upkeep", StringComparison.Ordinal));

        await app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromHours(1));

        await app.Logs.WaitAsync(message => message.StartsWith(Nobody, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_live_worker_of_another_node_may_do_it()
    {
        var logs = new LogSink();
        await using var store = InMemoryMasterStore.Create(StoreContexts.Create(null));
        var session = new NewSession
        {
            Id = Guid.NewGuid(), WorkerName = "w", NodeName = "other:1", Lanes = ["default"], Concurrency = 1, Version = "1",
        };
        await store.Sessions.StartAsync(session, default);
        var watch = new UpkeepWatch(
            store.Sessions, isDoneHere: false, "here:1", new JobMasterClusterOptions { ClusterId = "default" }, TimeProvider.System, logs);

        await watch.StartedAsync();

        logs.Messages.ShouldHaveSingleItem().ShouldBe(
            "No worker of this node does the upkeep of cluster 'default'; one of another node has to, in mode Full or Coordinator.");
    }

    private static Task<TestApp> StartAsync(Action<JobMasterClusterConfig> configure) => TestApp.StartAsync(
        config => configure(config.UseInMemory().AddJobHandler<ProbeHandler>()), services => services.AddSingleton(new Probe()));
}
