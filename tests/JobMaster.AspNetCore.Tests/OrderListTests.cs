using System.Net;
using System.Text.Json;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Every order in force is listed, also one for what nobody knows.</summary>
public sealed class OrderListTests : AdminTests
{
    private const string Cluster = "clusters/default";

    [Fact]
    public async Task All_orders_are_listed_also_those_for_what_is_not_known()
    {
        await OrderAsync("lanes/nowhere/pause", """{"until":"2040-01-01T00:00:00Z","reason":"Full"}""");
        await OrderAsync("definitions/gone/pause", "{}");
        await OrderAsync("workers/gone/cordon", """{"host":"web-3","reason":"Patching"}""");
        await OrderAsync("workers/gone/cordon", "{}");
        await OrderAsync("workers/gone/stop", """{"graceSeconds":5}""");
        await OrderAsync("workers/gone/concurrency", """{"concurrency":4}""");
        await OrderAsync("agents/gone/drain", "{}");

        var orders = await ListedAsync();

        orders.Select(order => $"{order.Text("kind")} {order.Text("name")} {Text(order, "host")}").ShouldBe(
        [
            "PauseLane nowhere ", "PauseDefinition gone ", "CordonWorker gone ", "CordonWorker gone web-3", "StopWorker gone ",
            "SetConcurrency gone ", "DrainAgent gone ",
        ]);
        orders.ShouldAllBe(order => order.Text("by") == "admin" && order.GetProperty("since").GetDateTimeOffset().Year > 2000);
        (Text(orders[0], "reason"), orders[0].GetProperty("until").GetDateTimeOffset().Year).ShouldBe(("Full", 2040));
        Text(orders[3], "reason").ShouldBe("Patching");
        orders[4].GetProperty("graceSeconds").GetDouble().ShouldBe(5);
        orders[5].GetProperty("concurrency").GetInt32().ShouldBe(4);
        orders.Count(order => order.TryGetProperty("graceSeconds", out _) || order.TryGetProperty("concurrency", out _)).ShouldBe(2);
    }

    [Fact]
    public async Task An_order_that_is_lifted_is_listed_no_more()
    {
        await OrderAsync("workers/gone/cordon", """{"host":"web-3"}""");
        (await ListedAsync()).Count.ShouldBe(1);

        await OrderAsync("workers/gone/uncordon", """{"host":"web-3"}""");

        (await ListedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("acme", HttpStatusCode.Forbidden)]
    [InlineData("submitter", HttpStatusCode.Forbidden)]
    [InlineData("reader", HttpStatusCode.OK)]
    public async Task Only_a_reader_of_the_whole_cluster_sees_them(string key, HttpStatusCode status)
    {
        await OrderAsync("lanes/nowhere/pause", "{}");
        using var caller = App.Caller(key);

        var (answered, body, _) = await caller.GetJsonAsync($"{Cluster}/orders");

        answered.ShouldBe(status);
        $"{body}".Contains("nowhere", StringComparison.Ordinal).ShouldBe(status == HttpStatusCode.OK);
    }

    private async Task OrderAsync(string path, string json)
    {
        var (status, body, _) = await Client.PostJsonAsync($"{Cluster}/{path}", json);
        (status, body.Text("result")).ShouldBe((HttpStatusCode.OK, "changed"), $"{path}: {body}");
    }

    private async Task<IReadOnlyList<JsonElement>> ListedAsync() =>
        [.. (await Client.GetJsonAsync($"{Cluster}/orders")).Body.GetProperty("orders").EnumerateArray()];

    private static string? Text(JsonElement order, string name) => order.TryGetProperty(name, out var value) ? value.GetString() : null;
}
