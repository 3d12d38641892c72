using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>Nodes that die or stall, and what the others make of it.</summary>
public abstract class RecoveryConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task The_jobs_of_a_dead_session_come_back_and_run_elsewhere()
    {
        var job = await LeaveBehindAsync(lostBefore: 0);

        var app = await StartAsync();
        var done = await app.WaitAsync(job, JobState.Succeeded);

        done.NumberOfLosses.ShouldBe(1);
        done.NumberOfFailures.ShouldBe(0, "a loss is no failure");
        (await app.Monitor.GetAttemptsAsync(job)).Select(attempt => attempt.Result).ShouldBe([AttemptResult.Lost, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task A_job_lost_several_times_still_runs_alone_and_at_last_fails_as_worker_lost()
    {
        var twice = await LeaveBehindAsync(lostBefore: 1);
        var often = await LeaveBehindAsync(lostBefore: 4);

        var app = await StartAsync();

        (await app.WaitAsync(twice, JobState.Succeeded)).NumberOfLosses.ShouldBe(2);
        (await app.WaitAsync(often, JobState.Failed)).Error.ShouldNotBeNull().ShouldContain("worker lost");
    }

    [Fact]
    public async Task A_worker_taken_for_dead_is_fenced_told_to_stop_and_goes_on()
    {
        var stopped = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Probe.Run = async job =>
        {
            if (job.Attempt.Number == 1)
            {
                job.CancellationToken.Register(stopped.SetResult);
                await goOn.Task;
            }
        };
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        // Somebody buries the session, as after a long pause of this process.
        await using (var store = Fixture.Open(null))
        {
            var session = (await store.Sessions.ListAsync(default)).ShouldHaveSingleItem();
            await store.Sessions.EndAsync([session.Session.Id], default);
        }

        await stopped.Task.Soon();
        var second = await Probe.NextAsync();
        second.Attempt.Number.ShouldBe(2);
        await app.WaitAsync(job.Id, JobState.Succeeded);
        goOn.SetResult();

        await app.Logs.WaitAsync(message =>
            message.Contains("was refused: another worker has the job", StringComparison.Ordinal));
        var details = (await app.Monitor.GetAsync(job.Id))!;
        (details.State, details.NumberOfLosses).ShouldBe((JobState.Succeeded, 1));
    }

    [Fact]
    public async Task A_claim_whose_reply_is_lost_is_given_back_and_runs_once()
    {
        var faults = new StoreFaults();
        var app = await StartAsync(config => config.AddWorker(), faults);
        _ = faults.LoseReplyOf(nameof(IJobStore.ClaimAsync));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        Probe.Runs.Count.ShouldBe(1);
        await app.Logs.WaitAsync(message =>
            message.Contains("gave back 1 job(s) that a claim with a lost reply had taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_schedule_whose_reply_is_lost_stores_one_job()
    {
        var faults = new StoreFaults();
        var app = await StartAsync(config => config.AddWorker(), faults);
        _ = faults.LoseReplyOf(nameof(IJobStore.InsertAsync));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        job.IsNew.ShouldBeTrue();
        Probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Outcomes_are_kept_while_the_store_is_away_and_recorded_when_it_is_back()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var faults = new StoreFaults();
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(20)), faults);
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 20).Select(number => Named($"{number}")));
        for (var i = 0; i < 20; i++)
        {
            await Probe.NextAsync();
        }

        faults.IsAway = true;
        finish.SetResult();
        await app.Logs.WaitAsync(message => message.Contains("could not be recorded yet", StringComparison.Ordinal));
        await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.OnceNowAsync<ProbeHandler>());
        faults.IsAway = false;

        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        Probe.Runs.Count.ShouldBe(20);
    }

    /// <summary>A job that a session which never beat still holds.</summary>
    private async Task<Guid> LeaveBehindAsync(int lostBefore)
    {
        await using var store = Fixture.Open(null);
        await store.Schema.MigrateAsync(default);
        var job = new NewJob
        {
            Id = Guid.CreateVersion7(), DefinitionId = "probe", Lane = "default", Priority = JobMasterPriority.Medium,
            Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0,
        };
        await store.Jobs.InsertAsync([job], mayBeStored: false, default);
        for (var loss = 0; loss <= lostBefore; loss++)
        {
            var session = new NewSession
            {
                Id = Guid.CreateVersion7(), WorkerName = "gone", NodeName = "gone", Lanes = ["default"],
                Concurrency = 1, Version = "0"
            };
            await store.Sessions.StartAsync(session, default);
            var claimed = await store.Jobs.ClaimAsync(
                new ClaimRequest
                {
                    SessionId = session.Id, FreeSlots = 1, TakeSolo = loss >= ClaimRequest.SoloAfterLosses,
                    Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), 1)],
                },
                default);
            claimed.ShouldHaveSingleItem().Id.ShouldBe(job.Id);
            if (loss < lostBefore)
            {
                await store.Sessions.EndAsync([session.Id], default);
                await store.Jobs.RescueAsync(new RescueRequest(10, 100), default);
            }
        }

        return job.Id;
    }

    private async Task<TestApp> StartAsync(Action<JobMasterClusterConfig> configure, StoreFaults faults) =>
        Track(await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => new FaultyStore(Fixture.Open(null), faults)).AddJobHandler<ProbeHandler>();
                configure(config);
            },
            AddProbe));
}
