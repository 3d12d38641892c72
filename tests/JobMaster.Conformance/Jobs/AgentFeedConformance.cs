using JobMaster.Conformance.Agents;
using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// Workers share what an agent holds: none keeps a message back that another has a slot for. The lease is longer than any test, so only
/// fairness brings a job to its start.
/// </summary>
public abstract class AgentFeedConformance<TFixture, TAgent> : AgentJobsConformance<TFixture, TAgent>
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    private const string Admit = nameof(IAdmissionStore.AdmitAsync);

    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_second_job_goes_to_the_second_worker_while_the_first_is_being_admitted()
    {
        Probe.Run = _ => _finish.Task;
        var admission = Master.Hold(Admit);
        var first = await StartAsync(config =>
        {
            WithSlots(1)(config);

            // Longer than any test: what the worker took beyond its room would not go back in time.
            config.Options.PollInterval = TimeSpan.FromMinutes(5);
        });
        try
        {
            await first.Jobs.OnceNowAsync<ProbeHandler>(Named("one"));
            await admission.Made.Soon();
            await first.Jobs.OnceNowAsync<ProbeHandler>(Named("two"));

            var second = new Probe { Run = _ => _finish.Task };
            await StartAsync(second, WithSlots(1));
            await second.NextAsync();
            admission.Release();
            await Probe.NextAsync();

            Probe.Names.Concat(second.Names).Order().ShouldBe(["one", "two"]);
        }
        finally
        {
            admission.Release();
            _finish.SetResult();
        }
    }

    [Fact]
    public async Task A_job_that_came_when_the_master_had_filled_the_last_slot_goes_to_another_worker()
    {
        Probe.Run = _ => _finish.Task;
        var busy = await StartAsync(WithSlots(1));
        await busy.Jobs.OnceNowAsync<ProbeHandler>(Named("of the master"), new JobOptions { IdempotencyKey = "k" });
        await Probe.NextAsync();
        await busy.Jobs.OnceNowAsync<ProbeHandler>(Named("of the agent"));

        var idle = new Probe { Run = _ => _finish.Task };
        await StartAsync(idle, WithSlots(1));
        await idle.NextAsync();

        idle.Names.ShouldBe(["of the agent"]);
        _finish.SetResult();
    }

    [Fact]
    public async Task What_arrives_joins_what_could_not_be_admitted()
    {
        var admission = Master.HoldAndFail(Admit);
        var app = await StartAsync(WithSlots(8));
        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("one"));
        await admission.Made.Soon();

        // A receive is under way while the first message goes back to where that receive puts the second.
        await CallsAsync(app, AgentFaults, nameof(IAgentTransport.ReceiveAsync), 2);
        Master.TakeAway(Admit);
        admission.Release();
        await CallsAsync(app, Master, Admit, Master.CallsOf(Admit) + 1);
        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("two"));
        await CallsAsync(app, Master, Admit, Master.CallsOf(Admit) + 3);

        Master.BringBack();
        await Probe.NextAsync();
        await Probe.NextAsync();

        Probe.Names.Order().ShouldBe(["one", "two"]);
    }

    private Action<JobMasterClusterConfig> WithSlots(int slots) => config =>
    {
        WithAgent(config);
        config.Options.HeartbeatTimeout = TimeSpan.FromMinutes(2);
        config.AddWorker(worker => worker.AgentConnName(AgentName).MaxConcurrency(slots));
    };

    private static async Task CallsAsync(TestApp app, StoreFaults faults, string call, int calls)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        while (faults.CallsOf(call) < calls)
        {
            patience.Token.ThrowIfCancellationRequested();
            await app.Logs.NextAsync();
        }
    }
}
