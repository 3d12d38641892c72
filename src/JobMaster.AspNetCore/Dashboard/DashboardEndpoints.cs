using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace JobMaster.AspNetCore.Dashboard;

/// <summary>
/// The page and its files. They contain no data of a cluster: everything that the dashboard shows comes from the API, which checks the
/// caller.
/// </summary>
internal sealed class DashboardEndpoints(JobMasterDashboardOptions options)
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Only the page uses the app's conventions, so that RequireAuthorization leads to the app's own login page.</summary>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string prefix)
    {
        endpoints.MapMethods(prefix + "/assets/{hash}/{**path}", Reading, (RequestDelegate)SendAssetAsync)
            .WithMetadata(new AllowAnonymousAttribute(), new ExcludeFromDescriptionAttribute());
        return endpoints.MapMethods(prefix.Length == 0 ? "/" : prefix, Reading, (RequestDelegate)SendPageAsync)
            .WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    /// <summary>
    /// All addresses in the page are relative, so its own address must end in a slash. The redirect is relative too, so it works behind any
    /// path base or proxy.
    /// </summary>
    private Task SendPageAsync(HttpContext http)
    {
        Guard(http);
        string path = http.Request.Path.Value ?? "";
        if (path.EndsWith('/'))
        {
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Headers.ContentSecurityPolicy = Policy();
            if (options.FrameAncestors.Count == 0)
            {
                http.Response.Headers.XFrameOptions = "DENY";
            }

            return DashboardFiles.Page.SendAsync(http);
        }

        string last = path.Length == 0 ? http.Request.PathBase.Value! : path;
        http.Response.StatusCode = (int)HttpStatusCode.Redirect;
        http.Response.Headers.CacheControl = "no-store";
        var page = new PathString($"{last[last.LastIndexOf('/')..]}/");
        http.Response.Headers.Location = $".{page}{http.Request.QueryString}";
        return Task.CompletedTask;
    }

    /// <summary>
    /// A request with a hash of another version gets this version's file: during a roll-out, the page may come from another process.
    /// </summary>
    private static async Task SendAssetAsync(HttpContext http)
    {
        Guard(http);
        string path = http.Request.RouteValues["path"] as string ?? "";
        if (!DashboardFiles.Assets.TryGetValue(path, out var file))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.Headers.CacheControl = http.Request.RouteValues["hash"] as string == DashboardFiles.Hash
            ? "public, max-age=31536000, immutable"
            : "no-store";
        await file.SendAsync(http);
    }

    private static void Guard(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private string Policy() =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + $"base-uri 'none'; frame-ancestors {(options.FrameAncestors.Count == 0 ? "'none'" : string.Join(' ', options.FrameAncestors))}";
}
