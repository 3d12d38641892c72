using JobMaster.Conformance.Jobs;
using JobMaster.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Execution;

/// <summary>What becomes of an attempt whose middleware does not call next once and await it.</summary>
public sealed class MiddlewareTests
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task A_call_of_next_that_is_not_awaited_is_awaited()
    {
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isReturned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _probe.Run = _ => leave.Task;
        await using var app = await StartAsync((attempt, next) =>
        {
            _ = next();
            isReturned.SetResult();
            return Task.CompletedTask;
        });

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await isReturned.Task.Soon();
        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Running);

        leave.SetResult();
        await app.WaitAsync(job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task What_fails_after_its_middleware_has_returned_fails_the_step()
    {
        var inner = new TaskCompletionSource();
        var run = new Step(Careless, () => inner.Task).RunAsync();
        run.IsCompleted.ShouldBeFalse();

        inner.SetException(new IOException("the disk is full"));
        (await Should.ThrowAsync<IOException>(run)).Message.ShouldBe("the disk is full");

        static Task Careless(Func<Task> next)
        {
            _ = next();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_middleware_that_ends_while_another_thread_calls_next_ends_after_it()
    {
        var inner = new TaskCompletionSource();
        using var isEntered = new SemaphoreSlim(0);
        using var mayReturn = new SemaphoreSlim(0);
        var caller = Task.CompletedTask;
        var run = new Step(
            async next =>
            {
                caller = Task.Run(next);
                await isEntered.WaitAsync();
            },
            () =>
            {
                isEntered.Release();
                mayReturn.Wait();
                return inner.Task;
            }).RunAsync();

        mayReturn.Release();
        inner.SetResult();
        await run.Soon();
        await caller.Soon();
    }

    [Fact]
    public async Task A_middleware_that_throws_while_the_handler_runs_ends_after_it()
    {
        var isEnded = false;
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _probe.Run = async _ =>
        {
            await leave.Task;
            isEnded = true;
        };
        await using var app = await StartAsync((attempt, next) =>
        {
            _ = next();
            leave.SetResult();
            throw new TimeoutException("too slow for me");
        });

        (await EndAsync(app, JobState.Failed)).Error!.ShouldContain("too slow for me");
        isEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_middleware_that_does_not_call_next_fails_the_attempt_by_its_name()
    {
        await using var app = await StartAsync((_, _) => Task.CompletedTask);

        (await EndAsync(app, JobState.Failed)).Error!.ShouldContain(
            $"Middleware '{typeof(First).FullName}' returned without calling next, so the handler did not run.");
        _probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_middleware_may_leave_out_the_handler_if_it_says_so()
    {
        await using var app = await StartAsync((job, _) =>
        {
            job.Attempt.SkipHandler("sent already");
            return Task.CompletedTask;
        });

        var done = await EndAsync(app, JobState.Succeeded);
        (await app.Monitor.GetLogAsync(done.Id)).ShouldHaveSingleItem().Text.ShouldBe("A middleware left out the handler: sent already");
        _probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_middleware_may_fail_the_job_without_its_handler()
    {
        await using var app = await StartAsync((job, _) =>
        {
            job.Attempt.Fail("the customer is gone");
            return Task.CompletedTask;
        });

        (await EndAsync(app, JobState.Failed)).Error.ShouldBe("the customer is gone");
        _probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_call_of_next_throws_and_the_handler_runs_once()
    {
        await using var app = await StartAsync(async (_, next) =>
        {
            await next();
            await next();
        });

        (await EndAsync(app, JobState.Failed)).Error!.ShouldContain($"Middleware '{typeof(First).FullName}' called next a second time.");
        _probe.Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_of_next_after_the_middleware_has_returned_throws()
    {
        Func<Task>? kept = null;
        await using var app = await StartAsync((job, next) =>
        {
            kept = next;
            job.Attempt.SkipHandler("later");
            return Task.CompletedTask;
        });
        await EndAsync(app, JobState.Succeeded);

        (await Should.ThrowAsync<InvalidOperationException>(() => kept!())).Message.ShouldContain("called next after it had returned");
        _probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_middleware_may_handle_the_exception_of_what_it_wraps()
    {
        _probe.Run = _ => throw new IOException("it broke");
        await using var app = await StartAsync(async (_, next) =>
        {
            try
            {
                await next();
            }
            catch (IOException)
            {
                // Not worth another attempt.
            }
        });

        await EndAsync(app, JobState.Succeeded);
    }

    private static async Task<JobDetails> EndAsync(TestApp app, JobState state)
    {
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);
        return await app.WaitAsync(job.Id, state);
    }

    private Task<TestApp> StartAsync(
        Func<JobContext, Func<Task>, Task> first, Func<JobContext, Func<Task>, Task>? second = null) => TestApp.StartAsync(
        config => config.UseInMemory().AddJobHandler<ProbeHandler>().UseMiddleware<First>().UseMiddleware<Second>().AddWorker(),
        services => services.AddSingleton(_probe).AddSingleton(new First(first)).AddSingleton(new Second(second ?? ((_, next) => next()))));

    private sealed class First(Func<JobContext, Func<Task>, Task> around) : IJobMiddleware
    {
        public Task InvokeAsync(JobContext job, Func<Task> next) => around(job, next);
    }

    private sealed class Second(Func<JobContext, Func<Task>, Task> around) : IJobMiddleware
    {
        public Task InvokeAsync(JobContext job, Func<Task> next) => around(job, next);
    }

    private sealed class Step(Func<Func<Task>, Task> around, Func<Task> rest) : MiddlewareStep(new object(), rest, keepsThread: true)
    {
        protected override Task Invoke(Func<Task> next) => around(next);

        protected override void NotGoneOn()
        {
        }
    }
}
