using System.Net;
using System.Text.RegularExpressions;
using JobMaster.AspNetCore.Tests.Live;
using JobMaster.Conformance.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Behind a proxy that takes a prefix away: the API, the stream and the dashboard.</summary>
public sealed partial class ProxyTests : IAsyncLifetime
{
    private const string Prefix = "/tools/jobs";

    private ApiApp _app = null!;
    private WebApplication _proxy = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _app = await ApiApp.StartAsync(
            overKestrel: true,
            map: app => app.MapJobMasterDashboard(configureApi: api => api.LiveInterval = TimeSpan.FromMilliseconds(200)));
        _proxy = await StartProxyAsync(_app);
        _client = _app.Caller("admin");
        _client.BaseAddress = BaseOf(_proxy);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _app.DisposeAsync();
    }

    private static Uri BaseOf(WebApplication proxy) => new($"{proxy.Urls.First()}{Prefix}/jobmaster/api/v1/");

    private static async Task<WebApplication> StartProxyAsync(ApiApp app)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [
                new RouteConfig
                {
                    RouteId = "jobs",
                    ClusterId = "app",
                    Match = new RouteMatch { Path = $"{Prefix}/{{**rest}}" },
                    Transforms = [new Dictionary<string, string> { ["PathRemovePrefix"] = Prefix }],
                },
            ],
            [
                new ClusterConfig
                {
                    ClusterId = "app",
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = app.App.Urls.First() } },
                },
            ]);
        var proxy = builder.Build();
        proxy.Urls.Add("http://127.0.0.1:0");
        proxy.MapReverseProxy();
        await proxy.StartAsync();
        return proxy;
    }

    [Fact]
    public async Task The_API_is_called_through_it_and_its_document_names_no_other_address()
    {
        var made = await _client.PostJsonAsync("clusters/default/jobs", """{"type":"other","afterSeconds":3600}""");
        made.Status.ShouldBe(HttpStatusCode.Created);
        (await _client.GetJsonAsync($"clusters/default/jobs/{made.Body.Text("id")}")).Body.Text("state").ShouldBe("Scheduled");
        var document = (await _client.GetJsonAsync("openapi.json")).Body;
        document.GetProperty("servers").EnumerateArray().ShouldHaveSingleItem().Text("url").ShouldBe(".");
    }

    [Fact]
    public async Task Events_come_through_it_as_they_happen()
    {
        var job = await _app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        await using var stream = await EventStream.OpenAsync(_client, $"jobs:{job.Id}").Soon();
        await stream.NextAsync("job", body => body.Text("state") == "Scheduled").Soon();
        (await _app.Jobs.CancelJobAsync(job.Id)).ShouldBeTrue();
        await stream.NextAsync("job", body => body.Text("state") == "Cancelled").Soon();
    }

    [Theory]
    [InlineData("/jobmaster")]
    [InlineData("/jobmaster/")]
    public async Task The_dashboards_page_leads_to_its_files_below_the_prefix(string path)
    {
        var page = await _client.GetAsync(new Uri($"{_proxy.Urls.First()}{Prefix}{path}"));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var at = page.RequestMessage!.RequestUri!;
        at.AbsolutePath.ShouldStartWith(Prefix);
        string html = await page.Content.ReadAsStringAsync();
        var root = Base().Match(html) is { Success: true } found ? new Uri(at, found.Groups[1].Value) : at;
        var files = Links().Matches(html).Select(match => new Uri(root, match.Groups[1].Value))
            .Where(file => file.AbsolutePath.Contains("/assets/", StringComparison.Ordinal)).ToList();
        files.ShouldNotBeEmpty();
        foreach (var file in files)
        {
            file.AbsolutePath.ShouldStartWith($"{Prefix}/jobmaster/assets/");
            using var answer = await _client.GetAsync(file);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{file}");
        }
    }

    [Fact]
    public async Task A_developers_machine_is_not_trusted_through_it()
    {
        await using var app = await ApiApp.StartAsync("Development", overKestrel: true, hasKeys: false);
        await using var proxy = await StartProxyAsync(app);
        using var direct = new HttpClient { BaseAddress = new Uri(app.App.Urls.First().Replace("127.0.0.1", "localhost")) };
        (await direct.GetAsync(new Uri("/jobmaster/api/v1/clusters", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var nobody = new HttpClient { BaseAddress = BaseOf(proxy) };
        (await nobody.GetAsync(new Uri("clusters", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [GeneratedRegex("<base href=\"([^\"]+)\"")]
    private static partial Regex Base();

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
