using JobMaster.Conformance.Faults;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// What handlers register on their token is code of the app, as synchronous drivers' <c>Cancel</c> is: it may block, throw and call the
/// scheduler, at nobody's cost but its own.
/// </summary>
public abstract class TokenCallbackConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    /// <summary>Longer than a busy machine stops a process for, so that only the callbacks could cost a session.</summary>
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>What the node that is started next asks of its store.</summary>
    private StoreFaults Calls { get; set; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Calls);

    [Fact]
    public async Task Callbacks_that_block_for_three_timeouts_throw_and_cancel_again_cost_no_session()
    {
        var (registered, entered, finish) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        using var release = new ManualResetEventSlim();
        TestApp? app = null;
        Probe.Run = job =>
        {
            if (job.MsgData.GetStringValue("Name") == "bystander")
            {
                return finish.Task;
            }

            // The last registered runs first.
            job.CancellationToken.Register(() => throw new InvalidOperationException("from a callback"));
            job.CancellationToken.Register(() => app!.Jobs.TryCancelJob(job.Id));
            job.CancellationToken.Register(release.Wait);
            job.CancellationToken.Register(entered.SetResult);
            registered.SetResult();
            return Task.Delay(Timeout.Infinite, job.CancellationToken);
        };
        app = await StartAsync(WithWorker);
        var bystander = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("bystander"));
        var cancelled = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("cancelled"));
        await Probe.NextAsync();
        await Probe.NextAsync();
        await registered.Task.Soon();
        var calls = Calls;
        Calls = new StoreFaults();
        var other = await StartAsync(new Probe(), config => Times(config).AddWorker(worker => worker.WorkerLane("other")));

        try
        {
            (await other.Jobs.CancelJobAsync(cancelled.Id)).ShouldBeTrue();
            await entered.Task.Soon();
            await BeatsAsync(app, calls, (int)(4 * HeartbeatTimeout / Poll));
        }
        finally
        {
            release.Set();
        }

        await app.WaitAsync(cancelled.Id, JobState.Cancelled);
        finish.SetResult();
        (await app.WaitAsync(bystander.Id, JobState.Succeeded)).NumberOfLosses.ShouldBe(0);
        Probe.Names.Order().ShouldBe(["bystander", "cancelled"]);
        await app.Logs.WaitAsync(message =>
            message.StartsWith(
                $"A callback that the handler of job {cancelled.Id} (probe) registered on its cancellation token threw.",
                StringComparison.Ordinal)
            && message.Contains("from a callback", StringComparison.Ordinal));
        app.Logs.Messages.Concat(other.Logs.Messages)
            .ShouldNotContain(message => message.Contains("declared dead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_cancels_a_job_of_the_same_process_waits_for_none_of_its_callbacks()
    {
        var (registered, entered) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var release = new ManualResetEventSlim();
        Probe.Run = job =>
        {
            job.CancellationToken.Register(release.Wait);
            job.CancellationToken.Register(entered.SetResult);
            registered.SetResult();
            return Task.Delay(Timeout.Infinite, job.CancellationToken);
        };
        var app = await StartAsync(WithWorker);
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("job"));
        await registered.Task.Soon();

        try
        {
            (await app.Jobs.CancelJobAsync(job.Id).Soon()).ShouldBeTrue();
            await entered.Task.Soon();
        }
        finally
        {
            release.Set();
        }

        await app.WaitAsync(job.Id, JobState.Cancelled);
    }

    [Fact]
    public async Task A_host_that_stops_waits_for_none_of_the_callbacks()
    {
        var (registered, entered, ended) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        using var release = new ManualResetEventSlim();
        Probe.Run = async job =>
        {
            job.CancellationToken.Register(ended.SetResult);
            job.CancellationToken.Register(release.Wait);
            job.CancellationToken.Register(entered.SetResult);
            registered.SetResult();
            await entered.Task;
            throw new OperationCanceledException(job.CancellationToken);
        };
        var app = await StartAsync(config =>
        {
            WithWorker(config);
            config.Options.ShutdownGracePeriod = TimeSpan.FromMilliseconds(100);
        });
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("job"));
        await registered.Task.Soon();

        await StopAsync(app).Soon();
        ended.Task.IsCompleted.ShouldBeFalse("the callback still blocks");
        release.Set();
        await ended.Task.Soon();

        var next = new Probe();
        var after = await StartAsync(next, WithWorker);
        await after.WaitAsync(job.Id, JobState.Succeeded);
        (await after.Monitor.GetAttemptsAsync(job.Id)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Released, AttemptResult.Succeeded]);
    }

    private static void WithWorker(JobMasterClusterConfig config) => Times(config).AddWorker();

    private static JobMasterClusterConfig Times(JobMasterClusterConfig config)
    {
        (config.Options.HeartbeatTimeout, config.Options.PollInterval) = (HeartbeatTimeout, Poll);
        return config;
    }

    /// <summary>Waits until the node has polled so often, each time with its heartbeat.</summary>
    private static async Task BeatsAsync(TestApp app, StoreFaults calls, int beats)
    {
        var before = calls.CallsOf(nameof(ISessionStore.Beat));
        using var patience = new CancellationTokenSource(TestTime.Patience + (beats * Poll));
        while (calls.CallsOf(nameof(ISessionStore.Beat)) < before + beats)
        {
            patience.Token.ThrowIfCancellationRequested();
            await app.Logs.NextAsync();
        }
    }
}
