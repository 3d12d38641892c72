using System.Diagnostics;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Surroundings;

namespace JobMaster.Conformance.Jobs;

/// <summary>How nodes start whole or not at all, and what they say and leave when they stop.</summary>
public abstract class StopConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    /// <summary>What goes wrong for the node that is started next.</summary>
    private StoreFaults Faults { get; set; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Fact]
    public async Task A_start_whose_second_worker_gets_no_session_leaves_nothing_running()
    {
        var failed = FailSecondSessionAsync();

        (await Should.ThrowAsync<JobMasterStoreException>(StartAsync(config => config.AddWorker().AddWorker())))
            .InnerException.ShouldBeOfType<StoreAwayException>();

        await failed.Soon();
        (await SessionsAsync()).ShouldBeEmpty("the first worker's session ended with the start");
        Faults.CallsOf(nameof(IJobStore.ClaimAsync)).ShouldBe(0);
        Faults.CallsOf(nameof(ISessionStore.Beat)).ShouldBe(0);
    }

    [Fact]
    public async Task A_start_that_failed_for_the_second_worker_is_made_again_in_the_background_as_if_it_were_the_first()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var failed = FailSecondSessionAsync();
        var app = await StartAsync(config =>
        {
            config.Options.StartupFailure = StartupFailure.RetryInBackground;
            config.AddWorker(worker => worker.MaxConcurrency(1)).AddWorker(worker => worker.MaxConcurrency(1));
        });
        await failed.Soon();

        var jobs = await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 5).Select(number => Named($"{number}")));
        await Probe.NextAsync();
        await Probe.NextAsync();
        (await SessionsAsync()).Count.ShouldBe(2);

        // Two workers of one slot each run two jobs, however long they are left to; a worker started twice would run a third.
        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("one more look"));
        await PassPollsAsync(app);
        Probe.Runs.Count.ShouldBe(2);
        finish.SetResult();
        foreach (var job in jobs)
        {
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }
    }

    [Fact]
    public async Task A_node_that_stops_while_its_beats_go_on_does_not_take_itself_for_dead()
    {
        var app = await StartAsync(config =>
        {
            config.Options.PollInterval = TimeSpan.FromMilliseconds(10);
            config.AddWorker();
        });
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        // The sessions are gone and the node does not know yet: it asks again and again, and whatever still beats finds no session.
        var lost = Enumerable.Range(0, 3).Select(_ => Faults.LoseReplyOf(nameof(ISessionStore.EndAsync))).ToList();
        await StopAsync(app);

        await Task.WhenAll(lost).Soon();
        app.Logs.Errors.Where(error => !HostileException.IsNamedIn(error)).ShouldBeEmpty();
        (await SessionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_says_at_once_which_jobs_it_waits_for_and_how_long()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        var stopping = StopAsync(app);
        await app.Logs.WaitAsync(message =>
            message == $"Cluster 'default' stops and waits up to 00:00:20 for 1 running job(s): probe ({job.Id}).");
        stopping.IsCompleted.ShouldBeFalse("the handler still runs");
        finish.SetResult();
        await stopping.Soon();

        app.Logs.Warnings.ShouldNotContain(message => message.Contains("still run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_with_nothing_running_says_nothing_of_jobs()
    {
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        await StopAsync(app);

        app.Logs.Messages.ShouldNotContain(message => message.Contains("running job(s)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_being_stopped_gives_running_jobs_their_time_to_end()
    {
        var finish = new TaskCompletionSource();
        var wasTold = false;
        Probe.Run = async job =>
        {
            await finish.Task;
            wasTold = job.CancellationToken.IsCancellationRequested;
        };
        var app = await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddWorker(), AddProbe);
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        var disposing = ((IAsyncDisposable)app.Host).DisposeAsync().AsTask();
        await app.Logs.WaitAsync(message => message.Contains("waits up to 00:00:20 for 1 running job(s)", StringComparison.Ordinal));
        finish.SetResult();
        await disposing.Soon();

        wasTold.ShouldBeFalse();
        app.Logs.Messages.ShouldNotContain(message => message.Contains("did not finish", StringComparison.Ordinal));
        var reader = await StartAsync(new Probe(), _ => { });
        (await reader.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Succeeded);
        (await SessionsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_past_the_grace_period_is_named_and_one_that_will_not_end_is_named_again()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAsync(config => config.AddWorker().SetAsDefault().Options.ShutdownGracePeriod = TimeSpan.FromMilliseconds(50));
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        await StopAsync(app).Soon();
        finish.SetResult();

        app.Logs.Messages.ShouldContain(message =>
            message.StartsWith("1 running job(s) did not finish within 00:00:0", StringComparison.Ordinal)
            && message.EndsWith($"and are asked to stop: probe ({job.Id}).", StringComparison.Ordinal));
        app.Logs.Warnings.ShouldContain(message =>
            message.StartsWith(
                $"1 job(s) ignore their cancellation token and still run while the node stops: probe ({job.Id}).",
                StringComparison.Ordinal));
        (await SessionsAsync()).Count.ShouldBe(1, "ended, its job would start elsewhere while it still runs here");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_ends_in_its_time_though_the_store_hangs(bool isRunning)
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddWorker();
                config.Options.ShutdownGracePeriod = TimeSpan.FromSeconds(1);
            },
            AddProbe);
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();
        if (!isRunning)
        {
            finish.SetResult();
            await app.WaitAsync(job.Id, JobState.Succeeded);
        }

        Faults.Hang();
        finish.TrySetResult();
        var started = Stopwatch.GetTimestamp();
        await app.Host.StopAsync().Soon();
        var took = Stopwatch.GetElapsedTime(started);
        var disposing = ((IAsyncDisposable)app.Host).DisposeAsync().AsTask();
        Faults.BringBack();
        await disposing.Soon();

        // The grace period and 6 seconds, and what a busy machine adds.
        took.ShouldBeLessThan(TimeSpan.FromSeconds(12));

        if (!Stops(app, "still run while the node stops"))
        {
            Stops(app, "1 outcome(s) could not be recorded before the process stopped").ShouldBe(isRunning);
            Stops(app, "1 session(s) could not be ended").ShouldBeTrue();
        }
        else
        {
            // Only hostile surroundings keep a handler from ending for so long; its session goes on as long as it does.
            (isRunning && Fixture is ISurroundings).ShouldBeTrue(string.Join(Environment.NewLine, app.Logs.Messages));
        }
    }

    private static bool Stops(TestApp app, string words) =>
        app.Logs.Messages.Any(message => message.Contains(words, StringComparison.Ordinal));

    /// <summary>Lets the first worker's session begin and the second one's not.</summary>
    private async Task FailSecondSessionAsync()
    {
        var faults = Faults;
        var first = faults.Hold(nameof(ISessionStore.StartAsync));
        await first.Made;
        var second = faults.FailNext(nameof(ISessionStore.StartAsync));
        first.Release();
        await second;
    }

    private async Task PassPollsAsync(TestApp app)
    {
        var enough = Faults.CallsOf(nameof(ISessionStore.Beat)) + 4;
        while (Faults.CallsOf(nameof(ISessionStore.Beat)) < enough)
        {
            await app.Logs.NextAsync();
        }
    }

    private async Task<IReadOnlyList<SessionInfo>> SessionsAsync()
    {
        await using var store = Fixture.Open(null);
        return await store.Sessions.ListAsync(default);
    }
}
