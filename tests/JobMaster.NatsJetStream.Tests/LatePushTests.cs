using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.NatsJetStream.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.NatsJetStream.Tests;

/// <summary>A push that failed for the caller and reaches the server long after its job went to the master.</summary>
public sealed class LatePushTests : NatsTests
{
    [Fact]
    public async Task A_push_that_arrives_after_its_job_has_run_from_the_master_runs_nothing()
    {
        var server = Own(await NatsServer.StartAsync("http: \"127.0.0.1:-1\""));
        var proxy = Own(new CuttingProxy(server.Port));
        var probe = new Probe();
        await using var app = await TestApp.StartAsync(
            config =>
            {
                config.UseInMemory().AddJobHandler<ProbeHandler>();
                config.AddAgentConnectionConfig("nats").UseNatsJetStream(
                    proxy.Url, options => options.RequestTimeout = TimeSpan.FromSeconds(1));
                config.AddWorker().AgentConnName("nats");
            },
            services => services.AddSingleton(probe));
        var first = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(first.Id, JobState.Succeeded);
        AgentJobId.Is(first.Id).ShouldBeTrue();
        var before = await LastSequenceAsync(server);

        proxy.StallRequests();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>().Soon();
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);
        (await LastSequenceAsync(server)).ShouldBe(before, "the push has not arrived yet");

        proxy.Resume();
        await Eventually.BecomesAsync(
            "the push arrives", async () => await LastSequenceAsync(server) > before, TestTime.Patience);
        await Eventually.BecomesAsync(
            "the message is dropped", async () => await HeldAsync(server) == 0, TestTime.Patience);

        (job.IsNew, AgentJobId.Is(job.Id)).ShouldBe((true, true));
        probe.Runs.Count.ShouldBe(2);
        (await app.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().Number.ShouldBe(1);
        (await app.Monitor.GetAsync(job.Id)).ShouldNotBeNull().FinalizedAt.ShouldBe(done.FinalizedAt);
    }

    private static async Task<long> LastSequenceAsync(NatsServer server) => await SumAsync(server, "last_seq");

    private static async Task<long> HeldAsync(NatsServer server) => await SumAsync(server, "messages");

    /// <summary>A number of the state of all streams.</summary>
    private static async Task<long> SumAsync(NatsServer server, string name)
    {
        var page = await server.MonitorAsync("jsz?accounts=true&streams=true");
        return page.GetProperty("account_details").EnumerateArray()
            .Where(account => account.TryGetProperty("stream_detail", out _))
            .SelectMany(account => account.GetProperty("stream_detail").EnumerateArray())
            .Sum(stream => stream.GetProperty("state").GetProperty(name).GetInt64());
    }
}
