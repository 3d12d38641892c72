using System.Net;

namespace JobMaster.AspNetCore.Tests;

/// <summary>
/// What of a submission is compared when its key comes again: with the header what no operator can change since, and the payload; with the
/// body nothing.
/// </summary>
public sealed class SameKeyTests : AdminTests
{
    private const string Jobs = "clusters/default/jobs";
    private const string First = """
        {"type":"greet","payload":{"Name":"Ada"},"afterSeconds":3600,"workerLane":"mail","priority":"Low","maxRetries":3,
         "timeoutSeconds":60KEY}
        """;

    [Theory]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada"},"afterSeconds":60,"workerLane":"mail","priority":"Low"KEY}""", 200)]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada"},"workerLane":"other","priority":"High","maxRetries":3KEY}""", 200)]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada"},"maxAttempts":4,"timeoutSeconds":60.0KEY}""", 200)]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada"},"maxRetries":1KEY}""", 422)]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada"},"maxAttempts":3KEY}""", 422)]
    [InlineData("""{"type":"greet","payload":{"Name":"Ada"},"timeoutSeconds":61KEY}""", 422)]
    [InlineData("""{"type":"greet","payload":{"Name":"Bob"},"afterSeconds":3600,"workerLane":"mail","priority":"Low"KEY}""", 422)]
    [InlineData("""{"type":"other","afterSeconds":3600,"workerLane":"mail","priority":"Low"KEY}""", 422)]
    public async Task The_header_compares_what_stays_and_the_body_nothing(string again, int expected)
    {
        var (status, made, _) = await SendAsync(First, "", ("Idempotency-Key", "k"));
        status.ShouldBe(HttpStatusCode.Created);
        var second = await SendAsync(again, "", ("Idempotency-Key", "k"));
        ((int)second.Status).ShouldBe(expected);
        (expected != 200 || second.Body.Text("id") == made.Text("id")).ShouldBeTrue();

        var inBody = await SendAsync(First, ",\"idempotencyKey\":\"b\"");
        inBody.Status.ShouldBe(HttpStatusCode.Created);
        var repeated = await SendAsync(again, ",\"idempotencyKey\":\"b\"");
        (repeated.Status, repeated.Body.Text("id"), repeated.Body.GetProperty("isNew").GetBoolean())
            .ShouldBe((HttpStatusCode.OK, inBody.Body.Text("id"), false));

        var stored = (await App.Monitor.Jobs.GetAsync(inBody.Body.GetProperty("id").GetGuid()))!;
        (stored.JobDefinitionId, stored.WorkerLane, stored.Priority).ShouldBe(("greet", "mail", JobMasterPriority.Low));
        (await App.Monitor.Jobs.CountAsync()).Scheduled.ShouldBe(2);
    }

    [Theory]
    [InlineData("33.333333333333336")]
    [InlineData("0.3333333")]
    [InlineData("0.30000000000000004")]
    public async Task The_same_timeout_is_the_same_however_finely_it_is_given(string seconds)
    {
        string body = $$"""{"type":"other","afterSeconds":60,"timeoutSeconds":{{seconds}}}""";
        (await Client.PostJsonAsync(Jobs, body, ("Idempotency-Key", "t"))).Status.ShouldBe(HttpStatusCode.Created);
        (await Client.PostJsonAsync(Jobs, body, ("Idempotency-Key", "t"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_tenants_job_has_another_key_unless_the_scope_is_the_cluster()
    {
        string Of(string tenant, string scope) =>
            $$"""{"type":"other","tenant":"{{tenant}}","idempotencyKey":"t","idempotencyScope":"{{scope}}","afterSeconds":3600}""";
        (await Client.PostJsonAsync(Jobs, Of("acme", "Tenant"))).Status.ShouldBe(HttpStatusCode.Created);
        (await Client.PostJsonAsync(Jobs, Of("globex", "Tenant"))).Status.ShouldBe(HttpStatusCode.Created);
        var first = await Client.PostJsonAsync(Jobs, Of("acme", "Cluster"));
        first.Status.ShouldBe(HttpStatusCode.Created);
        var second = await Client.PostJsonAsync(Jobs, Of("globex", "Cluster"));
        (second.Status, second.Body.Text("id")).ShouldBe((HttpStatusCode.OK, first.Body.Text("id")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_tenants_have_one_key_each_if_nobody_says_how_far_it_reaches(bool isHeader)
    {
        var key = isHeader ? "" : ",\"idempotencyKey\":\"t\"";
        (string, string)[] headers = isHeader ? [("Idempotency-Key", "t")] : [];
        Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)> PostAsync(string tenant) =>
            Client.PostJsonAsync(Jobs, $$"""{"type":"other","tenant":"{{tenant}}","afterSeconds":3600{{key}}}""", headers);

        var acme = await PostAsync("acme");
        var globex = await PostAsync("globex");
        (acme.Status, globex.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        globex.Body.Text("id").ShouldNotBe(acme.Body.Text("id"));
        foreach (var (tenant, first) in new[] { ("acme", acme), ("globex", globex) })
        {
            var again = await PostAsync(tenant);
            (again.Status, again.Body.Text("id")).ShouldBe((HttpStatusCode.OK, first.Body.Text("id")));
        }

        (await App.Monitor.Jobs.CountAsync()).Scheduled.ShouldBe(2);
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body, HttpResponseMessage Response)> SendAsync(
        string json, string key, params (string Name, string Value)[] headers) =>
        Client.PostJsonAsync(Jobs, json.Replace("KEY", key, StringComparison.Ordinal), headers);
}
