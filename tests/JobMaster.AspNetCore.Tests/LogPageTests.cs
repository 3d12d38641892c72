using System.Net;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A log is read page by page, so that one of any length can be read whole.</summary>
public sealed class LogPageTests
{
    [Fact]
    public async Task A_log_is_read_in_pages_and_whole()
    {
        await using var app = await ApiApp.StartAsync(cluster: config => config.AddJobHandler<CountHandler>().AddWorker().SetAsDefault());
        using var client = app.Caller("admin");
        var job = await app.Jobs.OnceNowAsync("count");
        string path = $"{ApiApp.Cluster}jobs/{job.Id}";
        await Eventually.BecomesAsync(
            "the job is done", async () => (await client.GetJsonAsync(path)).Body.Text("state") == "Succeeded", TestTime.Patience);

        var (pages, texts, next) = (0, new List<string>(), "");
        do
        {
            var page = (await client.GetJsonAsync($"{path}/log?limit=2{(next.Length == 0 ? "" : $"&cursor={next}")}")).Body;
            texts.AddRange(page.GetProperty("lines").EnumerateArray().Select(line => line.Text("text")));
            next = page.TryGetProperty("next", out var place) ? $"{place}" : "";
            pages++;
        }
        while (next.Length > 0);

        (pages, string.Join(' ', texts)).ShouldBe((3, "1 2 3 4 5"));
        var whole = (await client.GetJsonAsync($"{path}/log")).Body;
        (whole.GetProperty("lines").GetArrayLength(), whole.TryGetProperty("next", out _)).ShouldBe((5, false));

        var first = (await client.GetJsonAsync($"{path}/log?limit=2")).Body.Text("next");
        var other = await app.Jobs.OnceNowAsync("count");
        (await client.GetJsonAsync($"{ApiApp.Cluster}jobs/{other.Id}/log?cursor={first}")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [JobMasterDefinitionId("count")]
    private sealed class CountHandler : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            for (int line = 1; line <= 5; line++)
            {
                job.Attempt.Log(LogLevel.Information, $"{line}");
            }

            return Task.CompletedTask;
        }
    }
}
