using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Tests.Testing;

/// <summary>How the kit sits in a host: which clusters, whose time, and that stopping never hangs.</summary>
public sealed class HostTests
{
    private readonly Doing _doing = new();

    [Fact]
    public async Task Every_cluster_is_replaced_and_has_jobs_of_its_own()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.ReplaceJobMasterWithTestCluster();
        builder.Services.AddSingleton(_doing);
        foreach (var id in new[] { "north", "south" })
        {
            builder.Services.AddJobMasterCluster(config => config
                .UseMasterStore("production", _ => throw new InvalidOperationException("A test must not open the production store."))
                .ClusterId(id).AddJobHandler<WorkHandler>().AddWorker());
        }

        builder.Services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("main").SetAsDefault());
        using var host = builder.Build();
        await host.StartAsync();
        var (north, south) = (host.Services.GetJobMasterTestCluster("north"), host.Services.GetJobMasterTestCluster("south"));

        await host.Services.GetRequiredKeyedService<IJobMasterScheduler>("south").OnceNowAsync(new Work("s"));
        await south.RunUntilIdleAsync();

        north.Jobs.All.ShouldBeEmpty();
        south.Jobs.ShouldHaveScheduled<WorkHandler>().ShouldHaveSucceeded();
        north.Clock.ShouldBeSameAs(south.Clock);
        host.Services.GetJobMasterTestCluster().ClusterId.ShouldBe("main");
        await host.StopAsync();
    }

    [Fact]
    public async Task Without_the_kit_there_is_no_test_cluster()
    {
        await using var services = new ServiceCollection().AddJobMasterCluster(config => config.UseInMemory()).BuildServiceProvider();

        Should.Throw<InvalidOperationException>(() => services.GetJobMasterTestCluster())
            .Message.ShouldContain("ReplaceJobMasterWithTestCluster");
    }

    [Fact]
    public async Task What_cannot_be_meant_is_said()
    {
        await using var none = new ServiceCollection().ReplaceJobMasterWithTestCluster().BuildServiceProvider();
        Should.Throw<InvalidOperationException>(() => none.GetJobMasterTestCluster()).Message.ShouldStartWith("This app has no cluster.");

        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.ReplaceJobMasterWithTestCluster();
        builder.Services.AddSingleton(_doing).AddJobMasterCluster(config => config.UseInMemory().AddJobHandler<WorkHandler>().AddWorker());
        using var host = builder.Build();
        var cluster = host.Services.GetJobMasterTestCluster();
        Should.Throw<JobMasterException>(cluster.Jobs.ShouldAllHaveSucceeded).Message.ShouldContain("none was scheduled");
        await cluster.RunUntilIdleAsync();

        await host.Services.GetRequiredService<IJobMasterScheduler>().OnceNowAsync(new Work("early"));
        (await Should.ThrowAsync<InvalidOperationException>(cluster.RunUntilIdleAsync)).Message.ShouldStartWith(
            "Jobs wait, but nothing runs them: the app's host is not started, or has stopped.");

        await host.StartAsync();
        await cluster.RunUntilIdleAsync();
        cluster.Jobs.ShouldAllHaveSucceeded();
        await host.StopAsync();
    }

    [Fact]
    public async Task With_real_time_idle_is_known_and_the_clock_cannot_be_moved()
    {
        await using var host = await StartAsync(options => options.UseRealTime = true);

        await host.Jobs.OnceNowAsync(new Work("now"));
        await host.Cluster.RunUntilIdleAsync();

        host.Cluster.Jobs.ShouldAllHaveSucceeded();
        await Should.ThrowAsync<InvalidOperationException>(host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_handler_that_hangs_is_passed_over_by_the_clock_and_stopped_by_its_timeout()
    {
        await using var host = await StartAsync(options => options.HandlerPatience = TimeSpan.FromMilliseconds(50));
        _doing.Run = (_, _, token) => Task.Delay(Timeout.Infinite, token);
        var job = await host.Jobs.OnceNowAsync(new Work("hangs"));

        await host.Cluster.AdvanceAsync(TimeSpan.FromMinutes(5));

        // It may be passed over once more while it stops.
        await Eventually.BecomesAsync(
            "the attempt has ended", () => Task.FromResult(host.Cluster.Jobs.Get(job.Id).Attempts is [{ Error: not null }]),
            TestTime.Patience);
        host.Cluster.Jobs.Get(job.Id).Attempts.ShouldHaveSingleItem().Error.ShouldNotBeNull().ShouldContain("timeout");
    }

    [Fact]
    public async Task Idle_names_a_handler_that_does_not_end()
    {
        await using var host = await StartAsync(options => options.IdlePatience = TimeSpan.FromMilliseconds(500));
        var started = new TaskCompletionSource();
        _doing.Run = (_, _, token) =>
        {
            started.TrySetResult();
            return Task.Delay(Timeout.Infinite, token);
        };
        var job = await host.Jobs.OnceNowAsync(new Work("hangs"));
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var failure = await Should.ThrowAsync<JobMasterException>(host.Cluster.RunUntilIdleAsync());

        failure.Message.ShouldContain($"{job.Id} (work)");
    }

    [Fact]
    public async Task A_host_stops_though_a_handler_ignores_its_token()
    {
        var host = await StartAsync();
        var (started, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        _doing.Run = (_, _, _) =>
        {
            started.TrySetResult();
            return end.Task;
        };
        await host.Jobs.OnceNowAsync(new Work("deaf"));
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        end.TrySetResult();
    }

    private Task<TestHost> StartAsync(Action<JobMasterTestOptions>? options = null) => TestHost.StartAsync(
        config => config.AddJobHandler<WorkHandler>().AddWorker(), services => services.AddSingleton(_doing), options);
}
