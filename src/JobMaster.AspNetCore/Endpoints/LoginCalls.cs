using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Sessions for browsers.</summary>
internal static class LoginCalls
{
    private const int LongestBody = 16 * 1024;

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Post("login", ApiPermissions.None, LoginAsync)
            .Named("login", "Begins a session of a configured user: the answer sets a cookie")
            .Takes<LoginBody>("""{"name":"ann","password":"correct horse battery staple"}""")
            .GivesNothing(StatusCodes.Status204NoContent).OfNoCluster().ForAnybody(),
        ApiRoute.Get("login-link", OpenLinkAsync, "token").For(ApiPermissions.None)
            .Named("openLoginLink", "Begins a developer's session by the link in the log; see login link").GivesText("text/plain")
            .GivesNothing(StatusCodes.Status303SeeOther).OfNoCluster().ForAnybody(),
        ApiRoute.Post("logout", ApiRoute.Anyone, LogoutAsync)
            .Named("logout", "Ends the session of the cookie").GivesNothing(StatusCodes.Status204NoContent).OfNoCluster(),
    ];

    private static async Task<IResult> LoginAsync(ApiCall call)
    {
        var body = await ApiBody.ReadAsync(call, ApiJson.Default.LoginBody, longest: LongestBody);
        string name = body.Name ?? throw ApiProblem.BadBody("$.name", "'name' is missing: the user's name in the configuration.");
        string password = body.Password ?? throw ApiProblem.BadBody("$.password", "'password' is missing.");
        if (call.Gate.Users.IsEmpty)
        {
            throw ApiProblem.Unauthorized(
                $"No user is configured. Users stand in the app's configuration under '{call.Options.UserSection}'; docs/security.md says "
                + "how to add one.");
        }

        var user = await call.Gate.Passwords.AdmitAsync(name, password, call.Http);
        call.Gate.Sessions.End(call.Http);
        call.Gate.Sessions.Begin(call.Http, user.Grant.Caller, user);
        return TypedResults.NoContent();
    }

    private static Task<IResult> OpenLinkAsync(ApiCall call)
    {
        if (!call.Gate.IsOpen(call.Http.GetEndpoint()) || call.Query.Text("token") is not { } token || !call.Gate.Links.TryUse(token))
        {
            throw ApiProblem.Unauthorized(
                "The login link is not known, has been opened before, or is too old. It works once, in the Development environment only, "
                + "as long as nothing is configured that says who may call. "
                + "Start the app again: its log has a new one.");
        }

        call.Gate.Sessions.End(call.Http);
        call.Gate.Sessions.Begin(call.Http, ApiGate.Developer, user: null);
        call.Http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.FromResult<IResult>(PageAt(call) is { } page
            ? new SeeOther(page)
            : TypedResults.Text("This browser may now call the JobMaster API of this app."));
    }

    /// <summary>The page that the app has mapped at the API's prefix; null when it has none.</summary>
    private static string? PageAt(ApiCall call)
    {
        string path = call.Http.Request.Path.Value!;
        string prefix = path[..path.LastIndexOf("/api/v1/", StringComparison.OrdinalIgnoreCase)].Trim('/');
        return call.Http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Any(endpoint => string.Equals(endpoint.RoutePattern.RawText?.Trim('/'), prefix, StringComparison.OrdinalIgnoreCase))
            ? $"{call.Http.Request.PathBase.ToUriComponent()}/{prefix}/".Replace("//", "/", StringComparison.Ordinal)
            : null;
    }

    private static Task<IResult> LogoutAsync(ApiCall call)
    {
        call.Gate.Sessions.End(call.Http);
        return Task.FromResult<IResult>(TypedResults.NoContent());
    }

    /// <summary>Redirects a browser with GET.</summary>
    private sealed class SeeOther(string page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.Location = page;
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            return Task.CompletedTask;
        }
    }
}
