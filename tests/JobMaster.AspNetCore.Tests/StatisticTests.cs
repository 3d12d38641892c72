using System.Net;
using JobMaster.AspNetCore.Tests.Stores;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Statistics through the API.</summary>
public abstract class StatisticTests(ApiStore store) : IAsyncLifetime
{
    [Fact]
    public async Task A_series_has_the_counts_of_a_lane_a_definition_or_a_tenant_and_zeros_in_its_gaps()
    {
        await using var app = await StartAsync();
        using var client = app.Caller("reader");

        var all = await client.GetJsonAsync($"{ApiApp.Cluster}stats/series?points=24");
        var tenant = await client.GetJsonAsync($"{ApiApp.Cluster}stats/series?tenant=acme&points=1");
        var lane = await client.GetJsonAsync($"{ApiApp.Cluster}stats/series?workerLane=none&points=1");

        all.Status.ShouldBe(HttpStatusCode.OK);
        var points = all.Body.GetProperty("points").EnumerateArray().ToList();
        points.Count.ShouldBeInRange(12, 24);
        points.Sum(point => point.GetProperty("accepted").GetInt64()).ShouldBe(3);
        points.Count(point => point.GetProperty("accepted").GetInt64() == 0).ShouldBeGreaterThan(10);
        all.Body.GetProperty("boundsSeconds").GetArrayLength().ShouldBe(15);
        Accepted(tenant.Body).ShouldBe(2);
        Accepted(lane.Body).ShouldBe(0);
    }

    [Fact]
    public async Task Groups_are_summed_by_name()
    {
        await using var app = await StartAsync();
        using var client = app.Caller("reader");

        var groups = (await client.GetJsonAsync($"{ApiApp.Cluster}stats/groups?by=Definition")).Body.GetProperty("groups");

        groups.EnumerateArray().Select(group => (group.Text("name"), group.GetProperty("accepted").GetInt64()))
            .ShouldBe([("greet", 3)]);
    }

    [Theory]
    [InlineData("acme", "stats/series", HttpStatusCode.Forbidden)]
    [InlineData("acme", "stats/series?tenant=acme", HttpStatusCode.Forbidden)]
    [InlineData("acme", "stats/series?tenant=globex", HttpStatusCode.NotFound)]
    [InlineData("acme", "stats/groups", HttpStatusCode.Forbidden)]
    [InlineData("tenant", "stats/series", HttpStatusCode.Forbidden)]
    [InlineData("tenant", "stats/series?workerLane=default", HttpStatusCode.Forbidden)]
    [InlineData("tenant", "stats/series?definitionId=greet", HttpStatusCode.Forbidden)]
    [InlineData("tenant", "stats/series?tenant=acme", HttpStatusCode.OK)]
    [InlineData("tenant", "stats/series?tenant=globex", HttpStatusCode.NotFound)]
    [InlineData("tenant", "stats/groups?by=Tenant", HttpStatusCode.Forbidden)]
    [InlineData("greeter", "stats/series?definitionId=greet", HttpStatusCode.OK)]
    [InlineData("greeter", "stats/series?definitionId=other", HttpStatusCode.NotFound)]
    [InlineData("greeter", "stats/series?tenant=acme", HttpStatusCode.Forbidden)]
    [InlineData("reader", "stats/series?tenant=acme&definitionId=greet", HttpStatusCode.BadRequest)]
    [InlineData("reader", "stats/series?points=2001", HttpStatusCode.BadRequest)]
    [InlineData("reader", "stats/series?from=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("reader", "stats/series?from=2030-01-01T00:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("reader", "stats/series?lane=mail", HttpStatusCode.BadRequest)]
    [InlineData("reader", "stats/groups?by=7", HttpStatusCode.BadRequest)]
    [InlineData("reader", "stats/groups?before=0001-01-01T00:00:00Z", HttpStatusCode.BadRequest)]
    public async Task A_caller_sees_what_they_are_not_limited_from_and_mistakes_are_named(string key, string path, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        using var client = app.Caller(key);

        var (answered, body, _) = await client.GetJsonAsync(ApiApp.Cluster + path);

        answered.ShouldBe(status, $"{body}");
    }

    [Theory]
    [InlineData(true, "stats/series?tenant=acme", "StatisticsMaxTenants is 0")]
    [InlineData(true, "stats/groups?by=Tenant", "StatisticsMaxTenants is 0")]
    [InlineData(true, "stats/groups", null)]
    [InlineData(false, "stats/series", "Statistics is false")]
    [InlineData(false, "stats/groups", "Statistics is false")]
    public async Task Counts_that_are_not_kept_are_said_not_to_be(bool areCounted, string path, string? note)
    {
        await using var app = await ApiApp.StartAsync(master: store.UseFor, cluster: config => config.Options.Statistics = areCounted);
        using var client = app.Caller("reader");

        var (status, body, _) = await client.GetJsonAsync(ApiApp.Cluster + path);

        status.ShouldBe(HttpStatusCode.OK);
        (body.TryGetProperty("note", out var said) ? said.GetString() : "").ShouldNotBeNull().ShouldContain(note ?? "");
        body.TryGetProperty("note", out _).ShouldBe(note is not null);
    }

    private static long Accepted(System.Text.Json.JsonElement series) =>
        series.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("accepted").GetInt64());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    private async Task<ApiApp> StartAsync()
    {
        var app = await ApiApp.StartAsync(
            master: store.UseFor,
            settings:
            [
                .. ApiApp.Key("tenant", "Read", ("Tenants:0", "acme")), .. ApiApp.Key("greeter", "Read", ("Definitions:0", "greet")),
            ],
            cluster: config => config.Options.StatisticsMaxTenants = 5);
        foreach (var tenant in new[] { "acme", "acme", null })
        {
            await app.Jobs.OnceNowAsync("greet", new Greeting("Ada"), new JobOptions { Tenant = tenant });
        }

        var node = (JobMaster.Cluster.ClusterNode)app.App.Services.GetService(typeof(IJobMasterCluster))!;

        // The node's own loop may be writing the first of them just now; then there is nothing to flush yet.
        await Eventually.BecomesAsync(
            "the counts are filed and added up",
            async () =>
            {
                await node.Statistics!.FlushAsync();
                await node.Store.Statistics.FoldAsync(new StatisticFold(10, 10, 10), default);
                return (await app.Monitor.Statistics.GetSeriesAsync()).Points.Sum(point => point.Counts.Accepted) == 3;
            },
            TestTime.Patience);
        return app;
    }
}
