using System.Text.Json;

namespace JobMaster.AspNetCore.Tests.Dashboard;

/// <summary><c>GET /me</c> says what the API will let its caller do.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData("reader", "Read")]
    [InlineData("operator", "Read,Operate")]
    [InlineData("admin", "Submit,Read,Reveal,Operate,Admin")]
    public async Task A_caller_learns_what_it_may_do(string key, string permissions)
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller(key);

        var me = (await client.GetJsonAsync("me")).Body;

        me.Text("name").ShouldBe(key);
        string.Join(',', me.GetProperty("permissions").EnumerateArray()).ShouldBe(permissions);
        me.GetProperty("isLimited").GetBoolean().ShouldBeFalse();
        me.GetProperty("clusters")[0].Text("id").ShouldBe("default");
        me.Text("environment").ShouldBe("Production");
        me.Text("environmentColor").ShouldBe("#b42318");
        me.TryGetProperty("dashboard", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_limited_caller_learns_its_limits_and_sees_its_clusters_only()
    {
        await using var app = await ApiApp.StartAsync();
        using var acme = app.Caller("acme");
        using var elsewhere = app.Caller("elsewhere");

        var me = (await acme.GetJsonAsync("me")).Body;
        me.GetProperty("isLimited").GetBoolean().ShouldBeTrue();
        me.GetProperty("tenants")[0].GetString().ShouldBe("acme");
        me.GetProperty("definitions")[0].GetString().ShouldBe("greet");
        (await elsewhere.GetJsonAsync("me")).Body.GetProperty("clusters").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("schedules/preview?cron=0%204%20*%20*%20*&timeZone=Europe/Berlin&limit=2", 200, null)]
    [InlineData("schedules/preview?cron=0%2099%20*%20*%20*", 400, "99")]
    [InlineData("schedules/preview?cron=0%204%20*%20*%20*&timeZone=Mars", 400, "Mars")]
    [InlineData("schedules/preview", 400, "is missing")]
    public async Task An_expression_is_looked_at_before_it_is_stored(string path, int status, string? word)
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("submitter");

        var (answered, body, _) = await client.GetJsonAsync(ApiApp.Cluster + path);

        ((int)answered).ShouldBe(status);
        body.ToString().ShouldContain(word ?? "times");
    }

    [Fact]
    public async Task The_dashboards_links_and_its_version_are_told()
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard(dashboard =>
        {
            dashboard.EnvironmentColor = "#123456";
            dashboard.TraceUrl = "https://traces.example.org/{traceId}";
            dashboard.LogsUrl = "https://logs.example.org/{jobId}";
        }));
        using var client = app.Caller("reader");

        var me = (await client.GetJsonAsync("me")).Body;

        me.Text("environmentColor").ShouldBe("#123456");
        me.Text("traceUrl").ShouldBe("https://traces.example.org/{traceId}");
        me.Text("logsUrl").ShouldBe("https://logs.example.org/{jobId}");
        me.Text("dashboard").ShouldBe(JobMaster.AspNetCore.Dashboard.DashboardFiles.Hash);
        me.GetProperty("now").ValueKind.ShouldBe(JsonValueKind.String);
    }
}
