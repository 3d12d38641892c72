using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Postgres.Tests;

/// <summary>Two clusters that share a database, each under a prefix of its own.</summary>
public sealed class SharedDatabaseTests : PostgresSchema
{
    public override Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_clusters_with_prefixes_of_their_own_start_at_once_and_each_runs_its_own_jobs()
    {
        var (mine, theirs) = (new Probe(), new Probe());
        var apps = await Task.WhenAll(
            Task.Run(() => StartAsync("billing", "b_", mine)), Task.Run(() => StartAsync("warehouse", "w_", theirs)));
        await using var billing = apps[0];
        await using var warehouse = apps[1];

        var bill = await billing.Jobs.OnceNowAsync<ProbeHandler>();
        var parcel = await warehouse.Jobs.OnceNowAsync<ProbeHandler>();
        var keyed = await billing.Jobs.ScheduleAsync(
            JobRequest.For<ProbeHandler>() with { Options = new JobOptions { IdempotencyKey = "on the master" } });
        await billing.WaitAsync(bill.Id, JobState.Succeeded);
        await billing.WaitAsync(keyed.Id, JobState.Succeeded);
        await warehouse.WaitAsync(parcel.Id, JobState.Succeeded);

        mine.Runs.Select(run => run.Id).ShouldBe([bill.Id, keyed.Id], ignoreOrder: true);
        theirs.Runs.Select(run => run.Id).ShouldBe([parcel.Id]);
        (await warehouse.Monitor.GetAsync(keyed.Id)).ShouldBeNull();
    }

    private Task<TestApp> StartAsync(string cluster, string prefix, Probe probe) => TestApp.StartAsync(
        config =>
        {
            config.UsePostgres(PostgresFixture.ConnectionString)
                .UseSqlSchemaForMaster(Fixture.Schema)
                .ClusterId(cluster)
                .UseSqlTablePrefixForMaster(prefix)
                .AddJobHandler<ProbeHandler>();
            config.AddAgentConnectionConfig("Main")
                .UsePostgresForAgent(PostgresFixture.ConnectionString)
                .UseSqlSchemaForAgent(Fixture.Schema)
                .UseSqlTablePrefixForAgent(prefix);
            config.AddWorker().AgentConnName("Main");
        },
        services => services.AddSingleton(probe));
}
