using System.Net;
using JobMaster.AspNetCore.Dashboard;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests.Dashboard;

/// <summary>Where the dashboard is, what it sends, and that it brings the API along.</summary>
public sealed class MappingTests
{
    [Theory]
    [InlineData("/jobmaster", "/jobmaster/", "")]
    [InlineData("/ops/jobs/", "/ops/jobs/", "")]
    [InlineData("/jobmaster", "/base/jobmaster/", "/base")]
    [InlineData("", "/", "")]
    public async Task The_page_and_the_API_are_at_the_prefix(string prefix, string page, string pathBase)
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard(prefix: prefix), pathBase: pathBase);
        using var client = app.App.GetTestClient();

        var answer = await client.GetAsync(page);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        string text = await answer.Content.ReadAsStringAsync();
        string main = $"assets/{DashboardFiles.Hash}/main.js";
        text.ShouldContain($"src=\"{main}\"");
        text.ShouldNotContain("=\"/");
        text.ShouldNotContain("{{");
        (await client.GetAsync(page + main)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync(page + "api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/jobmaster", "./jobmaster/", "")]
    [InlineData("/jobmaster?a=b", "./jobmaster/?a=b", "")]
    [InlineData("/base/jobmaster", "./jobmaster/", "/base")]
    public async Task Without_a_slash_at_the_end_it_leads_to_the_page_by_a_relative_address(string asked, string location, string pathBase)
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard(), pathBase: pathBase);
        using var client = app.App.GetTestClient();

        var answer = await client.GetAsync(asked);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(location);
    }

    [Fact]
    public async Task An_API_that_is_mapped_already_is_used()
    {
        await using var app = await ApiApp.StartAsync(map: app =>
        {
            app.MapJobMasterApi();
            app.MapJobMasterDashboard(dashboard => dashboard.EnvironmentName = "Blue");
        });
        using var client = app.Caller("reader");

        (await client.GetJsonAsync("me")).Body.Text("environment").ShouldBe("Blue");
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_at_the_start()
    {
        await RefusesAsync(
            app =>
            {
                app.MapJobMasterApi();
                app.MapJobMasterDashboard(configureApi: api => api.ReadPolicy = "Staff");
            },
            "configureApi");
        await RefusesAsync(
            app =>
            {
                app.MapJobMasterDashboard();
                app.MapJobMasterDashboard();
            },
            "called twice");
        await RefusesAsync(
            app =>
            {
                app.MapJobMasterDashboard();
                app.MapJobMasterApi();
            },
            "configureApi of MapJobMasterDashboard");
        await RefusesAsync(app => app.MapJobMasterDashboard(one => one.EnvironmentColor = "red; x"), "EnvironmentColor is 'red; x'");
        await RefusesAsync(app => app.MapJobMasterDashboard(one => one.TraceUrl = "javascript:x"), "TraceUrl is 'javascript:x'");
        await RefusesAsync(app => app.MapJobMasterDashboard(one => one.FrameAncestors.Add("*; script-src *")), "FrameAncestors has");
    }

    [Fact]
    public async Task Files_never_change_under_their_address_and_the_page_is_asked_for_again()
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard());
        using var client = app.App.GetTestClient();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");

        foreach (string path in DashboardFiles.Assets.Keys)
        {
            var answer = await client.GetAsync($"/jobmaster/assets/{DashboardFiles.Hash}/{path}");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
            answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }

        (await client.GetAsync("/jobmaster/")).Headers.CacheControl!.NoCache.ShouldBeTrue();
        var other = await client.GetAsync("/jobmaster/assets/0123456789abcdef/main.js");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await client.GetAsync($"/jobmaster/assets/{DashboardFiles.Hash}/none.js")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync($"/jobmaster/assets/{DashboardFiles.Hash}/..%2findex.html")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_policy_lets_nothing_in_from_elsewhere_and_nothing_inline()
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard());
        using var client = app.App.GetTestClient();
        var answer = await client.GetAsync("/jobmaster/");

        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldEndWith("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        string text = await answer.Content.ReadAsStringAsync();
        text.ShouldNotContain("<style");
        text.ShouldNotContain("style=");
        text.Split("<script").Skip(1).ShouldAllBe(script => script.Contains("src=") && script.Contains("></script>"));
    }

    [Fact]
    public async Task Sites_that_are_named_may_embed_it()
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard(dashboard =>
        {
            dashboard.FrameAncestors.Add("'self'");
            dashboard.FrameAncestors.Add("https://portal.example.org");
        }));
        using var client = app.App.GetTestClient();
        var answer = await client.GetAsync("/jobmaster/");

        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldEndWith("frame-ancestors 'self' https://portal.example.org");
        answer.Headers.Contains("X-Frame-Options").ShouldBeFalse();
    }

    [Fact]
    public async Task RequireAuthorization_leads_the_page_to_the_apps_login_and_the_API_to_a_problem()
    {
        await using var app = await ApiApp.StartAsync(
            services: services =>
                services.AddAuthorization().AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(),
            map: app => app.MapJobMasterDashboard().RequireAuthorization());
        using var client = app.App.GetTestClient();

        var page = await client.GetAsync("/jobmaster/");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.AbsolutePath.ShouldBe("/Account/Login");
        (await client.GetAsync("/jobmaster/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync($"/jobmaster/assets/{DashboardFiles.Hash}/main.js")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task RefusesAsync(Action<WebApplication> map, string expected) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => ApiApp.StartAsync(map: map))).Message.ShouldContain(expected);
}
