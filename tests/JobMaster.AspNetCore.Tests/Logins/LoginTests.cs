using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>Users of the configuration: by HTTP Basic, and by a session's cookie.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task A_user_gets_in_with_the_password_and_within_their_limits()
    {
        await using var app = await ApiApp.StartAsync(settings:
        [
            .. ApiUserSettings.User("ann@example.org", "Read, Operate"), .. ApiUserSettings.User("bob", "Read", ("Tenants:0", "acme")),
            .. ApiUserSettings.User("gone", "Admin", ("ExpiresAt", "2020-01-01T00:00:00Z")),
        ]);
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        using var client = app.Caller(null);
        (await client.PostJsonAsync($"clusters/default/jobs/{job.Id}/cancel", null, ApiUserSettings.Basic("Ann@Example.org")))
            .Status.ShouldBe(HttpStatusCode.OK);
        (await app.Monitor.Audit.ListAsync(new AuditFilter { Who = "ann@example.org" })).Entries.ShouldHaveSingleItem();
        (await client.GetJsonAsync($"clusters/default/jobs/{job.Id}", ApiUserSettings.Basic("bob")))
            .Status.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetJsonAsync("clusters/default/workers", ApiUserSettings.Basic("bob"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("bob", "wrong"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("gone"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("nobody"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetJsonAsync("clusters", ("Authorization", "Basic %%%"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("", "http", "; path=/jobmaster/api/v1; samesite=strict; httponly")]
    [InlineData("/base", "https", "; path=/base/jobmaster/api/v1; secure; samesite=strict; httponly")]
    public async Task A_login_begins_a_session_that_a_logout_ends(string pathBase, string scheme, string attributes)
    {
        await using var app = await ApiApp.StartAsync(settings: ApiUserSettings.User("ann", "Read"), pathBase: pathBase);
        using var client = app.Caller(null);
        client.BaseAddress = new UriBuilder(client.BaseAddress!) { Scheme = scheme, Port = -1 }.Uri;
        var (status, _, response) = await LoginAsync(client, "ann");
        status.ShouldBe(HttpStatusCode.NoContent);
        string set = response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        string cookie = set.Split(';')[0];
        set.ShouldBe(cookie + attributes);
        (await client.GetJsonAsync("clusters", ("Cookie", cookie))).Status.ShouldBe(HttpStatusCode.OK);
        (await client.GetJsonAsync("clusters", ("Cookie", cookie + "x"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""", ("Cookie", cookie)))
            .Status.ShouldBe(HttpStatusCode.Forbidden);

        // A page of another site cannot end it, or begin another.
        (await client.PostJsonAsync("logout", null, ("Cookie", cookie), ("Sec-Fetch-Site", "cross-site")))
            .Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostJsonAsync("login", Body("ann"), ("Origin", "http://evil.example"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostJsonAsync("logout", null, ("Cookie", cookie))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetJsonAsync("clusters", ("Cookie", cookie))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_with_its_process()
    {
        await using var first = await ApiApp.StartAsync(settings: ApiUserSettings.User("ann", "Read"));
        await using var second = await ApiApp.StartAsync(settings: ApiUserSettings.User("ann", "Read"));
        using var here = first.Caller(null);
        using var there = second.Caller(null);
        string cookie = await CookieAsync(here, "ann");
        (await here.GetJsonAsync("clusters", ("Cookie", cookie))).Status.ShouldBe(HttpStatusCode.OK);
        (await there.GetJsonAsync("clusters", ("Cookie", cookie))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike()
    {
        await using var app = await ApiApp.StartAsync(settings: ApiUserSettings.User("ann", "Read"));
        using var client = app.Caller(null);
        var wrong = await LoginAsync(client, "ann", "wrong");
        var unknown = await LoginAsync(client, "nobody", "wrong");
        wrong.Status.ShouldBe(HttpStatusCode.Unauthorized);
        unknown.Status.ShouldBe(HttpStatusCode.Unauthorized);
        wrong.Body.Text("detail").ShouldBe(unknown.Body.Text("detail"));
        wrong.Response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await LoginAsync(client, "ann", new string('x', 1001))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostJsonAsync("login", """{"name":"ann"}""")).Body.Text("path").ShouldBe("$.password");
        (await client.PostJsonAsync("login", $$"""{"name":"ann","password":"{{new string('x', 20_000)}}"}"""))
            .Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Without_users_a_login_says_where_they_are_configured()
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller(null);
        var (status, body, _) = await LoginAsync(client, "ann");
        status.ShouldBe(HttpStatusCode.Unauthorized);
        body.Text("detail").ShouldContain("JobMaster:Api:Users");
    }

    [Theory]
    [InlineData("Permissions", "Admin")]
    [InlineData("PasswordHash", null)]
    [InlineData("ExpiresAt", "2020-01-01T00:00:00Z")]
    [InlineData("Tennants", "acme")]
    public async Task A_session_ends_when_its_user_is_changed_removed_or_misspelt(string member, string? value)
    {
        await using var app = await ApiApp.StartAsync(settings:
            [.. ApiUserSettings.User("ann", "Read"), .. ApiUserSettings.User("bob", "Read")]);
        using var client = app.Caller(null);
        string ann = await CookieAsync(client, "ann");
        string bob = await CookieAsync(client, "bob");
        var configuration = (IConfigurationRoot)app.App.Services.GetRequiredService<IConfiguration>();
        configuration[$"JobMaster:Api:Users:ann:{member}"] = value;
        configuration.Reload();
        (await client.GetJsonAsync("clusters", ("Cookie", ann))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetJsonAsync("clusters", ("Cookie", bob))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wrong_passwords_lock_the_user_out_at_one_address_and_let_others_in()
    {
        var log = new LogLines();
        await using var app = await ApiApp.StartAsync(
            settings: [.. ApiUserSettings.User("ann", "Read"), .. ApiUserSettings.User("bob", "Read")],
            services: services => services.AddSingleton<ILoggerProvider>(log),
            pipeline: app => app.Use((http, next) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(http.Request.Headers["X-Test-Address"].ToString());
                return next(http);
            }));
        using var here = app.Caller(null);
        here.DefaultRequestHeaders.Add("X-Test-Address", "10.0.0.1");
        using var elsewhere = app.Caller(null);
        elsewhere.DefaultRequestHeaders.Add("X-Test-Address", "10.0.0.2");
        string cookie = await CookieAsync(here, "ann");
        for (int tried = 0; tried < 5; tried++)
        {
            (await LoginAsync(here, "ann", "wrong")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        var (status, body, response) = await LoginAsync(here, "ann");
        status.ShouldBe(HttpStatusCode.TooManyRequests);
        body.Text("type").ShouldBe("urn:jobmaster:problem:locked-out");
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        (await here.GetJsonAsync("clusters", ApiUserSettings.Basic("ann"))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await here.GetJsonAsync("clusters", ("Cookie", cookie))).Status.ShouldBe(HttpStatusCode.OK);
        (await LoginAsync(here, "bob")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await LoginAsync(elsewhere, "ann")).Status.ShouldBe(HttpStatusCode.NoContent);
        log.Of(LogLevel.Warning).ShouldHaveSingleItem().ShouldContain("ann from 10.0.0.1");
    }

    [Fact]
    public async Task A_flood_of_passwords_is_refused_and_nothing_else_waits()
    {
        await using var app = await ApiApp.StartAsync(settings: ApiUserSettings.User("ann", "Read"));
        using var client = app.Caller(null);
        var logins = Enumerable.Range(0, 60).Select(number => LoginAsync(client, $"name{number}", "wrong")).ToList();
        using var reader = app.Caller("reader");
        (await reader.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);
        logins.Count(login => !login.IsCompleted).ShouldBeGreaterThan(0);
        var answers = await Task.WhenAll(logins);
        answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized).ShouldBeInRange(16, 30);
        answers.Where(answer => answer.Status != HttpStatusCode.Unauthorized)
            .ShouldAllBe(answer => answer.Body.Text("type") == "urn:jobmaster:problem:too-many-logins");
    }

    [Fact]
    public async Task A_script_that_repeats_its_password_is_not_checked_anew()
    {
        await using var app = await ApiApp.StartAsync(settings: ApiUserSettings.User("ann", "Read"));
        using var client = app.Caller(null);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("ann"))).Status.ShouldBe(HttpStatusCode.OK);
        var flood = Enumerable.Range(0, 60).Select(number => LoginAsync(client, $"name{number}", "wrong")).ToList();

        // More than are checked at a time, while no place is free.
        var calls = Enumerable.Range(0, 40).Select(_ => client.GetJsonAsync("clusters", ApiUserSettings.Basic("ann"))).ToList();
        (await Task.WhenAll(calls)).ShouldAllBe(call => call.Status == HttpStatusCode.OK);
        await Task.WhenAll(flood);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("ann", "wrong"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_name_that_is_not_configured_is_left_to_the_apps_own_scheme()
    {
        await using var app = await ApiApp.StartAsync(
            settings: ApiUserSettings.User("ann", "Read"),
            services: services => services
                .AddAuthorization(options => options.AddPolicy("Staff", policy => policy.RequireAuthenticatedUser()))
                .AddAuthentication("own").AddScheme<OwnBasicOptions, OwnBasicHandler>("own", null),
            pipeline: app => app.UseAuthentication().UseAuthorization(),
            map: app => app.MapJobMasterApi().RequireAuthorization("Staff"));
        using var client = app.Caller(null);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("olga", "own"))).Status.ShouldBe(HttpStatusCode.OK);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("olga", "wrong"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("ann", "own"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("ann"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> CookieAsync(HttpClient client, string name) =>
        (await LoginAsync(client, name)).Response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    private static Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> LoginAsync(
        HttpClient client, string name, string password = ApiUserSettings.Password) =>
        client.PostJsonAsync("login", Body(name, password));

    private static string Body(string name, string password = ApiUserSettings.Password) =>
        JsonSerializer.Serialize(new { name, password });
}
