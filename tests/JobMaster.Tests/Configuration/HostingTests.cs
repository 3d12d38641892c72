using JobMaster.Conformance.Jobs;
using JobMaster.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace JobMaster.Tests.Configuration;

/// <summary>How a cluster lives in its host.</summary>
public sealed class HostingTests
{
    private static TestApp Build(Action<JobMasterClusterConfig> configure, Probe probe, Action<IServiceCollection>? services = null) =>
        TestApp.Build(config => configure(config.UseInMemory().AddJobHandler<ProbeHandler>()), collection =>
        {
            collection.AddSingleton(probe);
            services?.Invoke(collection);
        });

    [Fact]
    public async Task Starting_the_runtime_early_and_again_does_no_harm()
    {
        await using var app = Build(config => config.AddWorker(), new Probe());

        await app.Services.StartJobMasterRuntimeAsync();
        await app.Services.StartJobMasterRuntimeAsync();
        await app.Host.StartAsync();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        app.Logs.Messages.Count(message => message.Contains("starts with 1 worker(s)", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_metadata_that_an_app_names_is_indexed_by_its_store()
    {
        IReadOnlyList<string> named = [];
        await using var app = TestApp.Build(config => config.IndexMetadata("OrderId", "CustomerId").UseMasterStore("noted", context =>
        {
            named = context.IndexedMetadata;
            return InMemoryMasterStore.Create(context, new InMemoryState());
        }));
        await app.Host.StartAsync();
        var metadata = WritableMetadata.New().SetStringValue("OrderId", "A-1");
        var job = await app.Jobs.OnceNowAsync("probe", options: new JobOptions { Metadata = metadata });

        var search = new JobSearch { Metadata = new JobMetadataValue("OrderId", "A-1") };
        (await app.Monitor.SearchAsync(search)).Jobs.ShouldHaveSingleItem().Id.ShouldBe(job.Id);
        named.ShouldBe(["OrderId", "CustomerId"]);
    }

    [Fact]
    public async Task Starting_the_runtime_early_throws_what_is_wrong_there()
    {
        await using var app = Build(config => config.ClusterIanaTimeZoneId("nowhere"), new Probe());

        (
            await Should.ThrowAsync<JobMasterConfigurationException>(app.Services.StartJobMasterRuntimeAsync()))
                .Message.ShouldContain("nowhere");
    }

    [Fact]
    public async Task Nothing_is_built_before_the_start_so_a_test_host_can_override_it()
    {
        var configured = false;
        await using var app = Build(_ => configured = true, new Probe());

        configured.ShouldBeFalse();
        await app.Host.StartAsync();
        configured.ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_whose_services_are_disposed_of_first_stops_all_the_same()
    {
        var app = Build(config => config.AddWorker(), new Probe());
        await app.Host.StartAsync();
        var lifecycle = app.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()
            .Single(service => service.GetType().Assembly == typeof(IJobMasterCluster).Assembly);
        await app.DisposeAsync();

        await Should.NotThrowAsync(lifecycle.StoppingAsync(CancellationToken.None));
        await Should.NotThrowAsync(lifecycle.StopAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Every_option_binds_by_name_and_later_calls_go_before_it()
    {
        var settings = new Dictionary<string, string?>
        {
            ["JobMaster:ClusterId"] = "Bound",
            ["JobMaster:DefaultJobTimeout"] = "00:00:42",
            ["JobMaster:MaxMessageByteSize"] = "2048",
            ["JobMaster:Mode"] = "Passive",
            ["JobMaster:Workers:0:Name"] = "images",
            ["JobMaster:Workers:0:Lanes:0"] = "Images",
            ["JobMaster:Workers:0:MaxConcurrency"] = "3",
        };
        JobMasterClusterOptions? options = null;
        await using var app = Build(
            config =>
            {
                config.BindConfiguration("JobMaster").ClusterDefaultMaxRetryCount(2);
                options = config.Options;
            },
            new Probe(),
            services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
        await app.Host.StartAsync();

        (options!.ClusterId, options.DefaultJobTimeout, options.MaxMessageByteSize, options.Mode, options.DefaultMaxRetryCount)
            .ShouldBe(("Bound", TimeSpan.FromSeconds(42), 2048, ClusterMode.Passive, 2));
        var worker = options.Workers.ShouldHaveSingleItem();
        (worker.Name, worker.MaxConcurrency).ShouldBe(("images", 3));
        worker.Lanes.ShouldBe(["Images"]);
        app.Cluster.ClusterId.ShouldBe("Bound");
    }

    [Theory]
    [InlineData(10, 20, true)]
    [InlineData(25, 20, true)]
    [InlineData(26, 20, false)]
    [InlineData(30, 20, false)]
    public async Task A_host_that_ends_a_stop_too_early_is_warned_of(int limit, int grace, bool isWarned)
    {
        await using var app = Build(
            config => config.AddWorker(worker => config.Options.ShutdownGracePeriod = TimeSpan.FromSeconds(grace)),
            new Probe(),
            services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(limit)));
        await app.Host.StartAsync();

        var warned = $"HostOptions.ShutdownTimeout 00:00:{limit} is shorter than ShutdownGracePeriod 00:00:{grace} and the 00:00:06 that " +
            "a stop takes after it";
        app.Logs.Warnings.Count(message => message.StartsWith(warned, StringComparison.Ordinal)).ShouldBe(isWarned ? 1 : 0);
    }

    [Fact]
    public async Task What_is_left_out_beside_handlers_registered_one_by_one_is_named()
    {
        await using var app = Build(
            config => config.AddWorker(),
            new Probe(),
            services =>
                services.AddSingleton<IHostEnvironment>(
                    new HostingEnvironment { ApplicationName = typeof(HostingTests).Assembly.GetName().Name! }));
        await app.Host.StartAsync();

        var profiles = app.Logs.Warnings.Where(message =>
            message.Contains(typeof(JobMaster.Tests.Recurring.Schedules.ProfileTests.ScannedProfile).FullName!, StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        profiles.ShouldStartWith(
            "Cluster 'default' registers its handlers one by one, and profile(s) of 'JobMaster.Tests' are not registered: ");
        profiles.ShouldEndWith(
            "Add config.AddRecurringSchedules<TProfile>() for each, or register the whole assembly with " +
            "config.AddJobHandlersFromAssembly(assembly).");
        app.Logs.Messages.ShouldContain(message => message.Contains(typeof(LeftOutHandler).FullName!, StringComparison.Ordinal));
        (await app.Services.GetRequiredService<IJobMasterMonitor>().Schedules.ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelt_setting_is_named()
    {
        await using var app = Build(
            config => config.BindConfiguration("JobMaster"),
            new Probe(),
            services =>
                services.AddSingleton<IConfiguration>(
                    new ConfigurationBuilder().AddInMemoryCollection([new("JobMaster:ClusterIdd", "x")]).Build()));

        (await Should.ThrowAsync<JobMasterConfigurationException>(() => app.Host.StartAsync())).Message.ShouldContain("ClusterIdd");
    }

    [Fact]
    public async Task A_program_without_a_host_starts_the_runtime_and_disposes_its_container_without_await()
    {
        var probe = new Probe();
        var services = new ServiceCollection()
            .AddSingleton(probe)
            .AddJobMasterCluster(config => config.UseInMemory().AddJobHandler<ProbeHandler>().AddWorker());
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.StartJobMasterRuntimeAsync();
            provider.GetRequiredService<IJobMasterCluster>().ClusterId.ShouldBe("default");
            var job = await provider.GetRequiredService<IJobMasterScheduler>().OnceNowAsync<ProbeHandler>();
            (await probe.NextAsync()).Id.ShouldBe(job.Id);

#pragma warning disable CA1849 // That is what is tested.
            provider.Dispose();
#pragma warning restore CA1849
        }
    }

    [Fact]
    public async Task Configuration_can_use_the_apps_services()
    {
        var probe = new Probe();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(probe).AddSingleton(new ClusterName("FromServices"));
        builder.Services.AddJobMasterCluster((services, config) =>
            config.UseInMemory().ClusterId(services.GetRequiredService<ClusterName>().Value));
        using var host = builder.Build();

        host.Services.GetRequiredService<IJobMasterCluster>().ClusterId.ShouldBe("FromServices");
    }

    [Fact]
    public async Task Two_clusters_in_one_host_are_told_apart_by_key_and_by_id()
    {
        var probe = new Probe();
        await using var app = Build(
            config => config.ClusterId("one").SetAsDefault(),
            probe,
            services =>
                services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("two").AddJobHandler<ProbeHandler>().AddWorker()));
        await app.Host.StartAsync();

        var byId = await app.Jobs.OnceNowAsync<ProbeHandler>(clusterId: "two");
        var two = app.Services.GetRequiredKeyedService<IJobMasterScheduler>("two");
        var byKey = await two.OnceNowAsync<ProbeHandler>();

        app.Services.GetRequiredService<IJobMasterCluster>().ClusterId.ShouldBe("one");
        byId.ClusterId.ShouldBe("two");
        byKey.ClusterId.ShouldBe("two");
        (await probe.NextAsync()).ClusterId.ShouldBe("two");
        (await Should.ThrowAsync<JobMasterConfigurationException>(app.Jobs.OnceNowAsync<ProbeHandler>(clusterId: "three"))).Message
            .ShouldContain("configured: 'one', 'two'");
        Should.Throw<JobMasterConfigurationException>(() =>
            app.Services.GetRequiredKeyedService<IJobMasterScheduler>(3)).Message.ShouldContain(
                "Cluster '3' is not configured in this app");
    }

    [Fact]
    public async Task Debug_log_lines_are_json_objects()
    {
        var directory = Directory.CreateTempSubdirectory("jobmaster-log-");
        try
        {
            await using (var app = Build(config => config.DebugJsonlFileLogger(directory.FullName).AddWorker(), new Probe()))
            {
                await app.Host.StartAsync();
                var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
                await app.WaitAsync(job.Id, JobState.Succeeded);
            }

            var lines = await File.ReadAllLinesAsync(directory.GetFiles("*.jsonl").ShouldHaveSingleItem().FullName);
            var events = lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("event").GetString())
                .ToList();
            events.ShouldContain("JobSucceeded");
            events.ShouldContain("Stopped");
            lines.ShouldAllBe(line => line.Contains("\"eventId\":", StringComparison.Ordinal));
            lines.ShouldContain(line => line.Contains("Cluster 'default' stopped.", StringComparison.Ordinal));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Handlers_of_the_apps_own_assembly_are_found_without_registration()
    {
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = typeof(ProbeHandler).Assembly.GetName().Name });
        builder.Services.AddSingleton(new Probe()).AddScoped<StickyService>();
        builder.Services.AddJobMasterCluster(config => config.UseInMemory());
        using var host = builder.Build();

        var job = await host.Services.GetRequiredService<IJobMasterScheduler>().OnceNowAsync<ImageHandler>();

        job.JobDefinitionId.ShouldBe("images");
    }

    private sealed record ClusterName(string Value);

    [JobMasterDefinitionId("left out")]
    private sealed class LeftOutHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }
}
