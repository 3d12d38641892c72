using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Refuses changes that a page of another site makes through a signed-in user's browser. Browsers send the source of a call in Fetch
/// Metadata (W3C), older ones in Origin. Programs that are not browsers send neither.
/// </summary>
internal static class CrossSite
{
    /// <exception cref="ApiProblem">403.</exception>
    public static void Check(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return;
        }

        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        if (site is not null ? site != "same-origin" : origin is not null && !IsOwn(origin, request))
        {
            throw new ApiProblem(
                StatusCodes.Status403Forbidden, "cross-site",
                $"The call comes from another site (Sec-Fetch-Site '{site}', Origin '{origin}'). Make changes from a page of this host, or "
                + "with a program that is not a browser.");
        }
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
        && string.Equals(from.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase);
}
