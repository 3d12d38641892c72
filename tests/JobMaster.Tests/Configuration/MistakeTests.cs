using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Configuration;

/// <summary>A newcomer's mistakes: each message names the value and the fix, and nothing is lost.</summary>
public sealed class MistakeTests
{
    private static Task<JobMasterConfigurationException> ConfigurationErrorAsync(
        Action<JobMasterClusterConfig> configure, Action<IServiceCollection>? services = null) =>
        Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(configure, services));

    private static async Task<string> RejectionAsync(Func<IJobMasterScheduler, Task> call)
    {
        await using var app = await TestApp.StartAsync(
            config =>
                config.UseInMemory().ClusterMaxMessageByteSize(100).AddJobHandler<ProbeHandler>(), services =>
                    services.AddSingleton(new Probe()));
        var message = (await Should.ThrowAsync<JobRejectedException>(call(app.Jobs))).Message;
        (await app.Monitor.ListAsync()).Jobs.ShouldBeEmpty();
        return message;
    }

    [Fact]
    public async Task No_provider_chosen() =>
        (await ConfigurationErrorAsync(config => config.ClusterId("Orders"))).Message.ShouldBe(
            "Cluster 'Orders' has no database. Add a provider's package and call it: config.UseSqlite() from JobMaster.Sqlite needs no " +
            "server.");

    [Fact]
    public async Task Two_providers_chosen() =>
        (
            await ConfigurationErrorAsync(config => config.UseInMemory().UseInMemory())).Message.ShouldContain(
                "two master stores, memory and memory. Keep one");

    [Theory]
    [InlineData(
        "Data Sorce=jobs.db", "The SQLite connection string cannot be read: Connection string keyword 'data sorce' is not supported.",
        "Give a path, or for example 'Data Source=jobs.db'.")]
    [InlineData("", "The SQLite connection string is empty.", "Give the path of a file")]
    [InlineData("Mode=ReadOnly", "The SQLite connection string names no file.", "Give a path, or for example 'Data Source=jobs.db'.")]
    [InlineData(":memory:", "An SQLite database in memory cannot keep jobs", "Give the path of a file")]
    public async Task A_bad_SQLite_connection_string(string connectionString, string problem, string remedy)
    {
        var message = (await ConfigurationErrorAsync(config => config.UseSqlite(connectionString))).Message;
        message.ShouldStartWith(problem);
        message.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_connection_string_that_the_configuration_lacks()
    {
        var configuration = new ConfigurationBuilder().Build();
        (await ConfigurationErrorAsync(config => config.UseSqlite(configuration.GetConnectionString("Jobs")!))).Message.ShouldBe(
            "UseSqlite was given null in place of a connection string. GetConnectionString(name) returns null when the configuration " +
            "lacks the name; ConnectionStrings is missing or empty. " +
            "Correct the name, or add the connection string to the configuration. For 'jobmaster.db' in the content root call " +
            "UseSqlite().");
    }

    [Theory]
    [InlineData("jobs.db", "The Postgres connection string cannot be read: ")]
    [InlineData("Database=app;Password=secret", "The Postgres connection string names no host.")]
    [InlineData("", "The Postgres connection string names no host.")]
    public async Task A_bad_Postgres_connection_string(string connectionString, string problem)
    {
        var message = (await ConfigurationErrorAsync(config => config.UsePostgres(connectionString))).Message;
        message.ShouldStartWith(problem);
        message.ShouldContain("Give for example 'Host=localhost;Database=app;Username=app;Password=…'.");
        message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_server_that_is_not_there()
    {
        var failure = await Should.ThrowAsync<JobMasterStoreException>(() =>
            TestApp.StartAsync(config => config.UsePostgres("Host=127.0.0.1;Port=1;Database=app;Username=app;Password=secret")));
        failure.Message.ShouldBe(
            "Postgres 127.0.0.1:1/app cannot be reached: Connection refused. Start the database, or correct host and port of the " +
            "connection string. " +
            "To start the app without it and try again in the background, set StartupFailure to RetryInBackground.");
    }

    [Fact]
    public async Task Two_defaults() =>
        (await ConfigurationErrorAsync(
            config => config.UseInMemory().ClusterId("one").SetAsDefault(),
            services => services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("two").SetAsDefault()))).Message
            .ShouldBe("More than one cluster is the default: 'one', 'two'. Keep SetAsDefault() on one of them.");

    [Fact]
    public async Task What_is_wrong_with_several_clusters_is_told_at_once()
    {
        var message = (await ConfigurationErrorAsync(
            config => config.ClusterId("one").SetAsDefault(),
            services =>
            {
                services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("two").SetAsDefault().AddWorker().MaxConcurrency(0));
                services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("three"));
                services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("three"));
            })).Message;

        message.ShouldStartWith("4 problems:");
        message.ShouldContain("Cluster 'three' is configured 2 times.");
        message.ShouldContain("More than one cluster is the default: 'one', 'two'.");
        message.ShouldContain("Cluster 'one': Cluster 'one' has no database.");
        message.ShouldContain("Cluster 'two': MaxConcurrency 0 of Worker 1");
    }

    [Fact]
    public async Task A_profile_and_an_option_that_cannot_work_are_told_at_once()
    {
        var message = (
            await ConfigurationErrorAsync(config =>
                config.UseInMemory().AddRecurringSchedules<BadProfile<int>>().ClusterDefaultMaxRetryCount(-1)))
                .Message;

        message.ShouldStartWith("2 problems:");
        message.ShouldContain("Profile 'bad': ");
        message.ShouldContain("DefaultMaxRetryCount -1 must be at least 0.");
    }

    [Fact]
    public async Task A_worker_without_any_handler()
    {
        await using var app = await TestApp.StartAsync(config => config.UseInMemory().AddWorker());

        app.Logs.Warnings.ShouldBe(
        [
            "Cluster 'default' has 1 worker(s) and no handler: the jobs they claim are parked. " +
            "Register handlers with config.AddJobHandler<THandler>(), or with config.AddJobHandlersFromAssembly(assembly).",
        ]);
    }

    private const string NoDefault =
        "There are several clusters ('one', 'two') and none is the default. Call SetAsDefault() on one, or ask for one by key: " +
        "[FromKeyedServices(\"one\")].";

    [Fact]
    public async Task Several_clusters_and_no_default()
    {
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().ClusterId("one").AddJobHandler<KeyedHandler>(),
            services => services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("two")));

        Should.Throw<JobMasterConfigurationException>(() =>
            app.Services.GetRequiredService<IJobMasterScheduler>()).Message.ShouldBe(NoDefault);
        var job = await app.Services.GetRequiredKeyedService<IJobMasterScheduler>("one").OnceNowAsync<KeyedHandler>();
        (await app.Services.GetRequiredKeyedService<IJobMasterMonitor>("one").Jobs.GetAsync(job.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_handler_that_asks_for_one_of_several_clusters_and_none_is_the_default() =>
        (await ConfigurationErrorAsync(
            config => config.UseInMemory().ClusterId("one").AddJobHandler<UnkeyedHandler>(),
            services => services.AddJobMasterCluster(config => config.UseInMemory().ClusterId("two")))).Message
            .ShouldBe($"'{typeof(UnkeyedHandler).FullName}' asks for IJobMasterScheduler without a key. {NoDefault}");

    [Fact]
    public async Task The_same_cluster_twice() =>
        (await ConfigurationErrorAsync(
            config => config.UseInMemory(),
            services => services.AddJobMasterCluster(config => config.UseInMemory())))
                .Message.ShouldContain("Cluster 'default' is configured 2 times");

    [Fact]
    public async Task An_unknown_agent() =>
        (await ConfigurationErrorAsync(config => config.UseInMemory().AddWorker().AgentConnName("Nats-1"))).Message
            .ShouldBe(
                "Agent connection 'Nats-1' of Worker 1 is not configured; configured: none. Add it with AddAgentConnectionConfig, or " +
                "remove AgentConnName(\"Nats-1\") and the worker claims from the master alone.");

    [Fact]
    public async Task An_agent_that_is_none_of_those_configured() =>
        (await ConfigurationErrorAsync(config =>
        {
            config.UseInMemory().AddAgentConnectionConfig("Postgres-1").UseInMemoryForAgent();
            config.AddWorker().AgentConnName("Nats-1");
        })).Message.ShouldContain(
            "Agent connection 'Nats-1' of Worker 1 is not configured; configured: 'Postgres-1'. Add it with AddAgentConnectionConfig");

    [Fact]
    public async Task Everything_wrong_about_agents_is_told_at_once()
    {
        var message = (await ConfigurationErrorAsync(config =>
        {
            config.UseInMemory().UseStandaloneCluster().AddAgentConnectionConfig("twice").UseInMemoryForAgent();
            config.AddAgentConnectionConfig("twice").UseInMemoryForAgent().UseInMemoryForAgent();
            config.AddAgentConnectionConfig("bare");
            config.AddAgentConnectionConfig(" ").UseInMemoryForAgent().UseSqlTablePrefixForAgent("a-b");
            config.AddWorker().AgentConnName("twice");
            config.AddWorker().AgentConnName("twice").SetWorkerMode(AgentWorkerMode.Drain).WorkerName("d");
        })).Message;

        message.ShouldContain("Agent connection 'twice' is configured 2 times");
        message.ShouldContain("Agent connection 'twice' was given two transports, memory and memory");
        message.ShouldContain("Agent connection 'bare' has no transport");
        message.ShouldContain("The name of agent connection ' ' must have 1 to 100 characters");
        message.ShouldContain("SqlTablePrefixForAgent 'a-b' of agent connection ' ' must be");
        message.ShouldContain("Worker 'd' drains agent connection 'twice' while another worker of this app receives from it");
        message.ShouldContain("UseStandaloneCluster was called and agent connection 'twice' added");
    }

    [Fact]
    public async Task Renames_that_rename_nothing()
    {
        var message = (await ConfigurationErrorAsync(config =>
        {
            config.UseInMemory().ClusterId("billing").RenamesCluster("billing");
            config.AddAgentConnectionConfig("one").UseInMemoryForAgent().RenamesAgent("two");
            config.AddAgentConnectionConfig("two").UseInMemoryForAgent().UseSqlSchemaForAgent("a-b");
        })).Message;

        message.ShouldContain(
            "RenamesCluster names 'billing', which is the cluster's own id. Give the id it had before, or remove the call.");
        message.ShouldContain("RenamesAgent of agent connection 'one' names 'two', which is an agent connection of this app.");
        message.ShouldContain("SqlSchemaForAgent 'a-b' of agent connection 'two' must be 1 to 32 letters");
        (
            await ConfigurationErrorAsync(config => config.UseInMemory().RenamesCluster(" "))).Message.ShouldContain(
                "FormerClusterId ' ' must have 1 to 100 characters");
    }

    [Fact]
    public async Task A_worker_that_drains_nothing() =>
        (
            await ConfigurationErrorAsync(config => config.UseInMemory().AddWorker().WorkerName("d").SetWorkerMode(AgentWorkerMode.Drain)))
                .Message
            .ShouldBe(
                "Worker 'd' has mode Drain but no agent connection to drain. Name it with AgentConnName, or set the mode to Full, " +
                "Execution or Coordinator.");

    [Fact]
    public async Task A_handler_that_is_not_registered() =>
        (await RejectionAsync(jobs => jobs.OnceNowAsync<ImageHandler>())).ShouldBe(
            $"Handler '{typeof(ImageHandler).FullName}' is not registered with cluster 'default'. " +
            "Add config.AddJobHandler<ImageHandler>() or config.AddJobHandlersFromAssembly(typeof(ImageHandler).Assembly) to " +
            "AddJobMasterCluster.");

    [Fact]
    public async Task A_payload_no_handler_takes() =>
        (await RejectionAsync(jobs => jobs.OnceNowAsync(new Order(1, 1)))).ShouldContain(
            "No registered handler of cluster 'default' takes a 'JobMaster.Conformance.Jobs.Order'");

    [Fact]
    public async Task Message_data_without_a_handler() =>
        (
            await RejectionAsync(jobs => jobs.OnceNowAsync(WriteableMessageData.New()))).ShouldContain(
                "Name it, as in OnceNowAsync<THandler>(data)");

    [Fact]
    public async Task A_constructor_service_that_is_missing() =>
        (await ConfigurationErrorAsync(config => config.UseInMemory().AddJobHandler<ProbeHandler>())).Message.ShouldBe(
            $"Handler '{typeof(ProbeHandler).FullName}' needs '{typeof(Probe).FullName}' in its constructor, which is not registered. " +
            "Register it, as in builder.Services.AddScoped<Probe>().");

    [Fact]
    public async Task A_lane_without_a_worker()
    {
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().AddJobHandler<ProbeHandler>().AddWorker(), services => services.AddSingleton(new Probe()));

        await app.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "Mail");

        (await app.Logs.WaitAsync(message => message.StartsWith("Lane 'Mail'", StringComparison.Ordinal))).ShouldBe(
            "Lane 'Mail' has no live worker in cluster 'default' (served: default); its jobs wait. " +
            "Add AddWorker(w => w.WorkerLane(\"Mail\")) to an app of the cluster, or correct the lane.");
    }

    [Fact]
    public async Task A_payload_that_is_too_large() =>
        (
            await RejectionAsync(jobs =>
                jobs.OnceNowAsync("probe", WriteableMessageData.New().SetStringValue("Text", new string('x', 200)))))
                .ShouldBe(
            "Message data of job 'probe' is 211 bytes; the limit is 100. Store the content elsewhere and pass a reference, or raise " +
            "ClusterMaxMessageByteSize.");

    [Fact]
    public async Task A_bad_time_zone() =>
        (await ConfigurationErrorAsync(config => config.UseInMemory().ClusterIanaTimeZoneId("Mars/Olympus"))).Message
            .ShouldStartWith(
                "ClusterIanaTimeZoneId 'Mars/Olympus' is not a time zone of this machine. Use an IANA id such as 'Europe/Berlin'");

    [Fact]
    public async Task A_Windows_time_zone() =>
        (await ConfigurationErrorAsync(config => config.UseInMemory().ClusterIanaTimeZoneId("Pacific Standard Time"))).Message.ShouldBe(
            "ClusterIanaTimeZoneId 'Pacific Standard Time' is a Windows id, which other machines may not know. Write " +
            "'America/Los_Angeles'.");

    [Fact]
    public async Task An_unspecified_date()
    {
        var time = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Unspecified);

        (await RejectionAsync(jobs => jobs.OnceAtAsync<ProbeHandler>(time))).ShouldBe(
            "DateTime 2030-01-02 03:04:05 is of kind Unspecified, so it means another instant on every host. " +
            "Pass a DateTimeOffset, or say which it is: DateTime.SpecifyKind(value, DateTimeKind.Utc).");
        await RejectionAsync(jobs => jobs.OnceAtAsync(time, "probe"));
        await RejectionAsync(jobs => jobs.OnceAtAsync(time, new Order(1, 1)));
        await RejectionAsync(jobs => jobs.ReScheduleAsync(Guid.NewGuid(), time));
    }

    [Fact]
    public async Task Two_handlers_of_one_definition_id() =>
        (await ConfigurationErrorAsync(
            config =>
                config.UseInMemory().AddJobHandler<ProbeHandler>().AddJobHandler<TwinHandler>(), services =>
                    services.AddSingleton(new Probe())))
                .Message
            .ShouldContain("Definition id 'probe' is used by");

    [Fact]
    public async Task All_problems_are_reported_together()
    {
        var message = (await ConfigurationErrorAsync(config => config.ClusterIanaTimeZoneId("x").AddWorker().MaxConcurrency(0))).Message;

        message.ShouldStartWith("3 problems:");
        message.ShouldContain("has no database");
        message.ShouldContain("MaxConcurrency 0 of Worker 1");
    }

    /// <summary>Generic, so that no scan of this assembly finds it.</summary>
    private sealed class BadProfile<T> : IStaticRecurringSchedulesProfile
    {
        public static string ProfileId => "bad";

        public static void Config(RecurringScheduleDefinitionCollection schedules) =>
            schedules.Add<TwinHandler>(typeof(T).Name, "not a cron", defId: "x");
    }

#pragma warning disable CS9113 // What is asked for is what counts.
    [JobMasterDefinitionId("unkeyed")]
    private sealed class UnkeyedHandler(IJobMasterScheduler jobs) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("keyed")]
    private sealed class KeyedHandler([FromKeyedServices("two")] IJobMasterScheduler jobs) : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }
#pragma warning restore CS9113

    [JobMasterDefinitionId("probe")]
    private sealed class TwinHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => Task.CompletedTask;
    }
}
