using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Middleware around calls that schedule jobs.</summary>
public abstract class SchedulingMiddlewareConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private readonly Notes _notes = new();

    [Fact]
    public async Task Each_call_passes_all_in_the_order_of_registration_and_may_be_changed()
    {
        var app = await StartAsync(config => config.UseSchedulingMiddleware<Outer>().UseSchedulingMiddleware<Inner>().AddWorker());

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("a"));
        var many = await app.Jobs.ScheduleManyAsync([JobRequest.For<ProbeHandler>(Named("b")), JobRequest.ForDefinition("order", MessageData.Parse("""{"Number":1,"Total":2}"""))]);

        _notes.Lines.ShouldBe(
            [
                "outer 1 probe", "inner 1 tenant-1", "inner stored 1", "outer stored 1", "outer 2 probe order", "inner 2 tenant-1",
                "inner stored 2", "outer stored 2"]);
        foreach (var each in many.Prepend(job))
        {
            (await app.WaitAsync(each.Id, JobState.Succeeded)).Tenant.ShouldBe("tenant-1");
        }
    }

    [Fact]
    public async Task One_that_throws_refuses_the_job_and_one_that_does_not_go_on_is_told_so()
    {
        var app = await StartAsync(config => config.UseSchedulingMiddleware<Gate>());

        (
            await Should.ThrowAsync<UnauthorizedAccessException>(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("refuse"))))
                .Message.ShouldBe("not you");
        (await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("forget")))).Message
            .ShouldStartWith($"Scheduling middleware '{typeof(Gate).FullName}' returned without calling next, so nothing was stored.");
        (await Should.ThrowAsync<ArgumentException>(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("drop")))).Message
            .ShouldStartWith("The call schedules 1 job; 0 were set.");
        await Should.ThrowAsync<InvalidOperationException>(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("twice")));
        (await app.Monitor.ListAsync()).Jobs.ShouldHaveSingleItem("of those, only the one that was stored before the second call of next");
    }

    [Fact]
    public async Task One_that_does_not_await_the_store_is_awaited_and_its_caller_gets_the_jobs()
    {
        var app = await StartAsync(config => config.UseSchedulingMiddleware<Careless>().UseSchedulingMiddleware<Careless>());

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("a"));
        var many = await app.Jobs.OnceNowBulkAsync<ProbeHandler>([Named("b"), Named("c")]);
        var refused = Alone();
        var holder = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("d"), refused);

        (await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("e"), refused))).HeldBy
            .ShouldBe(holder.Id);
        (await app.Monitor.ListAsync()).Jobs.Select(stored => stored.Id).ShouldBe([job.Id, .. many.Select(one => one.Id), holder.Id], true);
    }

    [Fact]
    public async Task One_that_swallows_the_refusal_of_the_store_does_not_keep_it_from_the_caller()
    {
        var app = await StartAsync(config => config.UseSchedulingMiddleware<Silent>());
        var refused = Alone();
        var holder = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("a"), refused);

        (await Should.ThrowAsync<JobRejectedException>(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("b"), refused))).HeldBy
            .ShouldBe(holder.Id);
    }

    [Fact]
    public async Task A_scope_of_the_call_is_shared_by_its_middleware_and_ends_with_it()
    {
        var app = await StartAsync(config => config.UseSchedulingMiddleware<Outer>().UseSchedulingMiddleware<Inner>());

        await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.Jobs.OnceNowAsync<ProbeHandler>();

        _notes.Scopes.Distinct().Count().ShouldBe(2);
        _notes.Scopes.Count.ShouldBe(4);
        _notes.Scopes.ShouldAllBe(scope => scope.IsEnded);
    }

    private static JobOptions Alone() => new()
    {
        Unique = new JobUnique { Key = "one", While = UniqueWhile.Waiting, OnConflict = UniqueConflict.Reject },
    };

    private new async Task<TestApp> StartAsync(Action<JobMasterClusterConfig> configure) => Track(await StartAppAsync(
        config =>
        {
            config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddJobHandler<OrderHandler>();
            configure(config);
        },
        services => services.AddSingleton(Probe).AddSingleton(_notes).AddScoped<Scope>().AddSingleton<Gate>()));

    private sealed class Notes
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ConcurrentQueue<Scope> Scopes { get; } = new();
    }

    private sealed class Scope : IDisposable
    {
        public bool IsEnded { get; private set; }

        public void Dispose() => IsEnded = true;
    }

    private sealed class Outer(Notes notes, Scope scope) : IJobSchedulingMiddleware
    {
        public async Task InvokeAsync(JobSchedulingContext context, Func<Task> next)
        {
            notes.Scopes.Enqueue(scope);
            notes.Lines.Enqueue($"outer {context.Requests.Count} {string.Join(' ', context.Requests.Select(context.DefinitionIdOf))}");
            context.Requests = [
                .. context.Requests.Select(request => request with { Options = request.Options with { Tenant = "tenant-1" } })];
            await next();
            notes.Lines.Enqueue($"outer stored {context.Jobs.Count}");
        }
    }

    private sealed class Inner(Notes notes, Scope scope) : IJobSchedulingMiddleware
    {
        public async Task InvokeAsync(JobSchedulingContext context, Func<Task> next)
        {
            notes.Scopes.Enqueue(scope);
            notes.Lines.Enqueue($"inner {context.Requests.Count} {context.Requests[0].Options.Tenant}");
            await next();
            notes.Lines.Enqueue($"inner stored {context.Jobs.Count}");
        }
    }

    private sealed class Careless : IJobSchedulingMiddleware
    {
        public Task InvokeAsync(JobSchedulingContext context, Func<Task> next)
        {
            _ = next();
            return Task.CompletedTask;
        }
    }

    private sealed class Silent : IJobSchedulingMiddleware
    {
        public async Task InvokeAsync(JobSchedulingContext context, Func<Task> next)
        {
            try
            {
                await next();
            }
            catch (JobRejectedException)
            {
                // As a middleware that only writes a log might do.
            }
        }
    }

    private sealed class Gate : IJobSchedulingMiddleware
    {
        private int _calls;

        public async Task InvokeAsync(JobSchedulingContext context, Func<Task> next)
        {
            switch (_calls++)
            {
                case 0:
                    throw new UnauthorizedAccessException("not you");
                case 1:
                    return;
                case 2:
                    context.Requests = [];
                    break;
                default:
                    await next();
                    await next();
                    break;
            }
        }
    }
}
