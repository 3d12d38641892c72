using System.Net;

namespace JobMaster.AspNetCore.Tests;

/// <summary>A job that waits for room under a limit is found by its state, and told which limit.</summary>
public sealed class ThrottledTests : AdminTests
{
    private const string Cluster = "clusters/default";

    private protected override Task<ApiApp> StartAsync() => ApiApp.StartAsync(
        cluster: config => config.AddLimit("smtp", limit => limit.MaxConcurrent(5)));

    [Fact]
    public async Task A_throttled_job_is_found_by_its_state_and_its_explanation_names_the_limit()
    {
        (await Client.PostJsonAsync($"{Cluster}/limits/smtp/override", """{"maxConcurrent":0,"reason":"The server is down"}"""))
            .Status.ShouldBe(HttpStatusCode.OK);
        string held = (await Client.PostJsonAsync($"{Cluster}/jobs", """{"type":"other","limitKeys":["smtp:eu"]}""")).Body.Text("id");
        await Client.PostJsonAsync($"{Cluster}/jobs", """{"type":"other"}""");

        var found = (await Client.GetJsonAsync($"{Cluster}/jobs?state=Throttled")).Body.GetProperty("jobs");
        found.EnumerateArray().ShouldHaveSingleItem().Text("id").ShouldBe(held);
        (await Client.GetJsonAsync($"{Cluster}/jobs/count?state=throttled")).Body.GetProperty("count").GetInt64().ShouldBe(1);
        (await Client.GetJsonAsync($"{Cluster}/jobs/{held}")).Body.Text("state").ShouldBe("Throttled");
        (await Client.GetJsonAsync($"{Cluster}/jobs/states")).Body.GetProperty("throttled").GetInt64().ShouldBe(1);

        var reasons = (await Client.GetJsonAsync($"{Cluster}/jobs/{held}/explanation")).Body.GetProperty("reasons").EnumerateArray();
        string told = reasons.Single(reason => reason.Text("kind") == "Limited").Text("text");
        told.ShouldContain("'smtp'");
        told.ShouldContain("The server is down");
    }
}
