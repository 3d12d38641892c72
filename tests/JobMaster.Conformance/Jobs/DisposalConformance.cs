using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>What an attempt created is disposed of when it ends, as a scope's services are.</summary>
public abstract class DisposalConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task Handlers_and_middleware_are_disposed_of_after_the_attempt()
    {
        var app = Track(await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore())
                .AddJobHandler<DisposableHandler>()
                .AddJobHandler<AsyncDisposableHandler>()
                .UseMiddleware<DisposableMiddleware>()
                .AddWorker(),
            services => AddProbe(services)));

        var sync = await app.Jobs.OnceNowAsync<DisposableHandler>(Named("sync"));
        await app.WaitAsync(sync.Id, JobState.Succeeded);
        await app.WaitAsync((await app.Jobs.OnceNowAsync<AsyncDisposableHandler>(Named("async"))).Id, JobState.Succeeded);

        Probe.Disposed.ShouldBe(["handler", "middleware", "async handler", "middleware"]);
        (await LogOfAsync(app, sync.Id)).Select(line => line.Text.Split('\n')[0]).ShouldBe(
            ["Disposing the handler or its services failed: System.IO.IOException: of the disposal"]);
        await app.Logs.WaitAsync(message => message.Contains("it or one of its services could not be disposed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_middleware_that_does_not_call_next_fails_the_attempt_and_is_named()
    {
        var app = Track(await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore())
                .AddJobHandler<ProbeHandler>().UseMiddleware<DisposableMiddleware>().UseMiddleware<SkippingMiddleware>().AddWorker(),
            services => AddProbe(services)));

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);

        (await app.WaitAsync(job.Id, JobState.Failed)).Error!.ShouldContain(
            $"Middleware '{typeof(SkippingMiddleware).FullName}' returned without calling next, so the handler did not run.");
        Probe.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_container_creates_is_the_containers_to_dispose_of()
    {
        var app = Track(await StartAppAsync(
            config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<AsyncDisposableHandler>().AddWorker(),
            services =>
            {
                AddProbe(services);
                services.AddSingleton<AsyncDisposableHandler>();
            }));

        await app.WaitAsync((await app.Jobs.OnceNowAsync<AsyncDisposableHandler>(Named("a"))).Id, JobState.Succeeded);
        await app.WaitAsync((await app.Jobs.OnceNowAsync<AsyncDisposableHandler>(Named("b"))).Id, JobState.Succeeded);

        Probe.Disposed.ShouldBeEmpty();
    }
}

[JobMasterDefinitionId("disposable")]
public sealed class DisposableHandler(Probe probe) : IJobHandler, IDisposable
{
    public Task HandleAsync(JobContext job) => probe.HandleAsync(job);

    public void Dispose()
    {
        probe.Disposed.Enqueue("handler");
        throw new IOException("of the disposal");
    }
}

[JobMasterDefinitionId("async-disposable")]
public sealed class AsyncDisposableHandler(Probe probe) : IJobHandler, IDisposable, IAsyncDisposable
{
    public Task HandleAsync(JobContext job) => probe.HandleAsync(job);

    public void Dispose() => probe.Disposed.Enqueue("never");

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        probe.Disposed.Enqueue("async handler");
    }
}

public sealed class SkippingMiddleware : IJobMiddleware
{
    public Task InvokeAsync(JobContext job, Func<Task> next) => Task.CompletedTask;
}

public sealed class DisposableMiddleware(Probe probe) : IJobMiddleware, IDisposable
{
    public Task InvokeAsync(JobContext job, Func<Task> next) => next();

    public void Dispose() => probe.Disposed.Enqueue("middleware");
}
