using System.Diagnostics;

namespace JobMaster.Conformance.Jobs;

/// <summary>What workers take, in which order, and how they stop.</summary>
public abstract class WorkerConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task No_more_jobs_run_at_once_than_the_worker_has_slots()
    {
        var (running, most) = (0, 0);
        Probe.Run = async _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(3)));

        await app.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 300).Select(number => Named($"{number}")));
        await FinishedAsync(app, 300);

        most.ShouldBeLessThanOrEqualTo(3);
        Probe.Names.Distinct().Count().ShouldBe(300, "none ran twice");
    }

    [Fact]
    public async Task Higher_priorities_go_first()
    {
        var producer = await StartAsync(_ => { });
        foreach (
            var priority in new[] { JobMasterPriority.Low, JobMasterPriority.Critical, JobMasterPriority.Medium, JobMasterPriority.VeryLow,
                JobMasterPriority.High })
        {
            await producer.Jobs.OnceNowAsync<ProbeHandler>(Named($"{priority}"), priority: priority);
        }

        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1)));
        await FinishedAsync(app, 5);

        Probe.Names.ShouldBe(["Critical", "High", "Medium", "Low", "VeryLow"]);
    }

    [Fact]
    public async Task A_lower_priority_moves_while_the_highest_stays_full()
    {
        // One slot and jobs that each bring two more of the highest priority: the backlog never ends, and a tenth of the slots must still
        // go below.
        var lowest = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestApp? app = null;
        Probe.Run = async job =>
        {
            await stored.Task;
            if (job.Priority == JobMasterPriority.VeryLow)
            {
                lowest.TrySetResult(Probe.Runs.Count);
            }
            else if (!lowest.Task.IsCompleted)
            {
                await app!.Jobs.OnceNowBulkAsync<ProbeHandler>(
                    [Named("more"), Named("more")], new JobOptions { Priority = JobMasterPriority.Critical });
            }
        };
        app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1)));
        await app.Jobs.OnceNowBulkAsync<ProbeHandler>(
            Enumerable.Range(0, 50).Select(_ => Named("full")), new JobOptions { Priority = JobMasterPriority.Critical });
        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("lowest"), priority: JobMasterPriority.VeryLow);
        stored.SetResult();

        // With jobs of one second, as many runs as come before it are as many seconds.
        (await lowest.Task.Soon()).ShouldBeLessThan(60);
    }

    [Fact]
    public async Task A_worker_serves_its_lanes_and_no_others()
    {
        var app = await StartAsync(config => config.AddWorker(worker => worker.WorkerLane("Images", "Mail")));

        var image = await app.Jobs.OnceNowAsync<ImageHandler>(Named("image"));
        var mail = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("mail"), workerLane: "Mail");
        var other = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("other"));
        await app.WaitAsync(image.Id, JobState.Succeeded);
        await app.WaitAsync(mail.Id, JobState.Succeeded);

        (await app.Monitor.GetAsync(other.Id))!.State.ShouldBe(JobState.Ready);
        await app.Logs.WaitAsync(message =>
            message.StartsWith("Lane 'default' has no live worker in cluster 'default' (served: Images, Mail)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_workers_and_nodes_share_the_work_and_no_job()
    {
        var first = await StartAsync(config =>
            config.AddWorker(worker => worker.WorkerName("one")).AddWorker(worker => worker.WorkerName("two")));
        await StartAsync();

        await first.Jobs.OnceNowBulkAsync<ProbeHandler>(Enumerable.Range(0, 1000).Select(number => Named($"{number}")));
        await FinishedAsync(first, 1000);

        Probe.Names.Count().ShouldBe(1000);
        Probe.Names.Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public async Task A_coordinator_runs_no_jobs_and_an_execution_worker_does()
    {
        var coordinator = await StartAsync(config => config.AddWorker().SetWorkerMode(AgentWorkerMode.Coordinator));
        var job = await coordinator.Jobs.OnceNowAsync<ProbeHandler>();
        (await coordinator.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Ready);

        var executor = await StartAsync(config => config.AddWorker().SetWorkerMode(AgentWorkerMode.Execution));

        await executor.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task Middleware_wraps_the_attempt_in_the_order_registered()
    {
        var app = await StartAsync(config => config.UseMiddleware<OuterMiddleware>().UseMiddleware<InnerMiddleware>().AddWorker());

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        (await LogOfAsync(app, job.Id)).Select(line => line.Text).ShouldBe(["outer before", "inner before", "inner after", "outer after"]);
    }

    [Fact]
    public async Task Stopping_lets_running_jobs_finish_and_gives_back_the_others()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1)));
        var running = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("running"));
        await Probe.NextAsync();
        var waiting = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("waiting"));

        var stopping = StopAsync(app);
        await app.Logs.WaitAsync(message => message.Contains("stops and waits up to", StringComparison.Ordinal));
        finish.SetResult();
        await stopping.Soon();

        var reader = await StartAsync(new Probe(), _ => { });
        (await reader.Monitor.GetAsync(running.Id))!.State.ShouldBe(JobState.Succeeded);
        (await reader.Monitor.GetAsync(waiting.Id))!.State.ShouldBe(JobState.Ready);
    }

    [Fact]
    public async Task At_the_end_of_the_grace_period_tokens_fire_and_jobs_are_given_back_unspent()
    {
        Probe.Run = job => Task.Delay(Timeout.Infinite, job.CancellationToken);
        var app = await StartAsync(config => config.AddWorker().SetAsDefault().Options.ShutdownGracePeriod = TimeSpan.FromMilliseconds(50));
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        await StopAsync(app).Soon();

        var reader = await StartAsync(new Probe(), _ => { });
        var given = (await reader.Monitor.GetAsync(job.Id))!;
        (given.State, given.NumberOfFailures, given.NumberOfLosses).ShouldBe((JobState.Ready, 0, 0));
        (await reader.Monitor.GetAttemptsAsync(job.Id)).ShouldHaveSingleItem().Result.ShouldBe(AttemptResult.Released);
    }

    [Fact]
    public async Task A_job_is_found_by_another_process_by_polling()
    {
        var worker = await StartAsync();
        var producer = await StartAsync(new Probe(), _ => { });
        var watch = Stopwatch.StartNew();

        var job = await producer.Jobs.OnceNowAsync<ProbeHandler>();

        await worker.WaitAsync(job.Id, JobState.Succeeded);
        watch.Elapsed.ShouldBeLessThan(TestTime.Patience);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_keeps_its_slot_and_is_reported()
    {
        var finish = new TaskCompletionSource();
        Probe.Run = _ => finish.Task;
        var app = await StartAsync(config => config.AddWorker(worker => worker.MaxConcurrency(1)));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(timeout: TimeSpan.FromMilliseconds(10), maxNumberOfRetries: 0);
        await Probe.NextAsync();
        await app.Logs.WaitAsync(message => message.Contains("ignores the cancellation token", StringComparison.Ordinal));
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Running);

        finish.SetResult();
        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_handler_without_a_definition_id_is_warned_about()
    {
        var app = await StartAsync(config => config.AddJobHandler<NamelessHandler>());

        app.Logs.Warnings.ShouldContain(message =>
            message.StartsWith($"Handler '{typeof(NamelessHandler).FullName}' has no [JobMasterDefinitionId]", StringComparison.Ordinal));
    }

    protected static async Task FinishedAsync(TestApp app, int count)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        while ((await app.Monitor.CountAsync(patience.Token)) is var counts && counts.Succeeded + counts.Failed + counts.Cancelled < count)
        {
            await app.Logs.NextAsync();
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}

public sealed class NamelessHandler : IJobHandler
{
    public Task HandleAsync(JobContext job) => Task.CompletedTask;
}

public sealed class OuterMiddleware : IJobMiddleware
{
    public async Task InvokeAsync(JobContext job, Func<Task> next)
    {
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, "outer before");
        await next();
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, "outer after");
    }
}

public sealed class InnerMiddleware : IJobMiddleware
{
    public async Task InvokeAsync(JobContext job, Func<Task> next)
    {
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, "inner before");
        await next();
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, "inner after");
    }
}
