using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>No page of another site may read an answer, unless the app itself says so.</summary>
public sealed class CorsTests
{
    private const string Elsewhere = "https://console.example";

    [Theory]
    [InlineData(null)]
    [InlineData("admin")]
    public async Task No_route_answers_a_page_of_another_site_with_a_CORS_header(string? key)
    {
        await using var app = await ApiApp.StartAsync();
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        using var client = app.Caller(key);
        var statuses = new SortedSet<int>();
        foreach (var endpoint in app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null))
        {
            string method = endpoint.Metadata.GetRequiredMetadata<ApiRoute>().Method;
            string path = endpoint.PathFor(job.Id);
            int preflight = await StatusAsync(
                client, HttpMethod.Options, path, ("Access-Control-Request-Method", method),
                ("Access-Control-Request-Headers", "authorization, content-type"), ("Access-Control-Request-Private-Network", "true"));
            preflight.ShouldBeGreaterThanOrEqualTo(400, $"a preflight that is answered as allowed: OPTIONS {path}");
            statuses.Add(await StatusAsync(client, new HttpMethod(method), path));
        }

        // Both what is refused and what succeeds has been seen.
        statuses.ShouldContain(key is null ? 401 : 200);
        statuses.ShouldContain(403);
    }

    [Fact]
    public async Task An_app_that_names_a_CORS_policy_for_the_API_gets_its_headers()
    {
        await using var app = await ApiApp.StartAsync(
            services: services => services.AddCors(cors => cors.AddPolicy("Console", policy => policy.WithOrigins(Elsewhere))),
            pipeline: app => app.UseCors(), map: app => app.MapJobMasterApi().RequireCors("Console"));
        using var client = app.Caller("reader");
        using var request = Request(HttpMethod.Get, "clusters");
        using var response = await client.SendAsync(request);
        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Elsewhere]);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers.Append(("Origin", Elsewhere)))
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private static async Task<int> StatusAsync(
        HttpClient client, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, headers);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase))
            .ShouldBeEmpty($"{method} {path}: {response.StatusCode}");
        return (int)response.StatusCode;
    }
}
