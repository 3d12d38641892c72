using System.Net;
using JobMaster.Storage;

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
