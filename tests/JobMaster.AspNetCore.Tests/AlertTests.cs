using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Alerts through the API.</summary>
public sealed class AlertTests
{
    private const string Secret = "the-secret-of-the-webhook";

    [Fact]
    public async Task Alerts_are_listed_by_state_without_where_they_are_sent()
    {
        await using var app = await StartAsync();
        using var client = app.Caller("reader");

        var all = await client.GetJsonAsync($"{ApiApp.Cluster}alerts");
        var firing = await client.GetJsonAsync($"{ApiApp.Cluster}alerts?state=Firing&limit=1");

        all.Status.ShouldBe(HttpStatusCode.OK);
        all.Body.GetProperty("alerts").EnumerateArray()
            .Select(alert => (alert.Text("subject"), alert.Text("state"), alert.Text("severity"), alert.Text("text"))).ShouldBe(
                [("orphan", "Firing", "Critical", "It waits."), ("mail", "Resolved", "Critical", "It waits.")]);
        firing.Body.GetProperty("alerts").EnumerateArray().ShouldHaveSingleItem().Text("rule").ShouldBe("oldest-wait");
        $"{all.Body}".ShouldNotContain(Secret);
        $"{all.Body}".ShouldNotContain("private-path");
    }

    [Theory]
    [InlineData("", 2, true)]
    [InlineData("?limit=2", 2, true)]
    [InlineData("?limit=1", 1, false)]
    [InlineData("?limit=1&state=Firing", 1, true)]
    public async Task A_list_that_is_cut_says_so(string query, int count, bool isComplete)
    {
        await using var app = await StartAsync();
        using var client = app.Caller("reader");

        var body = (await client.GetJsonAsync($"{ApiApp.Cluster}alerts{query}")).Body;

        (body.GetProperty("alerts").GetArrayLength(), body.GetProperty("isComplete").GetBoolean()).ShouldBe((count, isComplete));
    }

    [Theory]
    [InlineData("acme", "alerts", HttpStatusCode.Forbidden)]
    [InlineData("submitter", "alerts", HttpStatusCode.Forbidden)]
    [InlineData("elsewhere", "alerts", HttpStatusCode.NotFound)]
    [InlineData(null, "alerts", HttpStatusCode.Unauthorized)]
    [InlineData("reader", "alerts?state=7", HttpStatusCode.BadRequest)]
    [InlineData("reader", "alerts?limit=1001", HttpStatusCode.BadRequest)]
    [InlineData("reader", "alerts?severity=Critical", HttpStatusCode.BadRequest)]
    public async Task Callers_who_do_not_see_the_whole_cluster_and_mistakes_are_refused(string? key, string path, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        using var client = app.Caller(key);

        var (answered, body, _) = await client.GetJsonAsync(ApiApp.Cluster + path);

        answered.ShouldBe(status, $"{body}");
    }

    [Fact]
    public async Task A_webhook_is_told_of_a_lane_without_worker_and_again_when_one_comes_each_with_its_signature()
    {
        var received = Channel.CreateUnbounded<(string Path, string Timestamp, string Signature, byte[] Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var headers = http.Request.Headers;
            received.Writer.TryWrite((
                http.Request.Path, headers["JobMaster-Timestamp"].ToString(), headers["JobMaster-Signature"].ToString(), body.ToArray()));
        });
        await receiver.StartAsync();
        await using var app = await ApiApp.StartAsync(cluster: config =>
        {
            // Looking for stale heartbeats has it look several times a second.
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(2);
            config.AddWorker().WorkerName("w");
            config.AddAlert(JobAlert.StaleHeartbeat(TimeSpan.FromSeconds(1.8)));
            config.AddAlert(JobAlert.LaneWithoutWorker(TimeSpan.FromMilliseconds(200)) with { ResolveAfter = TimeSpan.Zero });
            config.AddAlertWebhook(new Uri($"{receiver.Urls.Single()}/private-path"), Secret);
        });
        var job = await app.Jobs.OnceNowAsync("other", new JobOptions { WorkerLane = "orphan" });

        var fired = await NextAsync();
        (fired.Text("rule"), fired.Text("subject"), fired.Text("state")).ShouldBe(("lane-without-worker", "orphan", "Firing"));
        (await app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        var resolved = await NextAsync();
        (resolved.Text("alertId"), resolved.Text("state")).ShouldBe((fired.Text("alertId"), "Resolved"));

        async Task<JsonElement> NextAsync()
        {
            while (true)
            {
                var (path, timestamp, signature, body) = await received.Reader.ReadAsync().AsTask().Soon();
                path.ShouldBe("/private-path");
                byte[] signed = [.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
                signature.ShouldBe($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}");
                if (JsonElement.Parse(body) is var notice && notice.Text("rule") == "lane-without-worker")
                {
                    return notice;
                }
            }
        }
    }

    private static async Task<ApiApp> StartAsync()
    {
        var app = await ApiApp.StartAsync(cluster: config => config
            .AddAlert(JobAlert.OldestWait(TimeSpan.FromDays(1))).AddAlertWebhook(new Uri("http://127.0.0.1:9/private-path"), Secret));
        var store = ((JobMaster.Cluster.ClusterNode)app.App.Services.GetService(typeof(IJobMasterCluster))!).Store;
        foreach (var lanes in new string[][] { ["mail", "orphan"], ["orphan"] })
        {
            var turn = Guid.CreateVersion7();
            (await store.Alerts.TakeTurnAsync(turn, TimeSpan.FromMinutes(1), default)).ShouldBeTrue();
            await store.Alerts.ApplyAsync(
                new AlertRound
                {
                    Turn = turn, NextIn = TimeSpan.Zero, Forgotten = TimeSpan.FromDays(1),
                    Rules =
                    [
                        new EvaluatedRule(
                            "oldest-wait", JobAlertSeverity.Critical, TimeSpan.Zero, TimeSpan.Zero,
                            [.. lanes.Select(lane => new AlertFinding(lane, "It waits.", 90))]),
                    ],
                },
                default);
        }

        return app;
    }
}
