using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>
/// The header Idempotency-Key compares calls that have the same header: never a call with the job of another, and never with what others
/// have made of its job since.
/// </summary>
public abstract class KeyBindingTests(ApiStore store) : AdminTests(store)
{
    private const string Jobs = "clusters/default/jobs";
    private const string Id = "01970000-0000-7000-8000-000000000001";

    private protected override Task<ApiApp> StartAsync() =>
        ApiApp.StartAsync(master: Master, cluster: config => config.AddWorker().SetAsDefault());

    [Theory]
    [InlineData(""" "unique":{"key":"u","while":"Waiting"} """)]
    [InlineData($$""" "id":"{{Id}}" """)]
    public async Task A_free_key_is_given_to_the_job_that_the_call_finds_whatever_its_payload(string rule)
    {
        var holder = await PostAsync("Ada", rule);
        holder.Status.ShouldBe(HttpStatusCode.Created);

        foreach (int _ in new[] { 1, 2 })
        {
            var found = await PostAsync("Bob", rule, "fresh");
            (found.Status, found.Body.Text("id"), IsNew(found.Body)).ShouldBe((HttpStatusCode.OK, holder.Body.Text("id"), false));
        }

        var other = await PostAsync("Eve", rule, "fresh");
        (other.Status, other.Body.Text("type")).ShouldBe((HttpStatusCode.UnprocessableEntity, "urn:jobmaster:problem:key-reused"));
        (await PostAsync("Eve", """ "priority":"Low" """, "fresh")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_batch_gives_its_key_to_the_jobs_that_it_finds()
    {
        const string Unique = """ "unique":{"key":"u","while":"Waiting"} """;
        var holder = await PostAsync("Ada", Unique);
        string batch = $$"""{"jobs":[{{Of("Bob", Unique)}},{{Of("Joe", """ "priority":"Low" """)}}]}""";

        var first = await Client.PostJsonAsync($"{Jobs}/batch", batch, ("Idempotency-Key", "many"));
        first.Status.ShouldBe(HttpStatusCode.Created, $"{first.Body}");
        first.Body.GetProperty("jobs")[0].Text("id").ShouldBe(holder.Body.Text("id"));
        var again = await Client.PostJsonAsync($"{Jobs}/batch", batch, ("Idempotency-Key", "many"));
        (again.Status, again.Body.GetProperty("jobs")[1].Text("id"))
            .ShouldBe((HttpStatusCode.OK, first.Body.GetProperty("jobs")[1].Text("id")));
        var other = await Client.PostJsonAsync(
            $"{Jobs}/batch", batch.Replace("Bob", "Eve", StringComparison.Ordinal), ("Idempotency-Key", "many"));
        (other.Status, other.Body.Text("path")).ShouldBe((HttpStatusCode.UnprocessableEntity, "$.jobs[0]"));
    }

    [Theory]
    [InlineData(""" "unique":{"key":"u","while":"Waiting","onConflict":"Reject"} """, HttpStatusCode.Conflict)]
    [InlineData(""" "idempotencyKey":"k" """, HttpStatusCode.BadRequest)]
    public async Task A_call_that_is_refused_does_not_use_its_key_up(string rule, HttpStatusCode expected)
    {
        (await PostAsync("Ada", rule)).Status.ShouldBe(HttpStatusCode.Created);
        (await PostAsync("Bob", rule, "fresh")).Status.ShouldBe(expected);

        var corrected = await PostAsync("Joe", """ "priority":"Low" """, "fresh");
        (corrected.Status, IsNew(corrected.Body)).ShouldBe((HttpStatusCode.Created, true), $"{corrected.Body}");
    }

    [Fact]
    public async Task A_call_whose_job_others_have_replaced_is_answered_again_and_replaces_nothing()
    {
        const string Replacing = """ "unique":{"key":"u","while":"Waiting","onConflict":"ReplaceWaiting"} """;
        var first = await PostAsync("Ada", Replacing, "one");
        var id = first.Body.GetProperty("id").GetGuid();
        (await PostAsync("Bob", Replacing, "two")).Body.GetProperty("id").GetGuid().ShouldBe(id);
        (await PostAsync("Eve", Replacing)).Body.GetProperty("id").GetGuid().ShouldBe(id);
        await BothAreAnsweredAsync();

        (await Client.PostJsonAsync($"{Jobs}/{id}/run-now")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.BecomesAsync(
            "it has run", async () => (await App.Monitor.Jobs.GetAsync(id))!.State == JobState.Succeeded, TestTime.Patience);
        await BothAreAnsweredAsync();
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldHaveSingleItem();

        async Task BothAreAnsweredAsync()
        {
            foreach (var (name, key) in new[] { ("Ada", "one"), ("Bob", "two") })
            {
                var again = await PostAsync(name, Replacing, key);
                (again.Status, again.Body.Text("id"), IsNew(again.Body)).ShouldBe((HttpStatusCode.OK, $"{id}", false), $"{again.Body}");
                (await PostAsync("Joe", Replacing, key)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            }

            (await App.Monitor.Jobs.GetAsync(id))!.MsgDataJson.ShouldBe("""{"Name":"Eve"}""");
        }
    }

    private Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> PostAsync(
        string name, string rule, string? key = null) =>
        Client.PostJsonAsync(Jobs, Of(name, rule), key is null ? [] : [("Idempotency-Key", key)]);

    private static string Of(string name, string rule) =>
        $$$"""{"type":"greet","payload":{"Name":"{{{name}}}"},"afterSeconds":3600,{{{rule}}}}""";

    private static bool IsNew(JsonElement body) => body.GetProperty("isNew").GetBoolean();
}
