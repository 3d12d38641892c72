using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Calls below the prefix without a route: another method, an invalid id, or another path.</summary>
internal static class UnknownCalls
{
    public static ApiRoute Route(IReadOnlyList<ApiRoute> routes) =>
        ApiRoute.Fallback(call => Task.FromException<IResult>(Problem(call, routes)));

    private static ApiProblem Problem(ApiCall call, IReadOnlyList<ApiRoute> routes)
    {
        string path = call.Http.Request.RouteValues["path"] as string ?? "";
        string method = call.Http.Request.Method;
        string[] parts = path.Split('/');
        var known = routes.Where(route => Fits(route, parts, asIds: true)).ToList();
        string[] methods = [.. known.Select(route => route.Method).Distinct()];
        if (methods.Length > 0)
        {
            call.Http.Response.Headers.Allow = string.Join(", ", known.SelectMany(route => route.Methods).Distinct());
            return new ApiProblem(
                StatusCodes.Status405MethodNotAllowed, "unknown-method",
                $"'{path}' takes {string.Join(" and ", methods)}, not {method}.");
        }

        return routes.FirstOrDefault(route => route.Method == method && Fits(route, parts, asIds: false)) is { } meant
            ? NoId(meant, parts)
            : new ApiProblem(
                StatusCodes.Status404NotFound, "unknown-route",
                $"There is no route '{method} {path}'. GET …/api/v1/openapi.json lists the routes.");
    }

    private static ApiProblem NoId(ApiRoute route, string[] parts)
    {
        int place = Array.IndexOf(route.FullPattern.Split('/'), "{id:guid}");
        return new ApiProblem(
            StatusCodes.Status404NotFound, "not-found",
            $"'{parts[place]}' is not an id. An id looks like 01a21bb4-4637-7b99-9eb2-48e225a40e2a.");
    }

    private static bool Fits(ApiRoute route, string[] parts, bool asIds)
    {
        string[] wanted = route.FullPattern.Split('/');
        return wanted.Length == parts.Length && wanted.Zip(parts).All(pair =>
            pair.First.StartsWith('{')
                ? pair.Second.Length > 0 && (!asIds || pair.First != "{id:guid}" || Guid.TryParse(pair.Second, out _))
                : string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
