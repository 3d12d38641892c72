using System.Net;
using System.Text.Json;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Jobs under limits through the API: submitting them, seeing what waits, and what is refused.</summary>
public sealed class LimitCallTests : IAsyncLifetime
{
    private ApiApp _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(1))
                .AddLimit("tenants", limit => limit.ByTenant().MaxConcurrent(10))
                .AddLimit("turns", limit => limit.KeepOrder())
                .AddWorker().WorkerLane("idle"),
            settings: ApiApp.Key("tenant", "Admin", ("Tenants:0", "acme")));
        _client = _app.Caller("admin");
        await _app.UntilDefinitionsAreKnownAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_job_that_finds_no_room_is_shown_as_throttled_and_its_key_as_full()
    {
        // The only worker serves another lane, so what is let through first keeps its permit.
        await SubmitAsync("smtp:eu");
        await Eventually.BecomesAsync("a permit is held", async () => (await KeysAsync("name=smtp")).Count > 0, TestTime.Patience);
        string waiting = await SubmitAsync("smtp:eu");
        await SubmitAsync("smtp:us");
        await Eventually.BecomesAsync(
            "the other key is used", async () => (await KeysAsync("name=smtp")).Count == 2, TestTime.Patience);

        (await _client.GetJsonAsync($"{ApiApp.Cluster}jobs/{waiting}")).Body.Text("state").ShouldBe("Throttled");
        (await _client.GetJsonAsync($"{ApiApp.Cluster}jobs/states")).Body.GetProperty("throttled").GetInt64().ShouldBe(1);
        (await _client.GetJsonAsync($"{ApiApp.Cluster}lanes")).Body.GetProperty("lanes").EnumerateArray()
            .Single(lane => lane.Text("name") == "default").GetProperty("throttled").GetInt64().ShouldBe(1);
        (await _client.GetJsonAsync($"{ApiApp.Cluster}jobs?state=Throttled")).Body.GetProperty("jobs").EnumerateArray()
            .ShouldHaveSingleItem().Text("id").ShouldBe(waiting);

        var full = (await KeysAsync("name=smtp")).Single(key => key.Text("key") == "eu");
        (full.Text("limit"), full.GetProperty("inUse").GetInt64(), full.GetProperty("waiting").GetInt64()).ShouldBe(("smtp", 1, 1));
        (full.GetProperty("isFull").GetBoolean(), full.TryGetProperty("oldestDueAt", out _)).ShouldBe((true, true));

        (await _client.PostJsonAsync($"{ApiApp.Cluster}limits/smtp/override", """{"maxConcurrent":2,"reason":"more"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.BecomesAsync(
            "the job is let through",
            async () => (await _client.GetJsonAsync($"{ApiApp.Cluster}jobs/{waiting}")).Body.Text("state") == "Ready", TestTime.Patience);
        (await KeysAsync("name=smtp"))[0].GetProperty("override").Text("reason").ShouldBe("more");
    }

    [Fact]
    public async Task The_keys_are_listed_page_by_page_the_busiest_first()
    {
        foreach (string tenant in new[] { "a", "b", "b", "c", "c", "c" })
        {
            await SubmitAsync(null, tenant);
        }

        await Eventually.BecomesAsync(
            "six permits are held",
            async () => (await KeysAsync("limit=10")).Sum(key => key.GetProperty("inUse").GetInt64()) == 6, TestTime.Patience);
        var found = new List<string>();
        string? next = null;
        do
        {
            var page = (await _client.GetJsonAsync($"{ApiApp.Cluster}limits/keys?limit=1{next}")).Body;
            found.AddRange(page.GetProperty("keys").EnumerateArray().Select(key => key.Text("key")));
            next = page.TryGetProperty("next", out var cursor) ? $"&cursor={cursor.GetString()}" : null;
        }
        while (next is not null && found.Count < 10);

        found.ShouldBe(["c", "b", "a"]);
        (await KeysAsync("name=smtp")).ShouldBeEmpty();
        var first = (await _client.GetJsonAsync($"{ApiApp.Cluster}limits/keys?limit=1")).Body.Text("next");
        var (status, body, _) = await _client.GetJsonAsync($"{ApiApp.Cluster}limits/keys?limit=1&name=tenants&cursor={first}");
        (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-cursor"));
    }

    [Theory]
    [InlineData("{}", "$", "changes nothing")]
    [InlineData("""{"key":"eu","reason":"nothing"}""", "$", "changes nothing")]
    [InlineData("""{"maxConcurrent":-1}""", "$.maxConcurrent", "'maxConcurrent' is -1; it must be 0 or more")]
    [InlineData("""{"starts":0,"perSeconds":1}""", "$.starts", "'starts' is 0; it must be 1 or more")]
    [InlineData("""{"starts":1}""", "$.perSeconds", "'perSeconds' is missing")]
    [InlineData("""{"perSeconds":1}""", "$.starts", "'starts' is missing")]
    [InlineData("""{"starts":1,"perSeconds":-1}""", "$.perSeconds", "'perSeconds' is -1; it must be from 0 to")]
    [InlineData("""{"starts":1,"perSeconds":0}""", "$.perSeconds", "a microsecond to a day for each start")]
    [InlineData("""{"starts":1,"perSeconds":1e8}""", "$.perSeconds", "a microsecond to a day for each start")]
    [InlineData("""{"maxConcurrent":1,"burst":2}""", "$.burst", "'burst' belongs to a rate")]
    [InlineData("""{"starts":1,"perSeconds":1,"burst":0}""", "$.burst", "'burst' is 0; it must be 1 or more")]
    [InlineData("""{"maxConcurrent":1,"until":"2020-01-01T00:00:00Z"}""", "$.until", "2020-01-01 00:00:00Z, which has passed")]
    [InlineData("""{"maxConcurrent":1,"key":""}""", "$.key", "The key ''")]
    public async Task An_override_that_cannot_be_is_refused(string sent, string path, string detail)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{ApiApp.Cluster}limits/smtp/override", sent);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.Text("detail").ShouldContain(detail);
        (body.TryGetProperty("path", out var place) ? place.GetString() : "").ShouldBe(path);
        (await _app.Monitor.Limits.ListAsync()).ShouldAllBe(limit => limit.Overrides.Count == 0);
    }

    [Theory]
    [InlineData("override", """{"maxConcurrent":1}""")]
    [InlineData("lift", "{}")]
    [InlineData("remove", "{}")]
    public async Task A_limit_that_is_not_there_is_a_404_that_names_those_that_are(string call, string sent)
    {
        var (status, body, _) = await _client.PostJsonAsync($"{ApiApp.Cluster}limits/stmp/{call}", sent);
        (status, body.Text("detail")).ShouldBe((HttpStatusCode.NotFound, "The cluster has no limit 'stmp'. It has smtp, tenants, turns."));
    }

    [Theory]
    [InlineData("admin", "acme", "\"stmp\"", "names the limit 'stmp'")]
    [InlineData("admin", "acme", "\"smtp\",\"\"", "A limit key is empty")]
    [InlineData("admin", "acme", "null", "A limit key is empty")]
    [InlineData("tenant", "acme", "\"tenants:globex\"", "no limit 'tenants' that 'tenant' may name")]
    [InlineData("tenant", "acme", "\"stmp\"", "no limit 'stmp' that 'tenant' may name")]
    public async Task A_limit_that_the_caller_may_not_name_is_refused(string caller, string tenant, string keys, string detail)
    {
        using var client = _app.Caller(caller);
        string job = $$"""{"definitionId":"other","tenant":"{{tenant}}","limitKeys":[{{keys}}]}""";
        foreach (var (route, sent) in new[] { ("jobs", job), ("jobs/batch", $$"""{"jobs":[{{job}}]}""") })
        {
            var (status, body, _) = await client.PostJsonAsync(ApiApp.Cluster + route, sent);
            status.ShouldBe(HttpStatusCode.BadRequest, route);
            body.Text("detail").ShouldContain(detail);
        }

        (await _app.Monitor.Jobs.CountAsync()).ShouldBe(new JobCounts());
    }

    [Fact]
    public async Task A_caller_limited_to_a_tenant_names_a_limit_that_is_made_to_be_named()
    {
        using var client = _app.Caller("tenant");
        (await client.PostJsonAsync($"{ApiApp.Cluster}jobs", """{"definitionId":"other","limitKeys":["smtp:eu"]}"""))
            .Status.ShouldBe(HttpStatusCode.Created);
        await Eventually.BecomesAsync(
            "the permit is held", async () => (await KeysAsync("name=smtp")).Any(key => key.Text("key") == "eu"), TestTime.Patience);
    }

    [Fact]
    public async Task What_a_job_waits_for_is_not_told_to_a_caller_who_may_not_see_it()
    {
        string before = await SubmitAsync("turns:eu", "globex");
        await Eventually.BecomesAsync("the turn is taken", async () => (await KeysAsync("name=turns")).Count > 0, TestTime.Patience);
        string waiting = await SubmitAsync("turns:eu", "acme");
        await Eventually.BecomesAsync(
            "the job waits for its turn", async () => (await ReasonAsync(_client, waiting)).Contains("turn", StringComparison.Ordinal),
            TestTime.Patience);

        using var tenant = _app.Caller("tenant");
        (await ReasonAsync(_client, waiting)).ShouldContain($"\"otherJobId\":\"{before}\"");
        string told = await ReasonAsync(tenant, waiting);
        told.ShouldContain("another job is before it");
        told.ShouldNotContain(before);
    }

    [Fact]
    public async Task A_recurring_schedule_takes_no_limit_keys()
    {
        var (status, body, _) = await _client.PostJsonAsync(
            $"{ApiApp.Cluster}jobs", """{"definitionId":"other","cron":"0 3 1 1 *","limitKeys":["smtp"]}""");
        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, "$.limitKeys"));
    }

    private async Task<string> SubmitAsync(string? key, string? tenant = null)
    {
        string more = (key is null ? "" : $$""","limitKeys":["{{key}}"]""") + (tenant is null ? "" : $$""","tenant":"{{tenant}}" """);
        var (status, body, _) = await _client.PostJsonAsync($"{ApiApp.Cluster}jobs", $$"""{"definitionId":"other"{{more}}}""");
        status.ShouldBe(HttpStatusCode.Created, $"{body}");
        return body.Text("id");
    }

    private static async Task<string> ReasonAsync(HttpClient client, string job) =>
        (await client.GetJsonAsync($"{ApiApp.Cluster}jobs/{job}/explanation")).Body.GetProperty("reasons").GetRawText();

    private async Task<List<JsonElement>> KeysAsync(string query) =>
        [.. (await _client.GetJsonAsync($"{ApiApp.Cluster}limits/keys?{query}")).Body.GetProperty("keys").EnumerateArray()];
}
