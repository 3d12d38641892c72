using JobMaster.Conformance.Faults;
using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance.Jobs;

/// <summary>A store that does not answer, answers nobody or answers too late, and nodes that cut corners on none of it.</summary>
public abstract class FaultConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(2);

    /// <summary>What goes wrong for the node that is started next.</summary>
    private StoreFaults Faults { get; set; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Fact]
    public async Task A_claim_that_is_carried_out_after_its_connection_broke_is_given_back()
    {
        var freed = new TaskCompletionSource();
        Probe.Run = job => job.MsgData.TryGetStringValue("Name") == "first" ? freed.Task : Task.CompletedTask;
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1)));
        var carryOut = Faults.Delay(nameof(IJobStore.ClaimAsync));
        await app.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromMilliseconds(100), Named("first"));
        await Probe.NextAsync();

        // The only slot is taken, so nobody but the late claim takes the second job. The worker may find it before the test looks.
        var second = await app.Jobs.OnceNowAsync<ProbeHandler>();
        var given = Faults.Hold(nameof(IJobStore.RecordAsync));
        await carryOut();
        (await app.Monitor.GetAsync(second.Id))!.State.ShouldBe(JobState.Running);
        given.Release();
        freed.SetResult();

        await app.WaitAsync(second.Id, JobState.Succeeded);
        (await app.Monitor.GetAttemptsAsync(second.Id)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Released, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task Pruning_that_fails_goes_on_with_fewer_jobs_at_a_time()
    {
        const string Prune = nameof(IRetentionStore.PruneAsync);
        for (var tries = 0; tries < 4; tries++)
        {
            _ = Faults.FailNext(Prune);
        }

        var app = await StartAsync();

        await Eventually.BecomesAsync(
            "it prunes after four tries of one step", () => Task.FromResult(Faults.CarriedBy(Prune).Count >= 5), TestTime.Patience,
            () => app.Logs.Text);
        Faults.CarriedBy(Prune).Take(5).ShouldBe([1000, 1000, 1000, 1000, 250]);
    }

    [Fact]
    public async Task A_start_whose_calls_fail_says_so_in_the_librarys_words()
    {
        foreach (var call in (string[])[nameof(ILimitStore.ReadAsync), nameof(ISessionStore.StartAsync)])
        {
            Faults = new StoreFaults();
            Faults.TakeAway(call);
            (await Should.ThrowAsync<JobMasterStoreException>(() => StartAsync())).Message.ShouldContain(call);
        }
    }

    [Fact]
    public async Task A_job_due_at_the_end_of_time_leaves_the_node_idle()
    {
        var app = await StartAsync();
        await app.Jobs.OnceAtAsync<ProbeHandler>(DateTimeOffset.MaxValue);

        await BeatsAsync(app, 5);
        Faults.CallsOf(nameof(IJobStore.ClaimAsync)).ShouldBe(0, "nothing is due");
    }

    [Fact]
    public async Task Jobs_that_the_node_does_not_take_leave_it_idle()
    {
        var app = await StartAsync();
        await app.Jobs.ScheduleManyAsync([.. Enumerable.Range(0, 50).Select(_ => JobRequest.ForDefinition("of another app"))]);

        var (claims, looks) = (-1, 0);
        while (Faults.CallsOf(nameof(IJobStore.ClaimAsync)) is var now && now != claims)
        {
            claims = now;
            (++looks).ShouldBeLessThan(20, "each look claims what it will not take");
            await BeatsAsync(app, 5);
        }

        (await app.Monitor.ListAsync(new JobFilter { PageSize = 100 })).Jobs.Count.ShouldBe(50, "they wait for a node that knows them");
    }

    private async Task BeatsAsync(TestApp app, int count)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        for (var beats = Faults.CallsOf(nameof(ISessionStore.Beat)); Faults.CallsOf(nameof(ISessionStore.Beat)) < beats + count;)
        {
            patience.Token.ThrowIfCancellationRequested();
            await app.Logs.NextAsync();
        }
    }

    [Fact]
    public async Task An_outcome_is_recorded_once_however_many_replies_are_lost()
    {
        var app = await StartAsync();
        var lost = Enumerable.Range(0, 6).Select(_ => Faults.LoseReplyOf(nameof(IJobStore.RecordAsync))).ToList();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Task.WhenAll(lost).Soon();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await StopAsync(app);

        Probe.Runs.Count.ShouldBe(1);
        app.Logs.Warnings.ShouldNotContain(message => message.Contains("was refused", StringComparison.Ordinal));
        app.Logs.Messages.ShouldNotContain(message =>
            message.Contains("could not be recorded before the process stopped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outcome_waits_for_the_log_lines_of_its_attempt_that_are_on_their_way()
    {
        var report = Faults.Hold(nameof(IJobStore.ReportAsync));
        Probe.Run = async job =>
        {
            job.Attempt.Log(LogLevel.Information, "on its way");
            await report.Made;
            job.Attempt.Log(LogLevel.Information, "last");
        };
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await report.Made.Soon();

        // The handler may return now, and nothing but the held lines keeps its outcome back.
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Running);
        report.Release();

        await app.WaitAsync(job.Id, JobState.Succeeded);
        (await LogOfAsync(app, job.Id)).Select(line => line.Text).ShouldBe(["on its way", "last"]);
    }

    [Fact]
    public async Task Jobs_come_back_though_the_replies_of_burial_and_rescue_are_lost()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var silent = await StartAsync();
        var job = await silent.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();
        Faults.TakeAway(nameof(ISessionStore.Beat));

        Faults = new StoreFaults();
        var lost = Task.WhenAll(Faults.LoseReplyOf(nameof(ISessionStore.BuryAsync)), Faults.LoseReplyOf(nameof(IJobStore.RescueAsync)));
        var other = new Probe();
        var app = await StartAsync(other, config => config.AddWorker());
        try
        {
            await lost.Soon();
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The dead session was not taken care of.\n{app.Logs.Text}", exception);
        }

        await app.WaitAsync(job.Id, JobState.Succeeded);
        finish.SetResult();

        await silent.Logs.WaitAsync(message =>
            message.Contains("was refused: another worker has the job", StringComparison.Ordinal));
        (await app.Monitor.GetAttemptsAsync(job.Id)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Lost, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task A_thousand_running_jobs_outlive_a_store_that_is_away_for_three_timeouts()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1000)));
        var bystander = await StartAsync(config => config.AddWorker(worker => worker.WorkerLane("other")));
        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 1000).Select(number => Named($"{number}")));
        for (var i = 0; i < jobs.Count; i++)
        {
            await Probe.NextAsync();
        }

        Faults.IsAway = true;
        finish.SetResult();
        await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.OnceNowAsync<ProbeHandler>());
        await Faults.StillAwayAfter(nameof(ISessionStore.Beat), 3 * HeartbeatTimeout).Soon();
        Faults.BringBack();

        // One after the other: a thousand that look at once would keep the heartbeat waiting for the store.
        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        Probe.Runs.Count.ShouldBe(1000);
        foreach (var node in new[] { app, bystander })
        {
            node.Logs.Warnings.ShouldNotContain(
                message => message.Contains("sent no heartbeat", StringComparison.Ordinal), "an outage makes nobody dead");
            await node.Logs.WaitAsync(message => message.Contains("is back after", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task With_too_many_outcomes_unrecorded_no_job_is_started()
    {
        var app = await StartAsync(config =>
        {
            config.Options.MaxUnflushedOutcomes = 3;
            config.AddWorker(worker => worker.MaxConcurrency(1));
        });
        Faults.TakeAway(nameof(IJobStore.RecordAsync));

        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 20).Select(number => Named($"{number}")));
        await app.Logs.WaitAsync(message => message.Contains("3 outcome(s) could not be recorded yet", StringComparison.Ordinal));
        var started = Probe.Runs.Count;
        Faults.BringBack();

        await Task.WhenAll(jobs.Select(job => app.WaitAsync(job.Id, JobState.Succeeded)));
        started.ShouldBe(3);
        Probe.Runs.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Progress_that_cannot_be_saved_does_not_fail_the_job()
    {
        var dropped = Task.CompletedTask;
        Probe.Run = async job =>
        {
            job.Attempt.ReportProgress(0.5);
            await dropped;
        };
        var app = await StartAsync();
        dropped = Faults.FailNext(nameof(IJobStore.ReportAsync)).Soon();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await app.WaitAsync(job.Id, JobState.Succeeded)).Progress.ShouldBe(0.5, "the outcome carries it, too");
    }

    [Fact]
    public async Task A_session_that_cannot_beat_starts_nothing_until_it_can()
    {
        var isSilent = true;
        var startedInSilence = false;
        Probe.Run = _ =>
        {
            startedInSilence |= isSilent;
            return Task.CompletedTask;
        };
        var app = await StartAsync();
        Faults.TakeAway(nameof(ISessionStore.Beat));
        await Faults.StillAwayAfter(nameof(ISessionStore.Beat), 1.5 * HeartbeatTimeout).Soon();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Faults.StillAwayAfter(nameof(ISessionStore.Beat), 2 * HeartbeatTimeout).Soon();
        isSilent = false;
        Faults.BringBack();

        await app.WaitAsync(job.Id, JobState.Succeeded);
        startedInSilence.ShouldBeFalse();
    }

    [Fact]
    public async Task A_few_beats_without_a_reply_cost_nothing()
    {
        var app = await StartAsync();
        await Task.WhenAll(
            Faults.FailNext(nameof(ISessionStore.Beat)), Faults.LoseReplyOf(nameof(ISessionStore.Beat)),
            Faults.FailNext(nameof(ISessionStore.Beat)))
                .Soon();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await app.WaitAsync(job.Id, JobState.Succeeded)).NumberOfLosses.ShouldBe(0);
        app.Logs.Messages.ShouldNotContain(message => message.Contains("was declared dead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_stops_while_the_store_is_away_leaves_its_jobs_to_be_rescued()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var stopping = await StartAsync();
        var job = await stopping.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        Faults.IsAway = true;
        finish.SetResult();
        await StopAsync(stopping);
        stopping.Logs.Messages.ShouldContain(message =>
            message.Contains("1 outcome(s) could not be recorded before the process stopped", StringComparison.Ordinal));

        Faults = new StoreFaults();
        var app = await StartAsync();
        (await app.WaitAsync(job.Id, JobState.Succeeded)).NumberOfLosses.ShouldBe(1);
        Probe.Runs.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_node_started_while_the_store_is_away_starts_once_it_is_back()
    {
        var lost = Faults.LoseReplyOf(nameof(ISessionStore.StartAsync));
        var app = await StartAsync(config =>
        {
            config.Options.StartupFailure = StartupFailure.RetryInBackground;
            config.AddWorker();
        });
        await lost.Soon();

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();

        (await app.WaitAsync(job.Id, JobState.Succeeded)).NumberOfLosses.ShouldBe(0);
    }
}
