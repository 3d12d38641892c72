using System.Net;
using System.Text.Json;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JobMaster.AspNetCore.Tests;

/// <summary>What holds for each route of the endpoint data source, so that a new one cannot be forgotten.</summary>
public sealed class EveryRouteTests : AdminTests
{
    /// <summary>They submit under the key itself, make nothing, or begin and end sessions.</summary>
    private static readonly string[] Otherwise = ["submitJob", "submitJobs", "validatePayload", "revealJob", "login", "logout"];

    [Fact]
    public async Task A_query_parameter_that_is_not_known_is_refused()
    {
        foreach (var (endpoint, route) in Endpoints())
        {
            var (status, body, _) = await SendAsync(route, $"{endpoint.PathFor(Guid.CreateVersion7())}?tenent=acme", route.Body?.Example);
            (status, body.Text("type")).ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:unknown-query"), route.Name);
            body.Text("detail").ShouldContain("'tenent'", customMessage: route.Name);
        }
    }

    [Fact]
    public async Task A_member_of_a_body_that_is_not_known_is_refused()
    {
        var bodies = Endpoints().Where(one => one.Route.Body is not null).ToList();
        bodies.Count.ShouldBeGreaterThan(30);
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        foreach (var (endpoint, route) in bodies)
        {
            var (status, body, _) = await SendAsync(
                route, endpoint.PathFor(job.Id),
                route.Body!.Example.TrimStart().Replace("{", """{"reeson":1,""", StringComparison.Ordinal));
            (status, body.Text("type"))
                .ShouldBe((HttpStatusCode.BadRequest, "urn:jobmaster:problem:invalid-body"), $"{route.Name}: {body}");
            body.Text("detail").ShouldContain("'reeson' is not known", customMessage: route.Name);
        }

        (await App.Monitor.Jobs.GetAsync(job.Id))!.State.ShouldBe(JobState.Scheduled);
    }

    [Fact]
    public void Each_change_by_POST_takes_an_Idempotency_Key()
    {
        var changes = Endpoints().Select(one => one.Route).Where(route => HttpMethods.IsPost(route.Method)).ToList();
        changes.Where(route => !Otherwise.Contains(route.Name)).ShouldAllBe(route => route.RememberedAs != null);
        changes.Where(route => !Otherwise.Skip(2).Contains(route.Name)).ShouldAllBe(route => route.Headers.Contains("Idempotency-Key"));
        changes.Select(route => route.Name).Intersect(Otherwise).Count().ShouldBe(Otherwise.Length);
    }

    [Theory]
    [InlineData("access_token=")]
    [InlineData("key=")]
    [InlineData("apiKey=")]
    [InlineData("X-Api-Key=")]
    public async Task A_key_in_the_address_lets_nobody_in(string parameter)
    {
        using var nobody = App.Caller(null);
        foreach (string path in new[] { "clusters", "clusters/default/stream" })
        {
            var (status, body, _) = await nobody.GetJsonAsync($"{path}?{parameter}jmk_admin_{ApiApp.Secret("admin")}");
            (status, body.Text("type")).ShouldBe((HttpStatusCode.Unauthorized, "urn:jobmaster:problem:unauthorized"));
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "https://localhost")]
    [InlineData("Origin", "null")]
    public async Task No_route_changes_anything_for_a_page_of_another_site(string header, string value)
    {
        var changes = Endpoints().Where(one => !HttpMethods.IsGet(one.Route.Method)).ToList();
        changes.Select(one => one.Route.Method).Distinct().ShouldBe(["POST", "PUT", "PATCH"], ignoreOrder: true);
        var job = await App.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        foreach (var (endpoint, route) in changes)
        {
            var (status, body, _) = await Client.SendJsonAsync(
                new HttpMethod(route.Method), endpoint.PathFor(job.Id), route.Body?.Example ?? "{}", (header, value));
            (status, body.Text("type")).ShouldBe((HttpStatusCode.Forbidden, "urn:jobmaster:problem:cross-site"), route.Name);
        }

        (await App.Monitor.Audit.ListAsync()).Entries.ShouldBeEmpty();
        (await App.Monitor.Jobs.ListAsync()).Jobs.ShouldHaveSingleItem().State.ShouldBe(JobState.Scheduled);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(
        ApiRoute route, string path, string? body) =>
        await Client.SendJsonAsync(new HttpMethod(route.Method), path, HttpMethods.IsGet(route.Method) ? null : body);

    private IReadOnlyList<(RouteEndpoint Endpoint, ApiRoute Route)> Endpoints() => App.Routes();
}
