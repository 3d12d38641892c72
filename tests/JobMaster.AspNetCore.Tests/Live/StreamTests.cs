using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests.Live;

/// <summary>Live events over a socket.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private const int Most = 4;

    private ApiApp _app = null!;

    public async Task InitializeAsync() => _app = await ApiApp.StartAsync(
        overKestrel: true,
        services: services => services.AddRequestTimeouts(
            options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromMilliseconds(300) }),
        pipeline: app => app.UseRouting().UseRequestTimeouts(),
        map: app => app.MapJobMasterApi(api =>
        {
            api.LiveInterval = TimeSpan.FromMilliseconds(200);
            api.ReauthorizeEvery = TimeSpan.FromMilliseconds(500);
            api.KeepAliveEvery = TimeSpan.FromMilliseconds(100);
            api.MaxListeners = Most;
        }));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_listener_sees_a_job_change_and_continues_where_it_was()
    {
        using var client = _app.Caller("operator");
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        string id;
        await using (var stream = await EventStream.OpenAsync(client, $"overview,jobs:{job.Id}"))
        {
            stream.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            stream.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
            await stream.NextAsync("overview", body => body.GetProperty("jobs").GetProperty("scheduled").GetInt64() == 1);
            await stream.NextAsync("job", body => body.Text("state") == "Scheduled");
            (await _app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
            id = (await stream.NextAsync("job", body => body.Text("state") == "Cancelled")).EventId!;
        }

        // Another listener keeps the reader awake, so the state the first one knows is still there.
        await using var other = await EventStream.OpenAsync(client, "lanes");
        await other.NextAsync("lanes");
        using var reader = _app.Caller("reader");
        await using var same = await EventStream.OpenAsync(reader, $"jobs:{job.Id}", "another.7");
        (await same.NextAsync())!.Value.EventType.ShouldBe("reload");
        long.Parse(id.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_listener_that_comes_back_with_the_id_it_received_gets_only_what_is_newer()
    {
        using var client = _app.Caller("operator");
        using var reader = _app.Caller("reader");
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");

        // Another listener to the job keeps its state known.
        await using var other = await EventStream.OpenAsync(reader, $"jobs:{job.Id}");
        string id;
        await using (var stream = await EventStream.OpenAsync(client, $"jobs:{job.Id}"))
        {
            id = (await stream.NextAsync("job", body => body.Text("state") == "Scheduled")).EventId!;
        }

        await using var again = await EventStream.OpenAsync(client, $"jobs:{job.Id}", id);
        (await _app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        var events = new List<(string Type, string Id)>();
        while (events.Count == 0 || events[^1].Type is not ("job" or "reload"))
        {
            var next = (await again.NextAsync())!.Value;
            events.Add((next.EventType, next.EventId!));
            (next.EventType != "job" || next.Data.Contains("\"Cancelled\"", StringComparison.Ordinal)).ShouldBeTrue(next.Data);
        }

        events.ShouldNotContain(one => one.Type == "reload");
        foreach (var (type, eventId) in events)
        {
            eventId.Split('.')[0].ShouldBe(id.Split('.')[0], type);
            NumberOf(eventId).ShouldBeGreaterThan(NumberOf(id), type);
        }

        static long NumberOf(string id) => long.Parse(id.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_stream_with_nothing_to_say_sends_lines_that_are_no_events()
    {
        using var client = _app.Caller("reader");
        using var response = await client.GetAsync(
            new Uri("clusters/default/stream?topics=failures", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        int quiet = 0;
        while (quiet < 5)
        {
            quiet = await lines.ReadLineAsync() == ": " ? quiet + 1 : quiet;
        }

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_paused_operation_is_told_of_however_many_are_newer()
    {
        var operations = _app.App.Services.GetRequiredService<IJobMasterCluster>().Operations;
        var everyJob = new JobOperation { Kind = JobOperationKind.Cancel, All = true };
        var paused = await operations.StartAsync(everyJob);
        (await operations.PauseAsync(paused)).ShouldBeTrue();
        var newer = new List<Guid>();
        while (newer.Count < 51)
        {
            // The ids of one millisecond are in no order.
            var id = await operations.StartAsync(everyJob);
            newer.AddRange(id.CompareTo(paused) > 0 ? [id] : []);
        }

        using var client = _app.Caller("reader");
        await using var stream = await EventStream.OpenAsync(client, "operations");

        JsonElement.Parse((await stream.NextAsync("operations")).Data).GetProperty("operations").EnumerateArray()
            .Select(operation => operation.GetProperty("id").GetGuid()).ShouldBe([.. newer.OrderDescending().Take(50), paused]);
    }

    [Fact]
    public async Task A_caller_whose_key_is_removed_is_told_and_the_stream_ends()
    {
        using var client = _app.Caller("reader");
        await using var stream = await EventStream.OpenAsync(client, "operations");
        await stream.NextAsync("operations");
        var configuration = (IConfigurationRoot)_app.App.Services.GetRequiredService<IConfiguration>();
        configuration["JobMaster:Api:Keys:reader:SecretSha256"] = new string('0', 64);
        configuration.Reload();
        (await stream.NextAsync("closed")).Data.ShouldContain("not known");
        (await stream.NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_policy_that_reads_the_route_is_asked_again_with_it()
    {
        int asked = 0;
        var askedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ApiApp.StartAsync(
            overKestrel: true,
            services: services => services.AddAuthorization(options => options.AddPolicy("Own", policy => policy.RequireAssertion(context =>
            {
                if (Interlocked.Increment(ref asked) >= 4)
                {
                    askedAgain.TrySetResult();
                }

                return context.Resource is HttpContext http && http.Request.RouteValues["clusterId"] is "default";
            }))),
            pipeline: app => app.UseRouting().UseAuthorization(),
            map: app => app.MapJobMasterApi(api =>
            {
                api.LiveInterval = TimeSpan.FromMilliseconds(200);
                api.ReauthorizeEvery = TimeSpan.FromMilliseconds(200);
            }).RequireAuthorization("Own"));
        using var client = app.Caller(null);
        await using var stream = await EventStream.OpenAsync(client, "overview");
        await askedAgain.Task.WaitAsync(TestTime.Patience);
        await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        var seen = await stream.NextAsync("overview", body => body.GetProperty("jobs").GetProperty("scheduled").GetInt64() == 1);
        seen.EventType.ShouldBe("overview");
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_told_as_gone_and_as_a_job_once_it_is_stored()
    {
        using var client = _app.Caller("reader");
        var id = Guid.CreateVersion7();
        await using var stream = await EventStream.OpenAsync(client, $"jobs:{id}");

        (await stream.NextAsync("gone")).Data.ShouldBe($$"""{"id":"{{id}}"}""");
        await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other", options: new JobOptions { Id = id });
        (await stream.NextAsync("job")).Data.ShouldContain($"{id}");
    }

    [Fact]
    public async Task A_limited_caller_hears_of_its_own_jobs_only_and_cannot_tell_others_from_unknown_ones()
    {
        using var acme = _app.Caller("acme");
        var own = await _app.Jobs.OnceAfterAsync(
            TimeSpan.FromHours(1), "greet", WriteableMessageData.New().SetStringValue("Name", "Ada"), new JobOptions { Tenant = "acme" });
        var foreign = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        var unknown = Guid.CreateVersion7();
        await using var stream = await EventStream.OpenAsync(acme, $"jobs:{foreign.Id},{own.Id},{unknown}");
        var seen = new List<(string Type, string Data)>();
        while (seen.Count == 0 || seen[^1].Type != "store")
        {
            var next = (await stream.NextAsync())!.Value;
            seen.Add((next.EventType, next.Data));
        }

        // Jobs are read in the order of their ids.
        seen.Select(one => one.Type).ShouldBe(["job", "gone", "gone", "store"], ignoreOrder: true);
        seen.Single(one => one.Type == "job").Data.ShouldContain($"\"id\":\"{own.Id}\"");
        seen.Where(one => one.Type == "gone").Select(one => one.Data).ShouldBe(
            [$$"""{"id":"{{foreign.Id}}"}""", $$"""{"id":"{{unknown}}"}"""], ignoreOrder: true);

        // The foreign job changes, the unknown one is stored as another foreign one, and nothing is told of either, not even by an id.
        await _app.Jobs.CancelJobAsync(foreign.Id);
        await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other", options: new JobOptions { Id = unknown });
        var later = DateTimeOffset.UtcNow.AddHours(2);
        await _app.Jobs.ReScheduleAsync(own.Id, later);
        var told = new List<SseItem<string>>();
        await UntilAsync(data => !data.Contains("\"Cancelled\"", StringComparison.Ordinal));
        await _app.Jobs.CancelJobAsync(own.Id);
        await UntilAsync(data => data.Contains("\"Cancelled\"", StringComparison.Ordinal));
        told.ShouldAllBe(one => one.EventType == "job" && one.EventId == null && one.Data.Contains($"{own.Id}"));
        foreach (string topic in new[] { "overview", "lanes", "operations", "failures" })
        {
            (await acme.GetJsonAsync($"clusters/default/stream?topics={topic}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        async Task UntilAsync(Func<string, bool> isLast)
        {
            do
            {
                told.Add((await stream.NextAsync())!.Value);
            }
            while (told[^1].EventType != "job" || !isLast(told[^1].Data));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("overvew")]
    [InlineData("0")]
    [InlineData("jobs:")]
    [InlineData("jobs:7")]
    public async Task Topics_that_are_not_known_are_refused(string topics)
    {
        using var client = _app.Caller("reader");
        (await client.GetJsonAsync($"clusters/default/stream?topics={topics}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_jobs_200_are_listened_to_and_no_more()
    {
        using var client = _app.Caller("reader");
        string ids = string.Join(',', Enumerable.Range(0, 200).Select(_ => $"{Guid.CreateVersion7()}"));
        await using var stream = await EventStream.OpenAsync(client, $"jobs:{ids}");
        stream.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (status, body, _) = await client.GetJsonAsync($"clusters/default/stream?topics=jobs:{ids},{Guid.CreateVersion7()}");
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").ShouldContain("200");
    }

    [Fact]
    public void Without_other_settings_callers_are_asked_for_again_every_minute() =>
        new JobMasterApiOptions().ReauthorizeEvery.ShouldBe(TimeSpan.FromMinutes(1));

    [Fact]
    public async Task More_listeners_than_allowed_are_refused_and_a_stopping_app_ends_its_streams()
    {
        var streams = new List<EventStream>();
        foreach (string key in new[] { "reader", "operator" })
        {
            using var client = _app.Caller(key);
            for (int i = 0; i < Most / 2; i++)
            {
                streams.Add(await EventStream.OpenAsync(client, "failures"));
                await streams[^1].NextAsync("failures");
            }

            // One caller may have half of them, so the other still gets in.
            var more = await client.GetJsonAsync("clusters/default/stream?topics=failures");
            (more.Status, more.Response.Headers.RetryAfter!.Delta)
                .ShouldBe((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)), key);
        }

        using var third = _app.Caller("admin");
        (await third.GetJsonAsync("clusters/default/stream?topics=failures")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Count(endpoint => endpoint.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null).ShouldBe(1);
        var stopping = _app.App.StopAsync();
        foreach (var stream in streams)
        {
            (await stream.RestAsync()).ShouldNotContain("closed");
            await stream.DisposeAsync();
        }

        await stopping;
    }
}
