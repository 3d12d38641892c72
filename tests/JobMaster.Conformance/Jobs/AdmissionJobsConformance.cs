using System.Text;
using JobMaster.Conformance.Agents;

namespace JobMaster.Conformance.Jobs;

/// <summary>From the agent to the master: whatever breaks on the way, each accepted job runs to one end.</summary>
public abstract class AdmissionJobsConformance<TFixture, TAgent> : AgentJobsConformance<TFixture, TAgent>
    where TFixture : IStoreFixture, new()
    where TAgent : IAgentFixture, new()
{
    [Fact]
    public async Task An_admission_whose_reply_is_lost_is_given_back_and_runs_once()
    {
        var app = await StartAsync(WithWorker);
        var lost = Master.LoseReplyOf(nameof(IAdmissionStore.AdmitAsync));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await lost.Soon();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await WaitUntilEmptyAsync(await OpenAgentAsync());

        Probe.Runs.Count.ShouldBe(1);
        (await app.Monitor.GetAttemptsAsync(job.Id)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Released, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task An_admission_that_never_reached_the_master_is_made_again()
    {
        var app = await StartAsync(WithWorker);
        var failed = Master.FailNext(nameof(IAdmissionStore.AdmitAsync));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await failed.Soon();

        await app.WaitAsync(job.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_acknowledgement_that_is_lost_brings_the_message_again_and_the_job_runs_once()
    {
        var app = await StartAsync(WithWorker);
        AgentFaults.TakeAway(nameof(IAgentTransport.AckAsync));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await app.Logs.WaitAsync(message => message.Contains("could not be acknowledged or released", StringComparison.Ordinal));
        AgentFaults.BringBack();

        await WaitUntilEmptyAsync(await OpenAgentAsync());
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_agent_that_goes_away_while_a_job_runs_takes_nothing_with_it()
    {
        var goOn = new TaskCompletionSource();
        Probe.Run = _ => goOn.Task;
        var app = await StartAsync(WithWorker);
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        AgentFaults.IsAway = true;
        goOn.SetResult();

        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task What_a_worker_had_received_when_it_died_is_delivered_to_another_after_the_lease()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>();
        var dying = await OpenAgentAsync();
        (await dying.ReceiveAsync(ReceiveAll, default)).ShouldHaveSingleItem();

        var app = await StartAsync(WithWorker);

        await app.WaitAsync(job.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_dies_between_admission_and_acknowledgement_leaves_one_job_to_run()
    {
        var far = await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>();
        await using (var store = Fixture.Open(null))
        {
            var message = (await (await OpenAgentAsync()).ReceiveAsync(ReceiveAll, default)).ShouldHaveSingleItem();
            var delivered = new DeliveredJob(new NewJob
            {
                Id = message.Message.Id, DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium,
                DueAt = message.PushedAt,
                Timeout = TimeSpan.FromMinutes(1), MaxRetries = 2,
            });
            (
                await store.Admissions.AdmitAsync(
                    new AdmitRequest { SessionId = far, Jobs = [delivered], DedupeWindow = TimeSpan.FromDays(1) }, default))[0]
                    .Kind
                .ShouldBe(AdmitKind.Admitted);
        }

        // Its session stands still and is buried; the message comes again as well.
        var app = await StartAsync(WithWorker);
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);
        await WaitUntilEmptyAsync(await OpenAgentAsync());

        done.NumberOfLosses.ShouldBe(1);
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_whose_session_was_buried_runs_nothing_under_it()
    {
        var app = await StartAsync(WithWorker);
        await using (var store = Fixture.Open(null))
        {
            await store.Sessions.EndAsync([.. (await store.Sessions.ListAsync(default)).Select(info => info.Session.Id)], default);
        }

        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 20).Select(number => Named($"{number}")));

        foreach (var job in jobs)
        {
            (await app.WaitAsync(job.Id, JobState.Succeeded)).NumberOfLosses.ShouldBe(0);
        }

        Probe.Runs.Count.ShouldBe(20);
    }

    [Fact]
    public async Task While_the_master_is_away_deliveries_wait_and_are_admitted_when_it_is_back()
    {
        var app = await StartAsync(WithWorker);
        Master.TakeAway(nameof(IAdmissionStore.AdmitAsync));
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 200).Select(number => Named($"{number}")));
        await app.Logs.WaitAsync(message =>
            message.Contains("'Claim jobs for worker", StringComparison.Ordinal)
                && message.Contains("failed; tried again", StringComparison.Ordinal));
        Master.BringBack();

        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        Probe.Runs.Count.ShouldBe(200);
    }

    [Fact]
    public async Task Jobs_of_master_and_agent_run_in_turns()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var (ofAgent, ofMaster) = (0, 0);
        Probe.Run = async job =>
        {
            // Until both have come, each job is made up for by another: the one that comes first may be long before the other.
            var isAgents = AgentJobId.Is(job.Id);
            if ((isAgents ? ++ofAgent : ++ofMaster) > 0 && (ofAgent == 0 || ofMaster == 0))
            {
                await ScheduleAsync(isAgents, 1);
            }

            // How much a worker claims ahead depends on how long its jobs take, so these take a while.
            await Eventually.LastsAsync(TimeSpan.FromMilliseconds(5));
        };
        await ScheduleAsync(isAgents: true, 60);
        await ScheduleAsync(isAgents: false, 60);

        var app = await StartAsync(config =>
        {
            WithAgent(config);
            config.AddWorker().AgentConnName(AgentName).MaxConcurrency(1);
        });
        var (order, both) = (new List<bool>(), -1);
        while (both < 0 || order.Count < both + 60)
        {
            order.Add(AgentJobId.Is((await Probe.NextAsync()).Id));
            both = order.FindIndex(isAgents => isAgents != order[0]);
        }

        // Whichever came first, from then on the other had its share long before the first was through.
        await StopAsync(app);
        order.Skip(both).Take(60).Count(isAgents => isAgents).ShouldBeInRange(10, 50);

        Task<IReadOnlyList<JobContext>> ScheduleAsync(bool isAgents, int count) => isAgents
            ? producer.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, count).Select(number => Named($"{number}")))
            : producer.Jobs.ScheduleManyAsync(
                [
                    .. Enumerable.Range(0, count).Select(_ =>
                        JobRequest.For<ProbeHandler>() with { Options = new JobOptions { Id = Guid.CreateVersion7() } })]);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_quarantined_and_one_of_a_newer_format_is_left()
    {
        var agent = await OpenAgentAsync();
        var (garbage, newer) = (Message("not json"), Message("{\"v\":99,\"definition\":\"probe\"}"));
        await agent.PushAsync([garbage, newer], default);

        var app = await StartAsync(WithWorker);

        var failed = await app.WaitAsync(garbage.Id, JobState.Failed);
        failed.Error.ShouldNotBeNull().ShouldStartWith("Quarantined: the message cannot be read");
        await app.Logs.WaitAsync(message => message.Contains("newer format", StringComparison.Ordinal));
        await app.Logs.WaitAsync(message => message.Contains("is quarantined", StringComparison.Ordinal));
        await WaitUntilEmptyAsync(agent, but: 1);
        (await HeldAsync(agent)).ShouldBe(1);
        Probe.Runs.ShouldBeEmpty();

        static AgentMessage Message(string body) =>
            new(AgentJobId.Create(DateTimeOffset.UtcNow), new JobQueue("default", JobMasterPriority.Medium), Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public async Task A_job_that_expired_on_the_agent_is_cancelled_and_never_started()
    {
        await StartFarWorkerAsync();
        var producer = await StartAsync(WithAgent);
        var expiresAt = DateTimeOffset.UtcNow.AddSeconds(1);
        var job = await producer.Jobs.ScheduleAsync(
            JobRequest.For<ProbeHandler>() with { Options = new JobOptions { ExpiresAt = expiresAt } });
        await Eventually.BecomesAsync(
            "past the expiry", () => Task.FromResult(DateTimeOffset.UtcNow > expiresAt), TimeSpan.FromSeconds(30));

        var app = await StartAsync(WithWorker);

        await app.WaitAsync(job.Id, JobState.Cancelled);
        Probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stopping_worker_gives_back_what_it_had_not_admitted()
    {
        var app = await StartAsync(WithWorker);
        Master.TakeAway(nameof(IAdmissionStore.AdmitAsync));
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.Logs.WaitAsync(message => message.Contains("failed; tried again", StringComparison.Ordinal));
        Master.BringBack();
        await StopAsync(app);

        var other = await StartAsync(WithWorker);
        await other.WaitAsync(job.Id, JobState.Succeeded);
        Probe.Runs.Count.ShouldBe(1);
    }
}
