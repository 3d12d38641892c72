using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;

namespace JobMaster.AspNetCore.Tests;

/// <summary>The ETag of a job is made of what an operator can change and of the claim, not of progress.</summary>
public sealed class TagTests
{
    [Fact]
    public async Task A_claim_changes_the_tag_and_progress_does_not()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddJobHandler<StepHandler>().AddWorker().SetAsDefault());
        using var client = app.Caller("operator");
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "step");
        string path = $"{ApiApp.Cluster}jobs/{job.Id}";
        string waiting = await TagAsync(client, path);
        (await client.PostJsonAsync($"{path}/run-now", null, ("If-Match", waiting))).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await HasProgressAsync(client, path, 0.25);
        string running = await TagAsync(client, path);

        StepHandler.Go.SetResult();
        await HasProgressAsync(client, path, 0.75);
        (await TagAsync(client, path)).ShouldBe(running);
        (await client.SendJsonAsync(HttpMethod.Get, path, null, ("If-None-Match", running))).Body.GetProperty("progress").GetDouble()
            .ShouldBe(0.75);
        running.ShouldNotBe(waiting);

        // What was seen before the claim is stale now; what was seen before the progress is not.
        var stale = await client.PostJsonAsync($"{path}/cancel", null, ("If-Match", waiting));
        (stale.Status, stale.Body.Text("type")).ShouldBe((System.Net.HttpStatusCode.PreconditionFailed, "urn:jobmaster:problem:stale"));
        (await client.PostJsonAsync($"{path}/cancel", null, ("If-Match", running))).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        (await TagAsync(client, path)).ShouldNotBe(running);
    }

    private static async Task<string> TagAsync(HttpClient client, string path) =>
        (await client.GetJsonAsync(path)).Response.Headers.ETag!.ToString();

    private static Task HasProgressAsync(HttpClient client, string path, double progress) => Eventually.BecomesAsync(
        $"the progress is {progress}",
        async () => (await client.GetJsonAsync(path)).Body.TryGetProperty("progress", out var at) && at.GetDouble() == progress,
        TestTime.Patience);

    /// <summary>Tells of a quarter, and when it may go on of three, and then runs until it is stopped.</summary>
    [JobMasterDefinitionId("step")]
    private sealed class StepHandler : IJobHandler
    {
        public static TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task HandleAsync(JobContext job)
        {
            job.Attempt.ReportProgress(0.25);
            await Go.Task;
            job.Attempt.ReportProgress(0.75);
            await Task.Delay(Timeout.Infinite, job.CancellationToken);
        }
    }
}
