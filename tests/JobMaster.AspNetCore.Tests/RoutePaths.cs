using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Paths for tests that walk over all routes.</summary>
internal static class RoutePaths
{
    /// <summary>The routes of the endpoint data source, so that a new one cannot be forgotten.</summary>
    public static IReadOnlyList<(RouteEndpoint Endpoint, ApiRoute Route)> Routes(this ApiApp app) =>
    [
        .. app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null)
            .Select(endpoint => (endpoint, endpoint.Metadata.GetRequiredMetadata<ApiRoute>())),
    ];

    /// <summary>The path of a route about this job, the definition <c>greet</c>, and names that nothing has.</summary>
    public static string PathFor(this RouteEndpoint endpoint, Guid id, string cluster = "default") =>
        "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            .Replace("{clusterId}", cluster, StringComparison.Ordinal)
            .Replace("{id:guid}", $"{id}", StringComparison.Ordinal)
            .Replace("{definitionId}", "greet", StringComparison.Ordinal)
            .Replace("{fingerprint}", "none", StringComparison.Ordinal)
            .Replace("{lane}", "none", StringComparison.Ordinal)
            .Replace("{worker}", "none", StringComparison.Ordinal)
            .Replace("{agent}", "none", StringComparison.Ordinal)
            .Replace("{limit}", "none", StringComparison.Ordinal);
}
