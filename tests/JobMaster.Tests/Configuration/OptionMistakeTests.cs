using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Configuration;

/// <summary>Option values that cannot work, in code or in configuration: the start fails and says which, and what would do.</summary>
public sealed class OptionMistakeTests
{
    private static async Task<string> ErrorAsync(Action<JobMasterClusterConfig> configure, params (string Name, string Value)[] settings) =>
        (await Should.ThrowAsync<JobMasterConfigurationException>(() => TestApp.StartAsync(
            config => configure(config.UseInMemory()),
            services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build()))))
                    .Message;

    [Fact]
    public async Task Limits_that_limit_nothing_or_contradict_themselves()
    {
        var message = await ErrorAsync(config => config
            .AddLimit("eu", limit => limit.OfLane("eu-*").MaxConcurrent(1))
            .AddLimit("none", _ => { })
            .AddLimit("both", limit => limit.KeepOrder().MaxConcurrent(3))
            .AddLimit("less", limit => limit.MaxConcurrent(-1)));

        message.ShouldStartWith("4 problems:");
        message.ShouldContain("Limit 'eu' is for lane 'eu-*', which must name one lane: only a worker's lanes may end in a star.");
        message.ShouldContain("Limit 'none' limits nothing. Call MaxConcurrent, Rate, KeepOrder or several.");
        message.ShouldContain("and MaxConcurrent 3. Keep one of the calls.");
        message.ShouldContain("MaxConcurrent -1 of limit 'less' must be zero or more.");
    }

    [Fact]
    public async Task A_value_where_the_section_should_be() =>
        (await ErrorAsync(config => config.BindConfiguration("JobMaster"), ("JobMaster", "x")))
            .ShouldContain("'x' at 'JobMaster' is one value. Write an object with the cluster's options");

    [Fact]
    public async Task Times_and_numbers_below_their_least()
    {
        var message = await ErrorAsync(config =>
        {
            config.ClusterDefaultJobTimeout(TimeSpan.FromSeconds(-1)).ClusterDefaultMaxRetryCount(-1).ClusterMaxMessageByteSize(0)
                .ClusterDataRetentionTtl(TimeSpan.Zero).ClusterTransientThreshold(TimeSpan.FromSeconds(-1));
            config.Options.FailedRetentionTtl = TimeSpan.Zero;
            config.Options.PollInterval = TimeSpan.Zero;
            config.Options.HeartbeatTimeout = TimeSpan.FromMilliseconds(999);
            config.Options.ShutdownGracePeriod = Timeout.InfiniteTimeSpan;
            config.Options.MaxWorkerLosses = 0;
            config.Options.MaxUnflushedOutcomes = 0;
        });

        message.ShouldStartWith("11 problems:");
        message.ShouldContain("DefaultJobTimeout -00:00:01 must be more than zero.");
        message.ShouldContain("DefaultMaxRetryCount -1 must be at least 0.");
        message.ShouldContain("MaxMessageByteSize 0 must be at least 1.");
        message.ShouldContain("ClusterTransientThreshold -00:00:01 must not be negative.");
        message.ShouldContain("HeartbeatTimeout 00:00:00.9990000 must be at least 00:00:01.");
        message.ShouldContain("ShutdownGracePeriod -00:00:00.0010000 must not be negative.");
    }

    [Fact]
    public async Task Times_beyond_what_a_timer_can_wait()
    {
        var message = await ErrorAsync(config =>
        {
            config.ClusterDefaultJobTimeout(TimeSpan.MaxValue);
            config.Options.ShutdownGracePeriod = TimeSpan.MaxValue;
            config.Options.HeartbeatTimeout = TimeSpan.FromDays(2);
            config.Options.PollInterval = TimeSpan.MaxValue;
            config.Options.TransientThreshold = TimeSpan.MaxValue;
        });

        message.ShouldStartWith("5 problems:");
        message.ShouldContain("DefaultJobTimeout 10675199.02:48:05.4775807 must be at most 49.00:00:00.");
        message.ShouldContain("HeartbeatTimeout 2.00:00:00 must be at most 1.00:00:00.");
    }

    [Fact]
    public async Task More_slots_than_a_process_can_have() =>
        (await ErrorAsync(config => config.AddWorker().MaxConcurrency(10_000).ParallelismFactor(1000))).ShouldBe(
            "MaxConcurrency and ParallelismFactor of Worker 1 make 10,000,000 slots; the limit is 100,000.");

    [Fact]
    public async Task Jobs_may_be_kept_for_ever()
    {
        await using var app = await TestApp.StartAsync(
            config =>
            {
                config.UseInMemory().ClusterDataRetentionTtl(TimeSpan.MaxValue).AddJobHandler<ProbeHandler>().AddWorker();
                config.Options.FailedRetentionTtl = TimeSpan.MaxValue;
            },
            services => services.AddSingleton(new Probe()));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        app.Logs.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_that_no_name_stands_for()
    {
        var message = await ErrorAsync(config =>
        {
            config.ClusterMode((ClusterMode)99).AddWorker().SetWorkerMode((AgentWorkerMode)98);
            config.Options.StartupFailure = (StartupFailure)97;
            config.ClusterAmbientTransactions((AmbientTransactionPolicy)96);
        });

        message.ShouldContain("ClusterMode 99 is not one of Active, Passive, Archive.");
        message.ShouldContain("Mode of Worker 1: 98 is not one of Full, Execution, Coordinator, Drain.");
        message.ShouldContain("AmbientTransactions 96 is not one of Refuse, Ignore.");
        message.ShouldContain("StartupFailure 97 is not one of Throw, RetryInBackground.");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb", @"a\u000Ab")]
    [InlineData("half a pair: 😀", @"half a pair: \uD83D")]
    [InlineData(" mail ", " mail ")]
    [InlineData("\u2060mail", @"\u2060mail")]
    public async Task Names_that_no_store_keeps_or_no_reader_can_tell_apart(string given, string name)
    {
        given = given.Replace("😀", "😀"[..1], StringComparison.Ordinal);
        var message = await ErrorAsync(config =>
        {
            config.AddAgentConnectionConfig(given).UseInMemoryForAgent();
            config.ClusterId(given).AddWorker().WorkerName(given).WorkerLane(given);
        });

        message.ShouldContain(
            $"ClusterId '{name}' must have 1 to 100 characters, no blank at its start or end, no control or invisible characters and no " +
            "half surrogate pairs; it ");
        message.ShouldContain($"The name of agent connection '{name}' must have 1 to 100 characters");
        message.ShouldContain($"WorkerName '{name}' must have 1 to 200 characters");
        message.ShouldContain($"Lane '{name}' of Worker '{name}' must have 1 to 100 characters");
    }

    [Fact]
    public async Task Patterns_of_lanes_with_a_star_elsewhere_than_at_the_end()
    {
        var message = await ErrorAsync(config => config.AddWorker().WorkerName("w").WorkerLane("e*u", "**", "*eu", "", "eu-*", "*"));

        message.ShouldStartWith("4 problems:");
        message.ShouldContain(
            "Lane 'e*u' of Worker 'w' may have one star, at its end: 'eu-*' serves the lanes that begin with 'eu-', and '*' serves all.");
        message.ShouldContain("Lane '**' of Worker 'w' may have one star");
        message.ShouldContain("Lane '*eu' of Worker 'w' may have one star");
        message.ShouldContain("Lane '' of Worker 'w' must have 1 to 100 characters");
    }

    [Fact]
    public async Task Metadata_that_cannot_be_indexed()
    {
        var message = await ErrorAsync(config => config
            .IndexMetadata("", new string('n', 101), "OrderId", "OrderId")
            .IndexMetadata([.. Enumerable.Range(0, 8).Select(number => $"n{number}")]));

        message.ShouldStartWith("3 problems:");
        message.ShouldContain("IndexMetadata(\"\"): the name must have 1 to 100 characters");
        message.ShouldContain("IndexMetadata names 11 values: ");
        message.ShouldContain("The limit is 10, because each is a row more for the jobs that have it. Name those that you search by most.");
    }

    [Fact]
    public async Task A_worker_of_an_agent_that_only_has_patterns()
    {
        var message = await ErrorAsync(config =>
        {
            config.AddAgentConnectionConfig("A").UseInMemoryForAgent();
            config.AddWorker().WorkerName("w").WorkerLane("eu-*", "us-*").AgentConnName("A");
        });

        message.ShouldContain(
            "AgentConnName 'A' of Worker 'w' has no use: agents serve lanes by name, and this worker has only patterns: 'eu-*', 'us-*'. " +
            "Add a lane, or leave out AgentConnName: the worker then takes the jobs of these lanes from the master.");
    }

    [Fact]
    public async Task Nothing_where_something_is_needed()
    {
        var message = await ErrorAsync(config =>
            config.ClusterId(null!).ClusterIanaTimeZoneId(null!).UseSqlTablePrefixForMaster(null!).AddWorker().WorkerLane([null!]));

        message.ShouldStartWith("4 problems:");
        message.ShouldContain("ClusterIanaTimeZoneId '' is not a time zone of this machine.");
        message.ShouldContain("SqlTablePrefix '' must be 1 to 32 letters");
    }

    [Fact]
    public async Task A_directory_for_the_debug_log_that_cannot_be_made()
    {
        var file = Path.GetTempFileName();
        try
        {
            (
                await ErrorAsync(config => config.DebugJsonlFileLogger(file))).ShouldStartWith(
                    $"DebugJsonlFileLogger cannot write to '{file}': ");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_bound_section_that_is_not_there() =>
        (await ErrorAsync(config => config.BindConfiguration("JobMastr"), ("JobMaster:ClusterId", "x"))).ShouldBe(
            "Configuration section 'JobMastr' does not exist or is empty. Correct its name, add it, or remove " +
            "BindConfiguration(\"JobMastr\").");

    [Theory]
    [InlineData("HartbeatTimeout", "00:00:10", "'HartbeatTimeout'")]
    [InlineData("Workers:0:Lane", "mail", "'Lane'")]
    [InlineData("HeartbeatTimeout", "10 sec", "'10 sec' at 'JobMaster:HeartbeatTimeout'")]
    [InlineData("Mode", "Aktive", "'Aktive' at 'JobMaster:Mode'")]
    [InlineData("Mode", "99", "'99' at 'JobMaster:Mode' is no value of this option. Write one of Active, Passive, Archive.")]
    [InlineData("Api", "open", "'open' at 'JobMaster:Api' is one value. Write an object with the Keys and Users of the HTTP API")]
    [InlineData("Apis:Keys:0", "x", "Write 'Api' if that is meant")]
    [InlineData("MaxMessageByteSize", "128k", "'128k' at 'JobMaster:MaxMessageByteSize'")]
    [InlineData(
        "HeartbeatTimeout", "30",
        "'30' at 'JobMaster:HeartbeatTimeout' is a plain number, which says no unit. Write 00:00:30 for 30 seconds, or 30.00:00:00 for " +
        "as many days.")]
    [InlineData("DefaultJobTimeout", "90", "Write 00:01:30 for 90 seconds, or 90.00:00:00 for as many days.")]
    [InlineData(
        "DefaultJobTimeout", "24:00:00",
        "'24:00:00' at 'JobMaster:DefaultJobTimeout' has 24 hours or more in front of the first colon, which .NET reads as days. Write " +
        "1.00:00:00 for 24 hours, or 24.00:00:00 for days.")]
    [InlineData("DataRetentionTtl", " 48:10:00", "Write 2.00:10:00 for hours, minutes and seconds, or 48.10:00:00 for days.")]
    [InlineData("DefaultJobTimeout", "00:90:00", "has more than 23 hours, 59 minutes or 59 seconds in one part. Write 01:30:00.")]
    [InlineData("PollInterval", "1", "Write 00:00:01 for 1 seconds, or 1.00:00:00 for as many days.")]
    [InlineData("TransientThreshold", "0", "Write 00:00:00 for 0 seconds.")]
    [InlineData("Workers:MaxConcurrency", "5", "'JobMaster:Workers' is one worker. Write a list of workers, such as [ { \"MaxC")]
    [InlineData("Workers:one", "5", "'5' at 'JobMaster:Workers:one' is no worker. Write a list of workers, such as [ { \"MaxC")]
    [InlineData("Agents", "Nats-1", "'Nats-1' at 'JobMaster:Agents' is one value. Write an object of agents by name, such as {")]
    public async Task A_bound_setting_that_does_not_fit(string name, string value, string said) =>
        (await ErrorAsync(config => config.BindConfiguration("JobMaster"), ($"JobMaster:{name}", value))).ShouldContain(said);

    [Fact]
    public async Task A_bound_section_may_hold_the_keys_and_users_of_the_API()
    {
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().BindConfiguration("JobMaster"),
            services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                [
                    KeyValuePair.Create("JobMaster:ClusterId", (string?)"bound"),
                    KeyValuePair.Create("JobMaster:Api:Keys:deploy:Permissions:0", (string?)"Submit"),
                    KeyValuePair.Create("JobMaster:Api:Users:ann:Permissions", (string?)"Read"),
                ]).Build()));

        (await app.Jobs.OnceNowAsync("mail.send")).ClusterId.ShouldBe("bound");
    }

    [Fact]
    public async Task Everything_that_does_not_fit_in_a_bound_section_is_told_at_once()
    {
        var message = await ErrorAsync(
            config => config.BindConfiguration("JobMaster"),
            ("JobMaster:HartbeatTimeout", "00:00:10"),
            ("JobMaster:PollInterval", "10 sec"),
            ("JobMaster:MaxMessageByteSize", "128k"),
            ("JobMaster:AutoProvisionSqlSchema", "on"),
            ("JobMaster:Mode", "Aktive"),
            ("JobMaster:ClusterId:Name", "x"),
            ("JobMaster:Workers:0:Lanes", "mail"),
            ("JobMaster:Workers:1:ParallelismFactor", "double"),
            ("JobMaster:Workers:1:Zzz", "1"));

        message.ShouldStartWith("9 problems:");
        message.ShouldContain(
            "'HartbeatTimeout' at 'JobMaster:HartbeatTimeout' is no option of a cluster. Write 'HeartbeatTimeout' if that is meant; ");
        message.ShouldContain(
            "'10 sec' at 'JobMaster:PollInterval' is no value of this option. Write a time as days.hours:minutes:seconds, such as " +
            "00:00:30.");
        message.ShouldContain("'128k' at 'JobMaster:MaxMessageByteSize' is no value of this option. Write a whole number.");
        message.ShouldContain("'on' at 'JobMaster:AutoProvisionSqlSchema' is no value of this option. Write true or false.");
        message.ShouldContain("'Aktive' at 'JobMaster:Mode' is no value of this option. Write one of Active, Passive, Archive.");
        message.ShouldContain("'JobMaster:ClusterId' holds entries, but it is one value. Write a text.");
        message.ShouldContain("'mail' at 'JobMaster:Workers:0:Lanes' is one value. Write a list, such as [ \"mail\" ].");
        message.ShouldContain(
            "'double' at 'JobMaster:Workers:1:ParallelismFactor' is no value of this option. Write a number such as 1.5.");
        message.ShouldContain(
            "'Zzz' at 'JobMaster:Workers:1:Zzz' is no option of a worker. Remove it; docs/options.md lists every option by name.");
    }

    [Fact]
    public async Task A_runtime_to_start_in_an_app_without_a_cluster()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();

        (await Should.ThrowAsync<JobMasterConfigurationException>(services.StartJobMasterRuntimeAsync())).Message
            .ShouldBe("The app has no cluster to start. Call builder.Services.AddJobMasterCluster(config => …) before the app is built.");
    }
}
