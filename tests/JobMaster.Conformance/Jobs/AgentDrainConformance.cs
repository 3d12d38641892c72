using JobMaster.Conformance.Agents;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// Moving jobs from agents back to the master, going from one shape of cluster to the other, and what hosts must agree on.
/// </summary>
public abstract class AgentDrainConformance<TFixture, TAgent> : AgentJobsConformance<TFixture, TAgent>
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    [Fact]
    public async Task A_lane_whose_workers_are_gone_is_drained_to_the_master()
    {
        var far = await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var jobs = await producer.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 30).Select(number => Named($"{number}")));
        await using (var store = Fixture.Open(null))
        {
            await store.Sessions.EndAsync([far], default);
        }

        // It claims from the master alone; the producer has the connection.
        var worker = await StartAsync(config => config.AddWorker());
        foreach (var job in jobs)
        {
            await worker.WaitAsync(job.Id, JobState.Succeeded);
        }

        Probe.Runs.Count.ShouldBe(30);

        // The drain says it once it finds nothing more, when the worker may have run all jobs already.
        var moved = await producer.Logs.WaitAsync(message =>
            message.Contains("were moved from agent 'Agent-1' to the master", StringComparison.Ordinal));
        producer.Logs.Warnings.ShouldContain(moved);
        await WaitUntilEmptyAsync(await OpenAgentAsync());
    }

    [Fact]
    public async Task A_worker_of_mode_drain_empties_the_agent_and_says_so()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var jobs = await producer.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 1200).Select(number => Named($"{number}")));
        await StopAsync(producer);

        var drain = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).SetWorkerMode(AgentWorkerMode.Drain);
        });

        await drain.Logs.WaitAsync(message =>
            message.Contains("Agent 'Agent-1'", StringComparison.Ordinal) && message.Contains("is empty", StringComparison.Ordinal));
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(0);
        (await drain.Monitor.CountAsync()).Ready.ShouldBe(jobs.Count);
        Probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lane_that_the_master_cannot_take_holds_up_no_other_lane_and_is_drained_once_it_can()
    {
        string[] lanes = ["east", "north", "south", "west"];
        await StartFarWorkerAsync(lanes);
        var producer = await StartAsync(WithAgent);
        foreach (string lane in lanes)
        {
            await producer.Jobs.OnceNowAsync<ProbeHandler>(workerLane: lane);
        }

        await StopAsync(producer);
        (await HeldAsync(await OpenAgentAsync())).ShouldBe(lanes.Length);

        // Whichever lane comes first.
        string? stuck = null;
        Master.CannotAdmit = job => job.Lane == (Interlocked.CompareExchange(ref stuck, job.Lane, null) ?? stuck);
        var drain = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).SetWorkerMode(AgentWorkerMode.Drain);
        });

        // The drain tells of the failure at the end of its round, in which all other lanes had their turn.
        await drain.Logs.WaitAsync(HasFailed);
        drain.Logs.Messages.TakeWhile(message => !HasFailed(message))
            .Count(message => message.Contains("were moved from agent 'Agent-1' to the master", StringComparison.Ordinal))
            .ShouldBe(lanes.Length - 1, drain.Logs.Text);
        (await drain.Monitor.ListAsync()).Jobs.Select(job => job.WorkerLane).ShouldBe(lanes.Except([stuck!]), ignoreOrder: true);

        Master.CannotAdmit = _ => false;
        await drain.Logs.WaitAsync(message => message.Contains("is empty", StringComparison.Ordinal));
        (await drain.Monitor.CountAsync()).Ready.ShouldBe(lanes.Length);

        static bool HasFailed(string message) => message.Contains("'Drain agents' failed", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dead_worker_had_received_is_drained_when_its_lease_is_over()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var jobs = await producer.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 10).Select(number => Named($"{number}")));
        (await (await OpenAgentAsync()).ReceiveAsync(ReceiveAll, default)).Count.ShouldBe(jobs.Count);

        var drain = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).SetWorkerMode(AgentWorkerMode.Drain);
        });

        await drain.Logs.WaitAsync(message => message.Contains("is empty", StringComparison.Ordinal));
        (await drain.Monitor.CountAsync()).Ready.ShouldBe(jobs.Count);
    }

    [Fact]
    public async Task A_cluster_goes_from_standalone_to_agents_and_back_without_losing_a_job()
    {
        var blocked = new TaskCompletionSource();
        Probe.Run = _ => blocked.Task;
        var ids = new List<Guid>();

        var standalone = await StartAsync(config => config.AddWorker().MaxConcurrency(1));
        ids.AddRange(await ScheduleAsync(standalone, 10));
        var distributed = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).MaxConcurrency(1);
        });
        ids.AddRange(await ScheduleAsync(distributed, 10));
        ids.AddRange(await ScheduleAsync(standalone, 10));
        blocked.SetResult();
        await StopAsync(standalone);
        ids.AddRange(await ScheduleAsync(distributed, 10));
        await StopAsync(distributed);

        var drain = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).SetWorkerMode(AgentWorkerMode.Drain);
        });
        await drain.Logs.WaitAsync(message => message.Contains("is empty", StringComparison.Ordinal));
        await StopAsync(drain);
        var back = await StartAsync(config => config.UseStandaloneCluster().AddWorker());
        ids.AddRange(await ScheduleAsync(back, 10));

        foreach (var id in ids)
        {
            await back.WaitAsync(id, JobState.Succeeded);
        }

        Probe.Runs.Select(run => run.Id).Distinct().ShouldBe(ids, ignoreOrder: true);
        (await back.Monitor.CountAsync()).Succeeded.ShouldBe(ids.Count);
    }

    [Fact]
    public async Task An_agent_of_the_same_name_that_is_another_one_is_refused_while_hosts_use_the_first()
    {
        var app = await StartAsync(config =>
        {
            WithWorker(config);
            Patiently(config);
        });
        var other = new TAgent();
        await other.PrepareAsync();
        try
        {
            var message = (await Should.ThrowAsync<JobMasterConfigurationException>(StartOnAsync(other))).Message;
            message.ShouldContain("Agent connection 'Agent-1'");
            message.ShouldContain("is not the agent that the live hosts of cluster 'default'");

            // When no live host uses the first any more, the new one takes the name.
            await StopAsync(app);
            await StopAsync(await StartOnAsync(other));
        }
        finally
        {
            await other.CleanUpAsync();
        }

        Task<TestApp> StartOnAsync(TAgent agent) => StartAsync(config =>
        {
            config.AddAgentConnectionConfig(AgentName).UseTransport("suite", context => agent.Open(context.ClusterId, context.Lease));
            config.AddWorker().AgentConnName(AgentName);
            Patiently(config);
        });

        // A host whose heartbeat is late for any reason is to count as live.
        static void Patiently(JobMasterClusterConfig config) => config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(1);
    }

    [Fact]
    public async Task Two_connections_to_one_agent_are_refused() =>
        (await Should.ThrowAsync<JobMasterConfigurationException>(StartAsync(config =>
        {
            WithWorker(config);
            config.AddAgentConnectionConfig("Agent-2").UseTransport("suite", context => Agent.Open(context.ClusterId, context.Lease));
        }))).Message.ShouldContain("Agent connections 'Agent-1' and 'Agent-2' lead to one and the same agent");

    [Fact]
    public async Task A_host_that_cannot_read_what_others_write_is_told_to_update()
    {
        await using (var store = Fixture.Open(null))
        {
            await store.Schema.MigrateAsync(default);
            await store.Settings.WriteAsync("agree.message_format", "2", default);
        }

        (
            await Should.ThrowAsync<JobMasterConfigurationException>(StartAsync(WithWorker))).Message.ShouldContain(
                "write messages in format 2; this version of JobMaster reads up to 1. Update");
    }

    [Fact]
    public async Task A_host_that_contradicts_live_ones_is_told_so_and_starts_when_they_are_gone()
    {
        var app = await StartAsync();

        var message = (await Should.ThrowAsync<JobMasterConfigurationException>(StartSlowAsync())).Message;
        message.ShouldContain("HeartbeatTimeout is 00:00:10 here and 00:00:02 on the live hosts of cluster 'default'");

        await StopAsync(app);
        await StopAsync(await StartSlowAsync());
    }

    [Fact]
    public async Task Hosts_that_bring_a_new_value_at_once_do_not_refuse_one_another()
    {
        await StopAsync(await StartAsync());

        // It has read the former value when the other host stores the new one and begins its session.
        var (made, release) = Master.Hold("ListSessionsAsync");
        var slower = Task.Run(StartSlowAsync);
        await made.Soon();
        await StartSlowAsync();
        release();

        await slower.Soon();
    }

    [Fact]
    public async Task The_heartbeat_timeout_is_changed_while_producers_go_on_accepting()
    {
        var before = await StartAsync(WithWorker);
        var producer = await StartAsync(WithAgent);
        await StopAsync(before);
        var meanwhile = await producer.Jobs.OnceNowAsync<ProbeHandler>(Named("meanwhile"));

        var after = await StartAsync(config =>
        {
            WithWorker(config);
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(5);
        });
        await after.WaitAsync(meanwhile.Id, JobState.Succeeded);
        await after.WaitAsync((await producer.Jobs.OnceNowAsync<ProbeHandler>(Named("after"))).Id, JobState.Succeeded);

        // A producer that starts again has to have the new value too.
        (
            await Should.ThrowAsync<JobMasterConfigurationException>(StartAsync(WithAgent))).Message.ShouldContain(
                "HeartbeatTimeout is 00:00:02 here and 00:00:05 on the live hosts");
        Probe.Names.ShouldBe(["meanwhile", "after"]);
    }

    private Task<TestApp> StartSlowAsync() => StartAsync(config =>
    {
        config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(10);
        config.AddWorker();
    });

    private async Task<IEnumerable<Guid>> ScheduleAsync(TestApp app, int count) =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => app.Jobs.OnceNowAsync<ProbeHandler>()))).Select(job => job.Id);
}
