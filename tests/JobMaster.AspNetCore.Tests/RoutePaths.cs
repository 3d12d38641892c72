using Microsoft.AspNetCore.Routing;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Paths for tests that walk over all routes.</summary>
internal static class RoutePaths
{
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
