using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Operations on many jobs to their end, with what the API says of them then.</summary>
public abstract class ManyJobsTests(ApiStore store) : AdminTests(store)
{
    private const string Operations = "clusters/default/operations";

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        master: Master, cluster: config => config.AddJobHandler<OtherFailureHandler>().AddWorker().SetAsDefault());

    [Fact]
    public async Task A_group_is_discarded_and_restored_and_no_other_failed_job_is()
    {
        var group = new[] { await FailedAsync("greet"), await FailedAsync("greet") };
        var other = await FailedAsync("fails");
        string fingerprint = (await Client.GetJsonAsync($"clusters/default/jobs/{group[0]}")).Body.Text("fingerprint");

        var end = await EndOfAsync(new { kind = "Discard", filter = new { fingerprint }, reason = "test orders" });

        (end.Text("state"), end.Text("kind"), end.Text("who"), end.Text("reason")).ShouldBe(("Done", "Discard", "admin", "test orders"));
        Counts(end).ShouldBe((2, 2, 0, 0));
        end.GetProperty("endedAt").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(end.GetProperty("createdAt").GetDateTimeOffset());
        end.GetProperty("jobsPerSecond").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        (await StatesAsync(group)).ShouldAllBe(state => state == "Cancelled");
        (await StatesAsync(other)).ShouldBe(["Failed"]);

        Counts(await EndOfAsync(new { kind = "Restore", filter = new { fingerprint } })).Changed.ShouldBe(2);
        (await StatesAsync([.. group, other])).ShouldAllBe(state => state == "Failed");
    }

    [Fact]
    public async Task The_jobs_that_are_named_are_changed_and_their_progress_is_shown_to_the_end()
    {
        var jobs = new List<Guid>();
        for (int i = 0; i < 4; i++)
        {
            jobs.Add((await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other")).Id);
        }

        (await App.Jobs.CancelJobAsync(jobs[2])).ShouldBeTrue();
        var end = await EndOfAsync(new { kind = "Cancel", ids = jobs.Take(3) });

        end.Text("state").ShouldBe("Done");
        Counts(end).ShouldBe((2, 2, 0, 0), "one of the three is final already");
        (await StatesAsync([.. jobs])).ShouldBe(["Cancelled", "Cancelled", "Cancelled", "Scheduled"]);
    }

    [Fact]
    public async Task No_more_than_max_jobs_and_none_after_createdBefore_are_changed()
    {
        var jobs = new List<Guid>();
        for (int i = 0; i < 3; i++)
        {
            jobs.Add((await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other")).Id);
        }

        var last = (await App.Monitor.Jobs.GetAsync(jobs[2]))!.CreatedAt;
        var end = await EndOfAsync(new { kind = "Cancel", filter = new { definitionId = "other", createdBefore = last } });
        Counts(end).Changed.ShouldBe(2);
        (await StatesAsync([.. jobs])).ShouldBe(["Cancelled", "Cancelled", "Scheduled"]);

        jobs.Add((await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other")).Id);
        end = await EndOfAsync(
            new { kind = "Change", filter = new { definitionId = "other" }, max = 1, change = new { priority = "High" } });
        Counts(end).Changed.ShouldBe(1);
        var priorities = new List<JobMasterPriority>();
        foreach (var job in jobs)
        {
            priorities.Add((await App.Monitor.Jobs.GetAsync(job))!.Priority);
        }

        priorities.Count(priority => priority == JobMasterPriority.High).ShouldBe(1);
    }

    private static (long Matched, long Changed, long Unchanged, long Waiting) Counts(JsonElement operation) => (
        operation.GetProperty("matched").GetInt64(), operation.GetProperty("changed").GetInt64(),
        operation.GetProperty("unchanged").GetInt64(), operation.GetProperty("waiting").GetInt64());

    private async Task<JsonElement> EndOfAsync(object operation)
    {
        var (status, body, response) = await Client.PostJsonAsync(Operations, JsonSerializer.Serialize(operation));
        status.ShouldBe(HttpStatusCode.Created, $"{body}");
        string path = response.Headers.Location!.ToString();
        await Eventually.BecomesAsync(
            "the operation has ended",
            async () => (body = (await Client.GetJsonAsync(path)).Body).TryGetProperty("endedAt", out _),
            TestTime.Patience, () => $"{body}");
        return body;
    }

    private async Task<IReadOnlyList<string>> StatesAsync(params Guid[] jobs)
    {
        var states = new List<string>();
        foreach (var job in jobs)
        {
            states.Add((await Client.GetJsonAsync($"clusters/default/jobs/{job}")).Body.Text("state"));
        }

        return states;
    }

    private async Task<Guid> FailedAsync(string definition)
    {
        var job = await App.Jobs.OnceNowAsync(
            definition, MessageData.Parse("""{"Name":"nobody"}"""), new JobOptions { MaxNumberOfRetries = 0 });
        await Eventually.BecomesAsync(
            "the job fails", async () => (await App.Monitor.Jobs.GetAsync(job.Id))?.State == JobState.Failed, TestTime.Patience);
        return job.Id;
    }

    [JobMasterDefinitionId("fails")]
    private sealed class OtherFailureHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job) => throw new NotSupportedException("It fails in its own way.");
    }
}
