using System.Net;
using JobMaster.AspNetCore.Tests.Stores;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A batch that is refused says which of its jobs is the reason, and what of it is stored.</summary>
public abstract class BatchRefusalTests(ApiStore store) : AdminTests(store)
{
    private const string Batch = "clusters/default/jobs/batch";
    private const string Held = """{"type":"other","unique":{"key":"k","while":"Waiting","onConflict":"Reject"}}""";

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        master: Master,
        cluster: config =>
        {
            config.Options.MaxMessageByteSize = 1000;
            config.AddLimit("smtp", limit => limit.MaxConcurrent(1));
        },
        settings: ApiApp.Key("tenant", "Submit", ("Tenants:0", "acme")));

    [Theory]
    [InlineData("""{"type":"other","limitKeys":["stmp"]}""", "names the limit 'stmp'")]
    [InlineData("""{"type":"other","workerLane":"a*"}""", "Lane 'a*'")]
    [InlineData("""{"type":"other","tenant":"a\u0007b"}""", "Tenant")]
    [InlineData("""{"type":"greet","payload":{"Name":7}}""", "The payload does not fit 'greet'")]
    [InlineData("""{"type":"greet","payload":{"Name":"LONG"}}""", "the limit is 1,000")]
    [InlineData("""{"type":"othr"}""", "Is 'other' meant?")]
    public async Task A_job_that_is_refused_is_named_by_its_place(string job, string words)
    {
        string sent = job.Replace("LONG", new string('x', 2000), StringComparison.Ordinal);
        var (status, body, _) = await Client.PostJsonAsync(Batch, $$"""{"jobs":[{"type":"other"},{"type":"other"},{{sent}}]}""");

        status.ShouldBe(HttpStatusCode.BadRequest, $"{body}");
        body.Text("detail").ShouldContain(words);
        body.Text("path").ShouldStartWith("$.jobs[2]");
        (await App.Monitor.Jobs.CountAsync()).ShouldBe(new JobCounts());
    }

    [Theory]
    [InlineData("""{"type":"other","id":"01a21bb4-4637-7b99-9eb2-48e225a40e2a"}""", "id", "is used 2 times in one call")]
    [InlineData("""{"type":"other","idempotencyKey":"k"}""", "idempotencyKey", "'k' is used 2 times in one call")]
    [InlineData(Held, "unique", "have one unique key in one call")]
    public async Task Of_two_jobs_that_cannot_go_together_the_second_is_named(string job, string member, string words)
    {
        var (status, body, _) = await Client.PostJsonAsync(Batch, $$"""{"jobs":[{"type":"other"},{{job}},{"type":"other"},{{job}}]}""");

        (status, body.Text("path")).ShouldBe((HttpStatusCode.BadRequest, $"$.jobs[3].{member}"), $"{body}");
        body.Text("detail").ShouldContain(words);
    }

    [Fact]
    public async Task A_job_whose_unique_key_another_holds_is_named_by_its_place()
    {
        (await Client.PostJsonAsync("clusters/default/jobs", Held)).Status.ShouldBe(HttpStatusCode.Created);

        var (status, body, _) = await Client.PostJsonAsync(Batch, $$"""{"jobs":[{"type":"other"},{{Held}}]}""");

        (status, body.Text("path")).ShouldBe((HttpStatusCode.Conflict, "$.jobs[1].unique"), $"{body}");
        (await App.Monitor.Jobs.ListAsync()).Jobs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_limited_caller_may_not_give_is_named_by_its_place()
    {
        using var tenant = App.Caller("tenant");
        var foreign = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");

        var id = await tenant.PostJsonAsync(Batch, $$"""{"jobs":[{"type":"other"},{"type":"other","id":"{{foreign.Id}}"}]}""");
        (id.Status, id.Body.Text("path")).ShouldBe((HttpStatusCode.Conflict, "$.jobs[1].id"));
        var scope = await tenant.PostJsonAsync(
            Batch, """{"jobs":[{"type":"other"},{"type":"other","idempotencyKey":"k","idempotencyScope":"Cluster"}]}""");
        (scope.Status, scope.Body.Text("path")).ShouldBe((HttpStatusCode.Forbidden, "$.jobs[1].idempotencyScope"));
    }

    [Fact]
    public async Task A_repeated_list_that_differs_says_where_and_what_of_it_is_stored()
    {
        const string One = """{"type":"other","payload":{"N":1}}""";
        const string Two = """{"type":"other","payload":{"N":2}}""";
        (string, string)[] key = [("Idempotency-Key", "upload-1")];
        (await Client.PostJsonAsync(Batch, $$"""{"jobs":[{{One}},{{One}}]}""", key)).Status.ShouldBe(HttpStatusCode.Created);

        var differs = await Client.PostJsonAsync(Batch, $$"""{"jobs":[{{One}},{{Two}},{{Two}},{{Two}}]}""", key);
        (differs.Status, differs.Body.Text("path")).ShouldBe((HttpStatusCode.UnprocessableEntity, "$.jobs[1]"));
        string told = differs.Body.Text("detail");
        var stored = (await App.Monitor.Jobs.ListAsync()).Jobs;
        stored.Count.ShouldBe(4);
        stored.Count(job => told.Contains($"{job.Id}", StringComparison.Ordinal)).ShouldBe(3, "the one that differs, and two new ones");
        told.ShouldContain("Under another key send no job of that list");

        var again = await Client.PostJsonAsync(Batch, $$"""{"jobs":[{{One}},{{Two}}]}""", key);
        again.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        again.Body.Text("detail").ShouldContain("Nothing of this call is stored.");
        (await App.Monitor.Jobs.ListAsync()).Jobs.Count.ShouldBe(4);
    }
}
