using System.Net;
using System.Text;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Callers who go away while their call is made: no error is logged, and a change is made as a whole or not at all.</summary>
public abstract class CancelledTests(ApiStore store) : IAsyncLifetime, IDisposable
{
    private readonly LogLines _log = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    public void Dispose()
    {
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task No_route_makes_an_error_of_a_caller_who_is_gone()
    {
        await using var app = await ApiApp.StartAsync(
            master: store.UseFor,
            services: services => services.AddSingleton<ILoggerProvider>(_log),
            pipeline: app => app.Use((http, next) =>
            {
                if (http.Request.Headers.ContainsKey("X-Gone"))
                {
                    http.RequestAborted = new CancellationToken(canceled: true);
                }

                return next(http);
            }));
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("admin");
        foreach (var endpoint in app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is { IsForAnybody: false }))
        {
            var route = endpoint.Metadata.GetRequiredMetadata<ApiRoute>();
            string path = endpoint.PathFor(job.Id);
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.IsStream ? path + "?topics=overview" : path)
            {
                Content = route.Body is { } sent ? new StringContent(sent.Example, Encoding.UTF8, "application/json") : null,
                Headers = { { "X-Gone", "1" } },
            };
            try
            {
                using var response = await client.SendAsync(request).Soon();
                ((int)response.StatusCode).ShouldBeLessThan(500, $"{route.Method} {path}");
            }
            catch (OperationCanceledException)
            {
                // The connection of a caller who is gone may just be closed.
            }
        }

        _log.Errors.ShouldBeEmpty();
        (await app.Monitor.Jobs.GetAsync(job.Id)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"type":"other","afterSeconds":3600}""", "jobs", 1)]
    [InlineData("""{"jobs":[{"type":"other","afterSeconds":1},{"type":"other","afterSeconds":2}]}""", "jobs/batch", 2)]
    public async Task A_submit_that_is_cancelled_in_the_middle_is_stored_as_a_whole_or_not_and_can_be_repeated(
        string body, string path, int jobs)
    {
        var faults = new StoreFaults();
        await using var app = await StartAsync(faults);
        using var client = app.Caller("admin");
        var (made, release) = faults.Hold(nameof(IJobStore.InsertAsync));
        using var gone = new CancellationTokenSource();
        var call = SendAsync(gone.Token);
        try
        {
            await made.Soon();
            await gone.CancelAsync();
        }
        finally
        {
            release();
        }

        await Should.ThrowAsync<OperationCanceledException>(call).Soon();

        var again = await SendAsync(CancellationToken.None);
        again.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK);
        (await app.Monitor.Jobs.CountAsync()).Scheduled.ShouldBe(jobs);
        _log.Errors.ShouldBeEmpty();

        Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"clusters/default/{path}")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
                Headers = { { "Idempotency-Key", "k" } },
            };
            return client.SendAsync(request, cancellationToken);
        }
    }

    [Fact]
    public async Task A_call_that_the_apps_own_timeout_ends_is_answered_by_it()
    {
        var faults = new StoreFaults();
        await using var app = await StartAsync(
            faults,
            services => services.AddRequestTimeouts(
                options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(2) }),
            app => app.UseRouting().UseRequestTimeouts());
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("admin");

        // The first call of a process takes long, and might be ended before it reaches the store.
        await Eventually.BecomesAsync(
            "a job is taken in time",
            async () => (await client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""")).Status == HttpStatusCode.Created,
            TestTime.Patience);
        var (made, release) = faults.HoldAndFail(nameof(IJobStore.InsertAsync));
        try
        {
            var call = client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""");
            await made.Soon();
            (await call.Soon()).Status.ShouldBe(HttpStatusCode.GatewayTimeout);
        }
        finally
        {
            release();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_is_stored_is_answered_though_the_workers_cannot_be_read_for_a_hint(bool isAway)
    {
        var faults = new StoreFaults();
        await using var app = await StartAsync(faults);
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("submitter");
        Action release = static () => { };
        if (isAway)
        {
            faults.TakeAway("ListSessionsAsync");
        }
        else
        {
            release = faults.HoldEach("ListSessionsAsync");
        }

        try
        {
            var (status, body, _) = await client
                .PostJsonAsync("clusters/default/jobs", """{"type":"other","workerLane":"mail","afterSeconds":60}""").Soon();
            (status, body.TryGetProperty("note", out _)).ShouldBe((HttpStatusCode.Created, false));
        }
        finally
        {
            release();
            faults.BringBack();
        }

        (await app.Monitor.Jobs.CountAsync()).Scheduled.ShouldBe(1);
    }

    private Task<ApiApp> StartAsync(
        StoreFaults faults, Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null)
    {
        Func<MasterStoreContext, IMasterStore> open = null!;
        return ApiApp.StartAsync(
            master: store.UseFor,
            cluster: config => open = config.Master!.Value.Create,
            services: all =>
            {
                all.AddSingleton<ILoggerProvider>(_log).AddSingleton<IMasterStoreReplacement>(
                    new FaultyReplacement(context => new FaultyStore(open(context), faults)));
                services?.Invoke(all);
            },
            pipeline: pipeline);
    }

    private sealed class FaultyReplacement(Func<MasterStoreContext, IMasterStore> open) : IMasterStoreReplacement
    {
        public IMasterStore? Replace(MasterStoreContext context) => open(context);
    }
}
