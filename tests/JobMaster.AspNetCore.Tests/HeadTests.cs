using System.Net;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>HEAD answers as GET does, without the body.</summary>
public sealed class HeadTests
{
    [Fact]
    public async Task Each_reading_route_answers_HEAD_with_the_status_and_headers_of_GET()
    {
        await using var app = await ApiApp.StartAsync(overKestrel: true);
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        await app.UntilDefinitionsAreKnownAsync();
        using var client = app.Caller("admin");
        int routes = 0;
        foreach (var endpoint in app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is { Method: "GET" }))
        {
            var route = endpoint.Metadata.GetRequiredMetadata<ApiRoute>();
            string path = endpoint.PathFor(job.Id);
            using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty(path);
            if (!route.Methods.Contains(HttpMethods.Head))
            {
                head.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, path);
                head.Content.Headers.Allow.ShouldBe(["GET"], path);
                continue;
            }

            routes++;
            using var get = await client.GetAsync(path);
            head.StatusCode.ShouldBe(get.StatusCode, path);
            head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType, path);
            head.Headers.ETag.ShouldBe(get.Headers.ETag, path);
            head.Headers.CacheControl.ShouldBe(get.Headers.CacheControl, path);
        }

        routes.ShouldBeGreaterThan(20);
    }

    [Theory]
    [InlineData("login-link?token=x")]
    [InlineData("clusters/default/stream?topics=overview")]
    [InlineData("clusters/default/failures/none/export")]
    public async Task A_call_that_is_more_than_a_reading_takes_no_HEAD(string path)
    {
        await using var app = await ApiApp.StartAsync();
        using var client = app.Caller("admin");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        head.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_caller_who_may_not_read_is_refused_by_HEAD_too()
    {
        await using var app = await ApiApp.StartAsync();
        using var nobody = app.Caller(null);
        using var submitter = app.Caller("submitter");
        (await nobody.SendAsync(new HttpRequestMessage(HttpMethod.Head, "clusters"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await submitter.SendAsync(new HttpRequestMessage(HttpMethod.Head, "clusters"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
