using System.Net;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Who gets in. Each route of the endpoint data source is tried, so that a new one cannot be forgotten.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Every_route_refuses_a_caller_without_identity_and_one_with_the_wrong_permission()
    {
        await using var app = await ApiApp.StartAsync();
        var endpoints = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null).ToList();
        endpoints.Count.ShouldBe(JobMasterApiExtensions.Routes.Count);
        foreach (var endpoint in endpoints)
        {
            var route = endpoint.Metadata.GetRequiredMetadata<ApiRoute>();
            string path = endpoint.PathFor(Unknown);
            (await StatusAsync(app, null, route, path)).ShouldBe(HttpStatusCode.Unauthorized, path);
            (await StatusAsync(app, "expired", route, path)).ShouldBe(HttpStatusCode.Unauthorized, path);
            (await StatusAsync(app, "wrong", route, path)).ShouldBe(HttpStatusCode.Unauthorized, path);
            if (route.IsForAnybody)
            {
                (await StatusAsync(app, "admin", route, path)).ShouldBe(HttpStatusCode.Unauthorized, path);
                continue;
            }

            foreach (var (key, permissions) in new[]
            {
                ("reader", ApiPermissions.Read), ("submitter", ApiPermissions.Submit),
                ("operator", ApiPermissions.Read | ApiPermissions.Operate),
                ("admin", ApiPermissions.Admin),
            })
            {
                bool may = (permissions & (route.Permission | ApiPermissions.Admin)) != 0;
                var status = await StatusAsync(app, key, route, path);
                (status != HttpStatusCode.Forbidden).ShouldBe(may, $"{route.Method} {path} by {key}: {status}");
                ((int)status).ShouldBeLessThan(500, $"{route.Method} {path} by {key}");
            }
        }
    }

    [Fact]
    public async Task Every_endpoint_below_the_APIs_prefix_is_a_route_of_the_table_but_the_one_for_unknown_paths()
    {
        await using var app = await ApiApp.StartAsync(map: app => app.MapJobMasterDashboard());
        var below = app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.Where(endpoint =>
            endpoint is not RouteEndpoint { RoutePattern.RawText: { } pattern }
            || $"/{pattern.TrimStart('/')}".StartsWith("/jobmaster/api", StringComparison.OrdinalIgnoreCase)).ToList();

        below.Select(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>()?.Name).OfType<string>()
            .ShouldBe(JobMasterApiExtensions.Routes.Select(route => route.Name), ignoreOrder: true);
        ((RouteEndpoint)below.Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is null).ShouldHaveSingleItem())
            .RoutePattern.RawText.ShouldBe("/jobmaster/api/v1/{**path}");
    }

    [Fact]
    public async Task Every_route_hides_other_clusters_and_what_is_about_a_whole_cluster_from_a_tenant()
    {
        await using var app = await ApiApp.StartAsync();
        foreach (var endpoint in app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null))
        {
            var route = endpoint.Metadata.GetRequiredMetadata<ApiRoute>();
            if (!route.IsOfNoCluster)
            {
                (await StatusAsync(app, "admin", route, endpoint.PathFor(Unknown, "another")))
                    .ShouldBe(HttpStatusCode.NotFound, route.Pattern);
                (await StatusAsync(app, "elsewhere", route, endpoint.PathFor(Unknown))).ShouldBe(HttpStatusCode.NotFound, route.Pattern);
            }

            if (route.NeedsWholeCluster)
            {
                (await StatusAsync(app, "acme", route, endpoint.PathFor(Unknown))).ShouldBe(HttpStatusCode.Forbidden, route.Pattern);
            }
        }
    }

    [Theory]
    [InlineData("Development", "localhost", "127.0.0.1", null, true)]
    [InlineData("Development", "[::1]:5000", "::1", null, true)]
    [InlineData("Development", "127.0.0.1:5000", "127.0.0.1", null, true)]
    [InlineData("Staging", "localhost", "127.0.0.1", null, false)]
    [InlineData("Development", "jobs.example.org", "127.0.0.1", null, false)]
    [InlineData("Development", "localhost", "10.0.0.7", null, false)]
    [InlineData("Development", "localhost", "127.0.0.1", "X-Forwarded-For", false)]
    [InlineData("Production", "localhost", "127.0.0.1", null, false)]
    public async Task A_developer_gets_in_from_his_own_machine_only(
        string environment, string host, string address, string? header, bool getsIn)
    {
        await using var app = await ApiApp.StartAsync(environment, pipeline: app => ComesFrom(app, address), hasKeys: false);
        using var client = app.Caller(null);
        var (status, body, _) = await client.GetJsonAsync(
            "clusters", [("Host", host), .. header is null ? [] : new[] { (header, "1.2.3.4") }]);
        status.ShouldBe(getsIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        (getsIn || body.Text("detail").Contains("JobMaster:Api:Keys", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("a key", false)]
    [InlineData("a key that cannot be read", false)]
    [InlineData("a user", false)]
    [InlineData("a policy", false)]
    [InlineData("RequireAuthorization", false)]
    [InlineData("RequireAuthorization in place", false)]
    [InlineData("OpenInDevelopment", false)]
    public async Task A_developer_gets_in_as_long_as_nothing_says_who_may_call(string configured, bool getsIn)
    {
        await using var app = await ApiApp.StartAsync(
            "Development", hasKeys: false, pipeline: app => ComesFrom(app, "127.0.0.1"),
            services: services => services.AddAuthorization(options => options.AddPolicy("Ops", policy => policy.RequireClaim("ops"))),
            settings: configured switch
            {
                "a key" => ApiApp.Key("reader", "Read"),
                "a key that cannot be read" => [new("JobMaster:Api:Keys:reader:Id", "reader")],
                "a user" => Logins.ApiUserSettings.User("ann", "Read"),
                _ => [],
            },
            map: app =>
            {
                var mapped = app.MapJobMasterApi(api =>
                {
                    api.OperatePolicy = configured == "a policy" ? "Ops" : null;
                    api.OpenInDevelopment = configured != "OpenInDevelopment";
                });
                _ = configured switch
                {
                    "RequireAuthorization" => mapped.RequireAuthorization("Ops"),
                    "RequireAuthorization in place" => mapped.RequireAuthorization(policy => policy.RequireClaim("ops")),
                    _ => mapped,
                };
            });
        using var client = app.Caller(null);

        var (status, body, _) = await client.SendJsonAsync(HttpMethod.Put, "clusters/default/mode", """{"mode":"Passive"}""");

        status.ShouldBe(getsIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, $"{body}");
    }

    [Fact]
    public async Task A_key_that_is_added_while_the_app_runs_ends_the_developers_access()
    {
        await using var app = await ApiApp.StartAsync("Development", hasKeys: false, pipeline: app => ComesFrom(app, "127.0.0.1"));
        using var client = app.Caller(null);
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);

        Add(app, "late");

        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var late = app.Caller("late");
        (await late.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("in place")]
    [InlineData("built")]
    [InlineData("as an attribute")]
    public async Task A_policy_without_a_name_lets_in_whom_it_lets_in(string given)
    {
        await using var app = await ApiApp.StartAsync(
            services: services => services.AddAuthorization()
                .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(),
            pipeline: app => app.UseAuthentication().UseAuthorization(),
            map: app =>
            {
                Require(app.MapJobMasterApi());
                Require(app.MapJobMasterMetrics());
                app.MapGet("login/{name}", (string name) => TypedResults.SignIn(
                    new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, name)], "test"))));
            });

        (await StatusOfAsync("ann", "clusters")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOfAsync("ann", "../../metrics")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusOfAsync("boss", "clusters")).ShouldBe(HttpStatusCode.OK);
        (await StatusOfAsync("boss", "../../metrics")).ShouldBe(HttpStatusCode.OK);

        void Require(IEndpointConventionBuilder mapped)
        {
            _ = given switch
            {
                "in place" => mapped.RequireAuthorization(policy => policy.RequireUserName("boss")),
                "built" => mapped.RequireAuthorization(new AuthorizationPolicyBuilder().RequireUserName("boss").Build()),
                _ => mapped.RequireAuthorization().WithMetadata(new BossAttribute()),
            };
        }

        async Task<HttpStatusCode> StatusOfAsync(string user, string path)
        {
            using var client = app.Caller(null);
            using var login = await client.GetAsync(new Uri($"http://localhost/login/{user}"));
            string cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookie } } };
            return (await client.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task RequireAuthorization_grants_reading_and_a_policy_more_without_a_redirect()
    {
        await using var app = await ApiApp.StartAsync(
            services: services => services
                .AddAuthorization(options =>
                {
                    options.AddPolicy("Staff", policy => policy.RequireAuthenticatedUser());
                    options.AddPolicy("Ops", policy => policy.RequireClaim("ops"));
                })
                .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(),
            pipeline: app => app.UseAuthentication().UseAuthorization(),
            map: app =>
            {
                app.MapJobMasterApi(api => api.OperatePolicy = "Ops").RequireAuthorization("Staff");
                app.MapGet("login/{name}", (string name) => TypedResults.SignIn(
                    new(new System.Security.Claims.ClaimsIdentity(
                        [
                            new(System.Security.Claims.ClaimTypes.Name, name),
                            .. name == "ann"
                                ? [new System.Security.Claims.Claim("ops", "yes")]
                                : Array.Empty<System.Security.Claims.Claim>()],
                        "test"))));
            });
        using var nobody = app.Caller(null);
        (await nobody.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        (await StatusOfAsync("bob", HttpMethod.Get, $"clusters/default/jobs/{job.Id}")).ShouldBe(HttpStatusCode.OK);
        (await StatusOfAsync("bob", HttpMethod.Post, $"clusters/default/jobs/{job.Id}/cancel")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOfAsync("ann", HttpMethod.Post, $"clusters/default/jobs/{job.Id}/cancel")).ShouldBe(HttpStatusCode.OK);
        (await app.Monitor.Audit.ListAsync(new AuditFilter { Who = "ann" })).Entries.ShouldHaveSingleItem().Source.ShouldBe("api");

        // A key gets in beside the app's users.
        using var reader = app.Caller("reader");
        (await reader.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusOfAsync(string user, HttpMethod method, string path)
        {
            using var login = await nobody.GetAsync(new Uri($"http://localhost/login/{user}"));
            string cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            return (await nobody.SendJsonAsync(method, path, null, ("Cookie", cookie))).Status;
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("reads", "Read")]
    [InlineData("submits", "Submit")]
    [InlineData("reveals", "Reveal")]
    [InlineData("operates", "Operate")]
    [InlineData("governs", "Submit,Read,Reveal,Operate,Admin")]
    [InlineData("reads,operates", "Read,Operate")]
    [InlineData("submits,reveals", "Submit,Reveal")]
    public async Task Each_policy_of_the_options_grants_its_permission_and_no_other(string claims, string permissions)
    {
        string[] policies = ["reads", "submits", "reveals", "operates", "governs"];
        await using var app = await ApiApp.StartAsync(
            services: services => services.AddAuthorization(options =>
                Array.ForEach(policies, name => options.AddPolicy(name, policy => policy.RequireClaim(name)))),
            pipeline: app => app.Use((http, next) =>
            {
                http.User = new(new System.Security.Claims.ClaimsIdentity(
                    claims.Split(',').Select(claim => new System.Security.Claims.Claim(claim, "yes")), "test"));
                return next(http);
            }),
            map: app => app.MapJobMasterApi(api =>
            {
                (api.ReadPolicy, api.SubmitPolicy, api.RevealPolicy) = ("reads", "submits", "reveals");
                (api.OperatePolicy, api.AdminPolicy) = ("operates", "governs");
            }));
        using var user = app.Caller(null);

        var (status, body, _) = await user.GetJsonAsync("me");

        status.ShouldBe(permissions.Length > 0 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        string granted = body.TryGetProperty("permissions", out var list)
            ? string.Join(',', list.EnumerateArray().Select(one => one.GetString()))
            : "";
        granted.Split(',').ShouldBe(permissions.Split(','), ignoreOrder: true);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "none", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "http://localhost", true)]
    [InlineData("X-Nothing", "1", true)]
    public async Task A_change_from_another_site_is_refused(string header, string value, bool passes)
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("submitter");
        var (status, body, _) = await client.PostJsonAsync("clusters/default/jobs", """{"type":"other"}""", (header, value));
        status.ShouldBe(passes ? HttpStatusCode.Created : HttpStatusCode.Forbidden);
        (passes || body.Text("type") == "urn:jobmaster:problem:cross-site").ShouldBeTrue();
        (await app.Monitor.Jobs.CountAsync()).Ready.ShouldBe(passes ? 1 : 0);
    }

    [Fact]
    public async Task Keys_are_read_again_when_the_configuration_changes()
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("late");
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        Add(app, "late");
        (await client.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>What makes a caller known lets nobody in who is not.</summary>
    private const string NobodysLogin = "{\"name\":\"nobody\",\"password\":\"wrong\"}";

    private static readonly Guid Unknown = Guid.CreateVersion7();

    private static void ComesFrom(WebApplication app, string address) => app.Use((http, next) =>
    {
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return next(http);
    });

    private static void Add(ApiApp app, string key)
    {
        var configuration = (IConfigurationRoot)app.App.Services.GetRequiredService<IConfiguration>();
        foreach (var (name, value) in ApiApp.Key(key, "Read"))
        {
            configuration[name] = value;
        }

        configuration.Reload();
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiApp app, string? key, ApiRoute route, string path)
    {
        using var client = app.Caller(key);
        string? body = HttpMethods.IsGet(route.Method) ? null : route.IsForAnybody ? NobodysLogin : "{}";
        var (status, _, response) = await client.SendJsonAsync(new HttpMethod(route.Method), path, body);
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", path);
        }

        return status;
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class BossAttribute : Attribute, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() =>
            [new Microsoft.AspNetCore.Authorization.Infrastructure.NameAuthorizationRequirement("boss")];
    }
}
