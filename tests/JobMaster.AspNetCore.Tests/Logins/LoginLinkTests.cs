using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>How a developer gets in who is not on the app's machine, as in a container.</summary>
public sealed class LoginLinkTests : IDisposable
{
    private readonly LogLines _log = new();
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task In_Development_the_log_has_a_link_that_works_once_and_gives_Admin()
    {
        await using var app = await StartAsync("Development", page: true);
        var link = Link();
        link.AbsolutePath.ShouldBe("/jobmaster/api/v1/login-link");
        using (var guess = await _browser.GetAsync(new Uri($"{link}x")))
        {
            guess.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var opened = await _browser.GetAsync(new Uri(link, $"/base{link.PathAndQuery}"));
        opened.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        opened.Headers.Location!.OriginalString.ShouldBe("/base/jobmaster/");
        string set = opened.Headers.GetValues("Set-Cookie").Single();
        set.ShouldEndWith("; path=/base/jobmaster/api/v1; samesite=strict; httponly");
        var cookie = ("Cookie", set.Split(';')[0]);
        var mode = await _browser.SendJsonAsync(
            HttpMethod.Put, new Uri(link, "/jobmaster/api/v1/clusters/default/mode").ToString(), """{"mode":"Passive"}""",
            cookie, ("X-Forwarded-For", "10.0.0.7"));
        mode.Status.ShouldBe(HttpStatusCode.OK);
        using var again = await _browser.GetAsync(link);
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        again.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_page_at_the_prefix_the_link_says_that_the_browser_is_let_in()
    {
        await using var app = await StartAsync("Development");
        using var opened = await _browser.GetAsync(Link());
        opened.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await opened.Content.ReadAsStringAsync()).ShouldContain("may now call");
    }

    [Theory]
    [InlineData("Development", "http://127.0.0.1:0", false, false)]
    [InlineData("Development", "http://0.0.0.0:0", true, false)]
    [InlineData("Production", "http://0.0.0.0:0", false, true)]
    [InlineData("Production", "http://0.0.0.0:0", true, false)]
    public async Task There_is_no_link_for_loopback_with_a_configuration_or_in_Production(
        string environment, string address, bool isConfigured, bool isClosed)
    {
        await using var app = await StartAsync(environment, address, isConfigured ? ApiUserSettings.User("ann", "Read") : []);
        Links().ShouldBeEmpty();
        _log.Of(LogLevel.Warning).Count(line => line.StartsWith("Nobody can call", StringComparison.Ordinal)).ShouldBe(isClosed ? 1 : 0);
        string path = new Uri(new Uri(app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)), "/jobmaster/api/v1/")
            .ToString();
        (await _browser.GetJsonAsync($"{path}login-link?token=guess")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var (status, body, _) = await _browser.GetJsonAsync($"{path}clusters", ("X-Forwarded-For", "10.0.0.7"));
        status.ShouldBe(HttpStatusCode.Unauthorized);
        body.Text("detail").ShouldContain(environment);
        body.Text("detail").Contains("add a key or a user", StringComparison.Ordinal).ShouldBe(isClosed);
    }

    [Fact]
    public void A_link_is_too_old_after_a_while_and_a_new_one_ends_the_one_before()
    {
        var time = new FakeTimeProvider();
        var links = new Access.LoginLinks(time);
        string first = links.Next();
        string second = links.Next();
        links.TryUse(first).ShouldBeFalse();
        time.Advance(Access.LoginLinks.Lifetime);
        links.TryUse(second).ShouldBeFalse();
        links.TryUse(links.Next()).ShouldBeTrue();
    }

    private async Task<WebApplication> StartAsync(
        string environment, string address = "http://0.0.0.0:0", IEnumerable<KeyValuePair<string, string?>>? settings = null,
        bool page = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(_log);
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddJobMasterCluster(config => config.UseInMemory().AddJobHandler<OtherHandler>());
        var app = builder.Build();
        app.Urls.Add(address);
        app.UsePathBase("/base").UseRouting();
        app.MapJobMasterApi();
        if (page)
        {
            app.MapGet("/jobmaster/", () => Results.Text("The page"));
        }

        await app.StartAsync();
        return app;
    }

    private Uri Link() => new(Links().ShouldHaveSingleItem());

    private List<string> Links() =>
    [
        .. _log.Of(LogLevel.Warning).SelectMany(line => line.Split(' '))
            .Where(word => word.Contains("/login-link?token=", StringComparison.Ordinal)),
    ];
}
