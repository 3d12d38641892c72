using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What a call asks for is done, or refused with the remedy; nothing is ignored.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string Jobs = "clusters/default/jobs";

    private ApiApp _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            settings: [.. ApiApp.Key("two", "Read, Submit", ("Tenants:0", "a"), ("Tenants:1", "b")), .. Limited("byAlias", "old-mail"),
                .. Limited("byId", "mail"), .. Limited("starred", "ma*")],
            cluster: config => config.AddJobHandler<MailHandler>());
        _client = _app.Caller("admin");
        await _app.UntilDefinitionsAreKnownAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"type":"gret","payload":{"Name":"Ada"}}""", "$.type", "Is 'greet' meant?")]
    [InlineData("""{"type":"Greet","payload":{"Name":"Ada"}}""", "$.type", "Is 'greet' meant?")]
    [InlineData("""{"type":"something-else"}""", "$.type", "GET …/definitions lists")]
    [InlineData("""{"type":"gret","cron":"0 4 * * *","scheduleKey":"k"}""", "$.type", "No node has, or had")]
    [InlineData("""{"type":"other","scheduleKey":"k"}""", "$.scheduleKey", "Give its 'cron'")]
    [InlineData("""{"type":"other","timeZone":"Europe/Berlin"}""", "$.timeZone", "Give its 'cron'")]
    [InlineData("""{"type":"other","at":"2031-01-01T00:00:00Z","afterSeconds":5}""", "$.afterSeconds", "Give one of them")]
    [InlineData("""{"type":"other","maxAttempts":0}""", "$.maxAttempts", "'maxAttempts' is 0; it must be 1 or more")]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada","number":5}}""", "$.payload.number", "the property is called 'Number'")]
    public async Task A_job_that_would_not_be_what_was_meant_is_refused(string json, string path, string words)
    {
        var (status, body, _) = await _client.PostJsonAsync(Jobs, json);
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path));
        body.Text("detail").ShouldContain(words);
        (await _app.Monitor.Jobs.ListAsync()).Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Members_that_are_like_no_property_are_taken() => (await _client.PostJsonAsync(
        Jobs, """{"type":"greet","payload":{"Name":"Ada","note":"hello"}}""")).Status.ShouldBe(HttpStatusCode.Created);

    [Fact]
    public async Task What_a_replay_or_a_copy_runs_instead_must_be_known()
    {
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        foreach (string call in new[] { "replay", "copy" })
        {
            var (status, body, _) = await _client.PostJsonAsync($"{Jobs}/{job.Id}/{call}", """{"definitionId":"othr"}""");
            (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.definitionId"));
        }

        var operation = await _client.PostJsonAsync(
            "clusters/default/operations", """{"kind":"Replay","filter":{},"all":true,"replay":{"definitionId":"othr"}}""");
        (operation.Status, operation.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.replay.definitionId"));
    }

    [Fact]
    public async Task An_app_may_take_definitions_that_no_node_has_yet()
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterApi(api => api.AcceptsUnknownDefinitions = true));
        using var client = app.Caller("submitter");
        (await client.PostJsonAsync(Jobs, """{"type":"later","payload":{"A":1}}""")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.PostJsonAsync(Jobs, """{"type":"greet","payload":{}}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_running_job_is_cancelled_twice_and_a_job_that_succeeded_is_not()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await ApiApp.StartAsync(
            services: services => services.AddSingleton(new Gate(started, release.Task)),
            cluster: config => config.AddJobHandler<StubbornHandler>().AddWorker());
        using var client = app.Caller("admin");
        var job = await app.Jobs.OnceNowAsync("stubborn");
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        for (int times = 0; times < 2; times++)
        {
            (await client.PostJsonAsync($"{Jobs}/{job.Id}/cancel")).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await client.GetJsonAsync($"{Jobs}/{job.Id}")).Body.GetProperty("isCancelRequested").GetBoolean().ShouldBeTrue();
        release.SetResult();
        await Eventually.BecomesAsync(
            "the handler ends", async () => (await app.Monitor.Jobs.GetAsync(job.Id))?.State == JobState.Succeeded, TestTime.Patience);
        var late = await client.PostJsonAsync($"{Jobs}/{job.Id}/cancel");
        (late.Status, late.Body.Text("detail"))
            .ShouldBe((
                HttpStatusCode.Conflict,
                $"Job {job.Id} is Succeeded; a job that is final cannot be cancelled. Run it as a new job by POST …/jobs/{job.Id}/copy."));
    }

    [Fact]
    public async Task A_batch_with_a_key_is_stored_once()
    {
        const string Batch = """
            {"jobs":[{"type":"other"},{"type":"greet","payload":{"Name":"Ada"}},{"type":"other","idempotencyKey":"own"}]}
            """;
        var first = await _client.PostJsonAsync($"{Jobs}/batch", Batch, ("Idempotency-Key", "upload-1"));
        first.Status.ShouldBe(HttpStatusCode.Created);
        var again = await _client.PostJsonAsync($"{Jobs}/batch", Batch, ("Idempotency-Key", "upload-1"));
        again.Status.ShouldBe(HttpStatusCode.OK);
        Ids(again.Body).ShouldBe(Ids(first.Body));
        (await _app.Monitor.Jobs.ListAsync()).Jobs.Count.ShouldBe(3);
        var other = await _client.PostJsonAsync(
            $"{Jobs}/batch", Batch.Replace("Ada", "Bob", StringComparison.Ordinal), ("Idempotency-Key", "upload-1"));
        (other.Status, other.Body.Text("type")).ShouldBe((HttpStatusCode.UnprocessableEntity, "urn:jobmaster:problem:key-reused"));

        static List<string> Ids(JsonElement body) => [.. body.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id"))];
    }

    [Fact]
    public async Task A_worker_or_a_mode_is_not_reset_by_an_empty_body()
    {
        const string Worker = "clusters/default/workers/w";
        var concurrency = await _client.PostJsonAsync($"{Worker}/concurrency", "{}");
        (concurrency.Status, concurrency.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.concurrency"));
        (await _client.PostJsonAsync($"{Worker}/concurrency", """{"concurrency":null}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await _client.PostJsonAsync($"{Worker}/cordon", """{"concurrency":4}""")).Status.ShouldBe(HttpStatusCode.BadRequest);

        var mode = await _client.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", "{}");
        (mode.Status, mode.Body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.mode"));
        (await _client.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", """{"mode":null}""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cluster_that_is_archived_or_not_there_is_named_with_the_call_that_helps()
    {
        (await _client.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", """{"mode":"Archive"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var archived = await _client.PostJsonAsync(Jobs, """{"type":"other"}""");
        (archived.Status, archived.Body.Text("type")).ShouldBe((HttpStatusCode.Conflict, "urn:jobmaster:problem:archived"));
        archived.Body.Text("detail").ShouldContain("PUT …/mode");
        (await _client.GetJsonAsync("clusters/defualt")).Body.Text("detail").ShouldContain("no cluster 'defualt'");
    }

    [Fact]
    public async Task A_refused_tenant_is_named_with_its_place()
    {
        using var two = _app.Caller("two");
        var foreign = await two.PostJsonAsync(
            $"{Jobs}/batch", """{"jobs":[{"type":"other","tenant":"a"},{"type":"other","tenant":"c"}]}""");
        (foreign.Status, foreign.Body.Text("path")).ShouldBe((HttpStatusCode.Forbidden, "$.jobs[1].tenant"));
        foreign.Body.Text("detail").ShouldBe("'two' may not submit for the tenant 'c'; it may for a, b.");
        var none = await two.PostJsonAsync(Jobs, """{"type":"other"}""");
        (none.Status, none.Body.Text("path")).ShouldBe((HttpStatusCode.Forbidden, "$.tenant"));
    }

    [Fact]
    public async Task A_key_of_an_alias_and_a_key_of_the_id_see_and_may_the_same()
    {
        foreach (string key in new[] { "byAlias", "byId" })
        {
            using var client = _app.Caller(key);
            foreach (string type in new[] { "old-mail", "mail" })
            {
                var sent = await client.PostJsonAsync(Jobs, $$"""{"type":"{{type}}"}""");
                sent.Status.ShouldBe(HttpStatusCode.Created);
                (await client.GetJsonAsync($"{Jobs}/{sent.Body.Text("id")}")).Status.ShouldBe(HttpStatusCode.OK);
            }

            (await client.PostJsonAsync(Jobs, """{"type":"other"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
            (await client.GetJsonAsync($"{Jobs}/count")).Status.ShouldBe(HttpStatusCode.OK);
        }

        using var reader = _app.Caller("byAlias");
        (await reader.GetJsonAsync(Jobs)).Body.GetProperty("jobs").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task A_call_that_names_an_alias_is_repeated_by_its_key()
    {
        foreach (var expected in new[] { HttpStatusCode.Created, HttpStatusCode.OK })
        {
            (await _client.PostJsonAsync(Jobs, """{"type":"old-mail"}""", ("Idempotency-Key", "m"))).Status.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_star_in_a_keys_definition_is_no_pattern()
    {
        await _app.Jobs.OnceNowAsync("mail");
        using var client = _app.Caller("starred");
        (await client.GetJsonAsync(Jobs)).Body.GetProperty("jobs").GetArrayLength().ShouldBe(0);
        foreach (string query in new[] { "", "?definitionId=ma*", "?definitionId=mail" })
        {
            (await client.GetJsonAsync($"{Jobs}/count{query}")).Status.ShouldBe(HttpStatusCode.Forbidden, query);
        }
    }

    [Fact]
    public async Task A_key_counts_beside_a_foreign_token()
    {
        using var client = _app.Caller(null);
        (await client.GetJsonAsync(
            "clusters", ("Authorization", "Bearer of-another-system"), ("X-Api-Key", $"jmk_reader_{ApiApp.Secret("reader")}")))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "clusters/default/jobs/abc", 404, "'abc' is not an id")]
    [InlineData("GET", "clusters/default/jbos", 404, "There is no route 'GET clusters/default/jbos'")]
    [InlineData("DELETE", "clusters/default/jobs", 405, "takes GET and POST, not DELETE")]
    [InlineData("GET", "", 404, "openapi.json lists the routes")]
    public async Task What_no_route_is_for_is_answered_as_a_problem(string method, string path, int expected, string words)
    {
        var (status, body, response) = await _client.SendJsonAsync(new HttpMethod(method), path, null);
        ((int)status).ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        body.Text("detail").ShouldContain(words);
        using var nobody = _app.Caller(null);
        (await nobody.SendJsonAsync(new HttpMethod(method), path, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_long_reason_is_refused_without_words_of_CSharp()
    {
        var (status, body, _) = await _client.PostJsonAsync(
            "clusters/default/lanes/default/pause", JsonSerializer.Serialize(new { reason = new string('x', 100_000) }));
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.reason"));
        body.Text("detail").ShouldNotContain("(Parameter");
    }

    [Fact]
    public async Task A_policy_that_the_app_lacks_and_a_second_mapping_stop_the_start()
    {
        var lacking = await Should.ThrowAsync<InvalidOperationException>(() => ApiApp.StartAsync(
            services: services => services.AddAuthorization(), map: app => app.MapJobMasterApi(api => api.OperatePolicy = "Ops")));
        lacking.Message.ShouldContain("grants Operate to the policy 'Ops'");
        (await Should.ThrowAsync<InvalidOperationException>(() => ApiApp.StartAsync(
            map: app => app.MapJobMasterApi(api => api.OperatePolicy = "Ops")))).Message.ShouldContain("AddAuthorization");

        var twice = await Should.ThrowAsync<InvalidOperationException>(() => ApiApp.StartAsync(map: app =>
        {
            app.MapJobMasterApi();
            app.MapJobMasterApi(prefix: "jobmaster/");
        }));
        twice.Message.ShouldContain("called twice for '/jobmaster/api/v1'");
        await using var both = await ApiApp.StartAsync(map: app =>
        {
            app.MapJobMasterApi();
            app.MapJobMasterApi(prefix: "/ops");
        });
        using var client = both.Caller("reader");
        (await client.GetJsonAsync("/ops/api/v1/clusters")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_policy_that_a_provider_of_the_app_lacks_is_named_in_the_answer()
    {
        await using var app = await ApiApp.StartAsync(
            services: services => services.AddAuthorization().AddSingleton<IAuthorizationPolicyProvider, OwnPolicies>(),
            map: app => app.MapJobMasterApi(api => api.ReadPolicy = "Readers"));
        using var client = app.Caller(null);
        var (status, body, _) = await client.GetJsonAsync("clusters");
        (status, body.Text("type")).ShouldBe((HttpStatusCode.InternalServerError, "urn:jobmaster:problem:policy-missing"));
        body.Text("detail").ShouldContain("grants Read to the policy 'Readers'");
    }

    private static IEnumerable<KeyValuePair<string, string?>> Limited(string id, string definition) =>
        ApiApp.Key(id, "Read, Submit", ("Definitions:0", definition));
}

internal sealed class OwnPolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options);

public sealed record Gate(TaskCompletionSource Started, Task Release);

[JobMasterDefinitionId("stubborn")]
public sealed class StubbornHandler(Gate gate) : IJobHandler
{
    public async Task HandleAsync(JobContext job)
    {
        gate.Started.TrySetResult();
        await gate.Release;
    }
}

[JobMasterDefinitionId("mail", Aliases = ["old-mail"])]
public sealed class MailHandler : IJobHandler
{
    public Task HandleAsync(JobContext job) => Task.CompletedTask;
}
