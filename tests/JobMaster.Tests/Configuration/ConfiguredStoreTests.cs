using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Configuration;

/// <summary>Store, agents and workers named in the app's configuration, and what is said when they cannot work.</summary>
public sealed class ConfiguredStoreTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("jobmaster-configured-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_whole_cluster_named_in_the_configuration_runs()
    {
        var probe = new Probe();
        await using (var app = await StartAsync(
            config => config.AddSqliteProvider().AddPostgresProvider().BindConfiguration("JobMaster").AddJobHandler<ProbeHandler>(),
            probe,
            ("ConnectionStrings:Jobs", InDirectory("jobs.db")),
            ("JobMaster:ClusterId", "orders"),
            ("JobMaster:Store:Provider", "sqlite"),
            ("JobMaster:Store:ConnectionStringName", "Jobs"),
            ("JobMaster:Store:LockWait", "00:00:10"),
            ("JobMaster:Agents:Agent-1:Provider", "SQLite"),
            ("JobMaster:Agents:Agent-1:ConnectionString", InDirectory("agent.db")),
            ("JobMaster:Agents:Agent-1:TablePrefix", "mine_"),
            ("JobMaster:Workers:0:AgentConnectionName", "Agent-1")))
        {
            var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
            (await probe.NextAsync()).Id.ShouldBe(job.Id);
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        _directory.GetFiles().Select(file => file.Name).ShouldContain("jobs.db");
        _directory.GetFiles().Select(file => file.Name).ShouldContain("agent.db");
    }

    [Fact]
    public async Task What_the_code_sets_goes_before_the_configuration()
    {
        SqliteStoreOptions? seen = null;
        await using var app = await StartAsync(
            config =>
                config.BindConfiguration("JobMaster").AddSqliteProvider(options => (seen = options).LockWait = TimeSpan.FromSeconds(7)),
            new Probe(),
            ("JobMaster:Store:Provider", "SQLite"),
            ("JobMaster:Store:ConnectionString", InDirectory("jobs.db")),
            ("JobMaster:Store:LockWait", "00:00:10"),
            ("JobMaster:Store:Synchronous", "Normal"));

        (seen!.LockWait, seen.Synchronous).ShouldBe((TimeSpan.FromSeconds(7), SqliteSynchronous.Normal));
    }

    [Fact]
    public async Task A_test_host_replaces_what_the_configuration_names_and_needs_no_connection_string()
    {
        await using var app = await StartAsync(
            config => config.AddPostgresProvider().BindConfiguration("JobMaster").AddJobHandler<ProbeHandler>(),
            new Probe(),
            services => services.ReplaceJobMasterWithTestCluster(),
            ("JobMaster:Store:Provider", "Postgres"),
            ("JobMaster:Store:ConnectionStringName", "Jobs"),
            ("JobMaster:Agents:Agent-1:Provider", "Postgres"),
            ("JobMaster:Agents:Agent-1:ConnectionStringName", "Jobs"),
            ("JobMaster:Workers:0:AgentConnectionName", "Agent-1"));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.Services.GetJobMasterTestCluster().RunUntilIdleAsync();
        app.Services.GetJobMasterTestCluster().Jobs.Get(job.Id).ShouldHaveSucceeded();
    }

    [Fact]
    public async Task A_provider_that_the_code_does_not_add() =>
        (await ErrorAsync(config => config.AddSqliteProvider(), ("Store:Provider", "Postgrs"))).ShouldBe(
            "Provider 'Postgrs' of configuration section 'JobMaster:Store' is not known; known for a store: 'SQLite'. " +
            "Correct the name, or add the provider in code, such as config.AddSqliteProvider() from JobMaster.Sqlite.");

    [Fact]
    public async Task A_store_without_a_provider() =>
        (await ErrorAsync(config => config.AddSqliteProvider(), ("Store:ConnectionString", "x"))).ShouldBe(
            "Configuration section 'JobMaster:Store' names no Provider; known for a store: 'SQLite'. Set JobMaster:Store:Provider to one " +
            "of them.");

    [Fact]
    public async Task A_provider_that_is_for_agents_alone() =>
        (await ErrorAsync(
            config =>
                config.AddProvider(new StoreProvider { Name = "Broker", CreateAgent = (_, _) => throw new InvalidOperationException() }),
            ("Store:Provider", "broker"))).ShouldBe(
                "Provider 'broker' of configuration section 'JobMaster:Store' cannot be a store; known for a store: none.");

    [Fact]
    public async Task A_store_in_the_code_and_another_in_the_configuration() =>
        (await ErrorAsync(config => config.UseInMemory().AddSqliteProvider(), ("Store:Provider", "SQLite"))).ShouldBe(
            "Cluster 'default' was given two master stores, memory and SQLite (section 'JobMaster:Store'). Keep one of them.");

    [Fact]
    public async Task A_connection_string_that_the_configuration_lacks_by_name() =>
        (await ErrorAsync(
            config => config.AddSqliteProvider(),
            ("Store:Provider", "SQLite"), ("Store:ConnectionStringName", "Jobs"), ("ConnectionStrings:Default", "secret"),
            ("ConnectionStrings:Redis", "secret")))
                .ShouldBe(
            "ConnectionStringName 'Jobs' of configuration section 'JobMaster:Store' is not in the configuration; ConnectionStrings has " +
            "'Default', 'Redis'. Correct the name, or add the connection string.");

    [Fact]
    public async Task Two_ways_to_say_where_the_store_is() =>
        (await ErrorAsync(
            config => config.AddSqliteProvider(),
            ("Store:Provider", "SQLite"), ("Store:ConnectionStringName", "Jobs"), ("Store:ConnectionString", "jobs.db"))).ShouldBe(
            "Configuration section 'JobMaster:Store' has both ConnectionString and ConnectionStringName. Keep one of them.");

    [Theory]
    [InlineData("Store:LockWait")]
    [InlineData("Agents:one:LockWait")]
    public async Task A_time_of_a_store_or_agent_of_more_than_a_day_of_hours(string name) =>
        (await ErrorAsync(
            config => config.AddSqliteProvider(), ("Store:Provider", "SQLite"), ("Agents:one:Provider", "SQLite"), (name, "24:00:00")))
            .ShouldContain($"'24:00:00' at 'JobMaster:{name}' has 24 hours or more in front of the first colon");

    [Fact]
    public async Task Everything_wrong_about_store_and_agents_is_told_at_once()
    {
        var message = await ErrorAsync(
            config => config.AddSqliteProvider().AddPostgresProvider(),
            ("ClusterIdd", "x"),
            ("Store:Provider", "SQLite"), ("Store:LockWaits", "00:00:01"), ("Store:Synchronous", "Often"), ("Store:LockWait", "5"),
            ("Agents:one:Provider", "Nats"),
            ("Agents:two:Provider", "Postgres"),
            ("Agents:three:Provider", "Postgres"), ("Agents:three:ConnectionString", "Host=x"), ("Agents:three:WriteConcurrency", "0"),
            ("Agents:four:Provider", "Postgres"), ("Agents:four:CommandTimeout", "30"), ("Agents:four:TablePrefixs", "x_"),
            ("Agents:four:DataSource", "x"));

        message.ShouldStartWith("10 problems:");
        message.ShouldContain("'ClusterIdd'");
        message.ShouldContain("'LockWaits' at 'JobMaster:Store:LockWaits' is no option of SQLite. Write 'LockWait' if that is meant; ");
        message.ShouldContain("'Often' at 'JobMaster:Store:Synchronous' is no value of this option. Write one of Full, Normal.");
        message.ShouldContain("'5' at 'JobMaster:Store:LockWait' is a plain number, which says no unit. Write 00:00:05 for 5 seconds,");
        message.ShouldContain("'30' at 'JobMaster:Agents:four:CommandTimeout' is a plain number, which says no unit. Write 00:00:30 for");
        message.ShouldContain("is no option of Postgres. Write 'TablePrefix' if that is meant; ");
        message.ShouldContain("'JobMaster:Agents:four:DataSource' can be set in code only. Remove it from the configuration.");
        message.ShouldContain(
            "Provider 'Nats' of configuration section 'JobMaster:Agents:one' is not known; known for an agent: 'SQLite', 'Postgres'.");
        message.ShouldContain("Agent connection 'two': Postgres has neither a connection string nor a data source.");
        message.ShouldContain("Agent connection 'three': The Postgres options cannot work: WriteConcurrency 0 must be at least 1.");
    }

    [Fact]
    public async Task Connection_strings_that_the_code_asks_for_in_vain_are_told_at_once()
    {
        var message = await ErrorAsync(
            config =>
            {
                config.UsePostgres(config.Services.GetRequiredService<IConfiguration>().GetConnectionString("Jobs")!);
                config.AddAgentConnectionConfig("one").UsePostgresForAgent((string)null!);
                config.AddAgentConnectionConfig("two").UseSqliteForAgent(null!);
                config.AddAgentConnectionConfig("three").UsePostgresForAgent((Npgsql.NpgsqlDataSource)null!);
            },
            ("ClusterId", "orders"), ("ConnectionStrings:Default", "secret"));

        message.ShouldStartWith("4 problems:");
        message.ShouldContain(
            "- UsePostgres was given null in place of a connection string. GetConnectionString(name) returns null when the configuration " +
            "lacks the name; ConnectionStrings has 'Default'. " +
            "Correct the name, or add the connection string to the configuration.");
        message.ShouldContain("- Agent connection 'one': UsePostgresForAgent was given null in place of a connection string.");
        message.ShouldContain("- Agent connection 'two': UseSqliteForAgent was given null in place of a connection string.");
        message.ShouldContain("- Agent connection 'three': UsePostgresForAgent was given null in place of a data source. GetService " +
            "returns null for what is not registered: " +
            "register it with builder.Services.AddNpgsqlDataSource(connectionString), or give UsePostgresForAgent a connection string.");
        message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_data_source_that_the_container_lacks() =>
        (
            await ErrorAsync(
                config => config.UsePostgres(services => services.GetRequiredService<Npgsql.NpgsqlDataSource>()), ("ClusterId", "orders")))
                .ShouldBe(
            "The store Postgres cannot be created: No service for type 'Npgsql.NpgsqlDataSource' has been registered.");

    private string InDirectory(string name) => Path.Combine(_directory.FullName, name);

    private static async Task<string> ErrorAsync(Action<JobMasterClusterConfig> configure, params (string Name, string Value)[] settings) =>
        (await Should.ThrowAsync<JobMasterConfigurationException>(() => StartAsync(
            config =>
            {
                configure(config);
                config.BindConfiguration("JobMaster");
            },
            new Probe(),
            [.. settings.Select(setting =>
                setting.Name.StartsWith("ConnectionStrings:", StringComparison.Ordinal)
                    ? setting
                    : ($"JobMaster:{setting.Name}", setting.Value))])))
                .Message;

    private static Task<TestApp> StartAsync(
        Action<JobMasterClusterConfig> configure, Probe probe, params (string Name, string Value)[] settings) =>
        StartAsync(configure, probe, _ => { }, settings);

    private static Task<TestApp> StartAsync(
        Action<JobMasterClusterConfig> configure, Probe probe, Action<IServiceCollection> services,
        params (string Name, string Value)[] settings) =>
        TestApp.StartAsync(configure, collection =>
        {
            collection.AddSingleton(probe).AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());
            services(collection);
        });
}
