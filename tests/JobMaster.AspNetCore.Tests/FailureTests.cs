using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What the person on call does with jobs that fail or do not run.</summary>
public abstract class FailureTests(ApiStore store) : AdminTests(store)
{
    private const string Jobs = "clusters/default/jobs";
    private const string Failures = "clusters/default/failures";

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        master: Master, cluster: config => config.AddJobHandler<BrokenHandler>().AddWorker().SetAsDefault());

    [Fact]
    public async Task A_failure_is_found_explained_muted_discarded_restored_copied_and_replayed()
    {
        var id = await FailAsync();
        var group = (await Client.GetJsonAsync(Failures)).Body.GetProperty("groups").EnumerateArray().ShouldHaveSingleItem();
        group.GetProperty("count").GetInt64().ShouldBe(1);
        group.Text("title").ShouldContain("There is nobody to greet");
        string fingerprint = group.Text("fingerprint");
        var found = (await Client.GetJsonAsync($"{Jobs}?fingerprint={fingerprint}&state=Failed")).Body;
        found.GetProperty("jobs").EnumerateArray().ShouldHaveSingleItem().Text("id").ShouldBe($"{id}");
        (await Client.GetJsonAsync($"{Jobs}/count?fingerprint={fingerprint}")).Body.GetProperty("count").GetInt64().ShouldBe(1);

        var kinds = (await Client.GetJsonAsync($"{Jobs}/{id}/timeline")).Body.GetProperty("entries").EnumerateArray()
            .Select(entry => entry.Text("kind"));
        kinds.ShouldBe(["Scheduled", "AttemptStarted", "AttemptEnded", "Finished"]);
        (await Client.GetJsonAsync($"{Jobs}/{id}/explanation")).Body.GetProperty("reasons")[0].Text("kind").ShouldBe("Final");

        (await Client.PostJsonAsync($"{Failures}/{fingerprint}/mute", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Client.PostJsonAsync($"{Failures}/{fingerprint}/mute", """{"until":"2040-01-01T00:00:00Z","reason":"known"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        (await Client.GetJsonAsync($"{Failures}?muted=Hide")).Body.GetProperty("groups").GetArrayLength().ShouldBe(0);
        (await Client.PostJsonAsync($"{Failures}/{fingerprint}/unmute")).Status.ShouldBe(HttpStatusCode.OK);
        (await Client.GetJsonAsync($"{Failures}/none")).Status.ShouldBe(HttpStatusCode.NotFound);

        using (var revealer = App.Caller("revealer"))
        {
            using var export = await revealer.GetAsync(new Uri($"{Failures}/{fingerprint}/export", UriKind.Relative));
            export.StatusCode.ShouldBe(HttpStatusCode.OK);
            export.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            export.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            var line = JsonElement.Parse(await export.Content.ReadAsStringAsync());
            (line.Text("id"), line.GetProperty("data").Text("ApiToken")).ShouldBe(($"{id}", "hunter22"));
        }

        (await Client.PostJsonAsync($"{Jobs}/{id}/discard", """{"reason":"a test order"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await Client.PostJsonAsync($"{Jobs}/{id}/discard")).Body.Text("result").ShouldBe("unchanged");
        (await Client.PostJsonAsync($"{Jobs}/{id}/restore")).Status.ShouldBe(HttpStatusCode.OK);
        var copy = await Client.PostJsonAsync($"{Jobs}/{id}/copy", """{"payload":{"Name":"Ada"}}""");
        copy.Status.ShouldBe(HttpStatusCode.Created);
        await IsAsync(Guid.Parse(copy.Body.Text("id")), JobState.Succeeded);
        (await Client.PostJsonAsync($"{Jobs}/{id}/replay", """{"payload":{"Name":"Bob"},"reason":"typed wrong"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        await IsAsync(id, JobState.Succeeded);
        var attempts = (await Client.GetJsonAsync($"{Jobs}/{id}/attempts")).Body.GetProperty("attempts");
        attempts[0].GetProperty("replacedPayload").GetRawText().ShouldContain("hunter22");
        using var reader = App.Caller("reader");
        attempts = (await reader.GetJsonAsync($"{Jobs}/{id}/attempts")).Body.GetProperty("attempts");
        attempts[0].GetProperty("replacedPayload").GetRawText().ShouldContain("nobody");
        attempts[0].GetProperty("attempt").GetInt32().ShouldBe(1);
        attempts.GetRawText().ShouldNotContain("hunter22");
    }

    [Fact]
    public async Task A_list_of_groups_that_is_cut_says_so()
    {
        await FailAsync();
        (await CutAsync("?limit=1")).ShouldBe((1, true));
        var other = await App.Jobs.OnceNowAsync("broken", options: new JobOptions { MaxNumberOfRetries = 0 });
        await IsAsync(other.Id, JobState.Failed);

        (await CutAsync("?limit=1")).ShouldBe((1, false));
        (await CutAsync("?limit=2")).ShouldBe((2, true));
        (await CutAsync("")).ShouldBe((2, true));

        async Task<(int Count, bool IsComplete)> CutAsync(string query)
        {
            var body = (await Client.GetJsonAsync(Failures + query)).Body;
            return (body.GetProperty("groups").GetArrayLength(), body.GetProperty("isComplete").GetBoolean());
        }
    }

    [Fact]
    public async Task A_group_is_replayed_with_a_few_jobs_first()
    {
        var ids = new List<Guid> { await FailAsync(), await FailAsync() };
        string fingerprint = (await Client.GetJsonAsync(Failures)).Body.GetProperty("groups")[0].Text("fingerprint");
        var started = await Client.PostJsonAsync(
            "clusters/default/operations",
            JsonSerializer.Serialize(new { kind = "Replay", filter = new { fingerprint }, tryFirst = 1, reason = "mended" }));
        started.Status.ShouldBe(HttpStatusCode.Created);
        string path = started.Response.Headers.Location!.ToString();
        await Eventually.BecomesAsync(
            "the operation stops, because the first job fails again",
            async () => (await Client.GetJsonAsync(path)).Body.Text("state") == "Stopped", TestTime.Patience);
        (await Client.GetJsonAsync($"{Jobs}?state=Failed")).Body.GetProperty("jobs").GetArrayLength().ShouldBe(ids.Count);
    }

    [Theory]
    [InlineData("errorText=greet")]
    [InlineData("payloadText=nobody")]
    [InlineData("metadata=a%3Db")]
    public async Task Texts_that_may_hold_redacted_values_are_searched_with_Reveal_only(string query)
    {
        using var reader = App.Caller("reader");
        using var revealer = App.Caller("revealer");
        (await reader.GetJsonAsync($"{Jobs}?{query}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await revealer.GetJsonAsync($"{Jobs}?{query}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"until":"2020-01-01T00:00:00Z"}""", "$.until", "'until' is 2020-01-01 00:00:00Z, which has passed")]
    [InlineData("""{"until":"2031-01-01T00:00:00Z","growth":1}""", "$.growth", "'growth' is 1; it must be from 2 to 1,000,000")]
    public async Task A_wrong_mute_is_told_in_its_own_names(string body, string path, string words)
    {
        await FailAsync();
        string fingerprint = (await Client.GetJsonAsync(Failures)).Body.GetProperty("groups")[0].Text("fingerprint");
        var (status, answer, _) = await Client.PostJsonAsync($"{Failures}/{fingerprint}/mute", body);
        (status, answer.Text("path")).ShouldBe((HttpStatusCode.BadRequest, path), $"{answer}");
        answer.Text("detail").ShouldContain(words);
        answer.Text("detail").ShouldNotContain("Async");
    }

    [Fact]
    public async Task What_ends_a_job_stands_before_its_end_which_has_the_reason()
    {
        var failed = await FailAsync();
        (await Client.PostJsonAsync($"{Jobs}/{failed}/discard", """{"reason":"A test order"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await EndAsync(failed)).ShouldBe(("Changed job.discard", "Finished Cancelled A test order"));
        (await Client.PostJsonAsync($"{Jobs}/{failed}/restore", """{"reason":"It was none"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var (change, end) = await EndAsync(failed);
        (change, end.StartsWith("Finished Failed ", StringComparison.Ordinal)).ShouldBe(("Changed job.restore", true));
        end.ShouldContain("There is nobody to greet");

        var later = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        (await Client.PostJsonAsync($"{Jobs}/{later.Id}/cancel", """{"reason":"Ordered twice"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await EndAsync(later.Id)).ShouldBe(("Changed job.cancel", "Finished Cancelled Ordered twice"));

        async Task<(string Change, string End)> EndAsync(Guid id)
        {
            var entries = (await Client.GetJsonAsync($"{Jobs}/{id}/timeline")).Body.GetProperty("entries");
            var last = entries.EnumerateArray().TakeLast(2).ToList();
            last[0].GetProperty("at").GetDateTimeOffset().ShouldBe(last[1].GetProperty("at").GetDateTimeOffset());
            return (
                $"{last[0].Text("kind")} {last[0].GetProperty("change").Text("action")}",
                $"{last[1].Text("kind")} {last[1].Text("state")} {last[1].Text("text")}");
        }
    }

    private async Task<Guid> FailAsync()
    {
        var job = await App.Jobs.OnceNowAsync(
            "greet", WriteableMessageData.New().SetStringValue("Name", "nobody").SetStringValue("ApiToken", "hunter22"),
            new JobOptions { MaxNumberOfRetries = 0 });
        await IsAsync(job.Id, JobState.Failed);
        return job.Id;
    }

    private Task IsAsync(Guid id, JobState state) => Eventually.BecomesAsync(
        $"job {id} is {state}", async () => (await App.Monitor.Jobs.GetAsync(id))?.State == state, TestTime.Patience);

    [JobMasterDefinitionId("broken")]
    private sealed class BrokenHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => throw new NotSupportedException("It is broken.");
    }
}
