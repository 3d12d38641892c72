using System.Net;
using System.Security.Claims;
using JobMaster.AspNetCore.Calls;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Identifies the caller. It denies by default and accepts an API key or a user of the configuration, a session, a user of the app's own
/// authorization, or a developer on this machine.
/// </summary>
internal sealed class ApiGate(JobMasterApiOptions options, ApiKeys keys, IHostEnvironment environment, ILogger logger)
{
    /// <summary>The caller from this machine, or with an opened login link, in Development without a configuration.</summary>
    public static readonly ApiCaller Developer = new("developer", ApiPermissions.Admin);

    private const string Bearer = "Bearer ";

    /// <summary>The users of the configuration.</summary>
    public required ApiUsers Users { get; init; }

    /// <summary>Checks their passwords.</summary>
    public required PasswordDoor Passwords { get; init; }

    /// <summary>The sessions of logins.</summary>
    public required Sessions Sessions { get; init; }

    /// <summary>Gives a developer who is not on this machine a session.</summary>
    public required LoginLinks Links { get; init; }

    /// <summary>Whether keys, users, policies or the endpoint's own authorization say who may call.</summary>
    public bool IsConfigured(Endpoint? endpoint) =>
        keys.IsConfigured || Users.IsConfigured || options.Policies.Any()
        || endpoint is { Metadata: var metadata }
            && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuthorizationPolicy>() is not null
                || metadata.GetMetadata<IAuthorizationRequirementData>() is not null);

    /// <summary>Whether a developer has access: in Development, as long as nothing says who may call.</summary>
    public bool IsOpen(Endpoint? endpoint) => options.OpenInDevelopment && environment.IsDevelopment() && !IsConfigured(endpoint);

    private static readonly string[] ForwardingHeaders =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];

    /// <exception cref="ApiProblem">401, when the caller is unknown.</exception>
    public async Task<ApiCaller> AdmitAsync(HttpContext http)
    {
        if (CredentialOf(http.Request) is { } credential)
        {
            return keys.Find(credential) ?? throw ApiProblem.Unauthorized(
                "The API key is not known, or has expired. Keys stand in the app's configuration under '" + options.KeySection + "'.");
        }

        var basic = Users.IsEmpty ? null : BasicCredential.Of(http.Request);
        if (basic is not null && Users.Find(basic.Name) is not null)
        {
            return (await Passwords.AdmitAsync(basic.Name, basic.Password, http)).Grant.Caller;
        }

        if ((Sessions.Find(http, IsOpen(http.GetEndpoint())) ?? await UserAsync(http)) is { } known)
        {
            return known;
        }

        // A name that is not configured may belong to the app's own scheme. Here it is unknown. Refusing it takes as long as refusing a
        // wrong password, so that names cannot be guessed.
        return basic is not null
            ? (await Passwords.AdmitAsync(basic.Name, basic.Password, http)).Grant.Caller
            : IsDeveloper(http) ? Developer : throw ApiProblem.Unauthorized(WhyNobody(http.GetEndpoint()));
    }

    /// <summary>
    /// Identifies the caller again, for a long call. Authentication handlers keep their answer for the whole request, so this asks for the
    /// app's users in a separate request with the same headers.
    /// </summary>
    public async Task<ApiCaller> AdmitAgainAsync(HttpContext http)
    {
        await using var scope = http.RequestServices.CreateAsyncScope();
        var again = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        foreach (var (name, value) in http.Request.Headers)
        {
            again.Request.Headers[name] = value;
        }

        (again.Request.Method, again.Request.Scheme, again.Request.Host) = (http.Request.Method, http.Request.Scheme, http.Request.Host);
        (again.Request.PathBase, again.Request.Path) = (http.Request.PathBase, http.Request.Path);
        (again.Request.QueryString, again.Request.RouteValues) =
            (http.Request.QueryString, new RouteValueDictionary(http.Request.RouteValues));
        again.Connection.RemoteIpAddress = http.Connection.RemoteIpAddress;
        again.SetEndpoint(http.GetEndpoint());
        var schemes = scope.ServiceProvider.GetService<IAuthenticationSchemeProvider>();
        if (schemes is null || await schemes.GetDefaultAuthenticateSchemeAsync() is not { } scheme)
        {
            again.User = http.User;
        }
        else if ((await again.AuthenticateAsync(scheme.Name)).Principal is { } principal)
        {
            again.User = principal;
        }

        return await AdmitAsync(again);
    }

    private static string? CredentialOf(HttpRequest request)
    {
        // A call may have a key and a token of the app's own users.
        string? header = request.Headers.Authorization;
        string? bearer = header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? header[Bearer.Length..].Trim() : null;
        return new[] { bearer, request.Headers["X-Api-Key"].ToString() }
            .FirstOrDefault(credential => credential is not null && ApiKey.TrySplit(credential, out _, out _));
    }

    /// <summary>
    /// The permissions that the app's own authorization grants the user: reading by RequireAuthorization, and more by policy.
    /// </summary>
    private async Task<ApiCaller?> UserAsync(HttpContext http)
    {
        var permissions = ApiPermissions.None;
        ClaimsPrincipal? user = null;
        foreach (var (permission, policy) in await PoliciesAsync(http))
        {
            var evaluator = http.RequestServices.GetRequiredService<IPolicyEvaluator>();
            var authentication = await evaluator.AuthenticateAsync(policy, http);
            if ((await evaluator.AuthorizeAsync(policy, authentication, http, resource: http)).Succeeded)
            {
                user = authentication.Principal ?? http.User;
                permissions |= permission;
            }
        }

        return permissions == ApiPermissions.None
            ? null
            : new ApiCaller(NameOf(user), permissions) { Identity = $"App user {IdOf(user) ?? NameOf(user)}" };
    }

    private async Task<List<(ApiPermissions Permission, AuthorizationPolicy Policy)>> PoliciesAsync(HttpContext http)
    {
        var policies = new List<(ApiPermissions Permission, AuthorizationPolicy Policy)>();
        if (http.RequestServices.GetService<IAuthorizationPolicyProvider>() is not { } provider)
        {
            return policies;
        }

        if (await RequiredAsync(provider, http.GetEndpoint()) is { } ofEndpoint)
        {
            policies.Add((ApiPermissions.Read, ofEndpoint));
        }

        foreach (var (permission, name) in options.Policies)
        {
            policies.Add((permission, await PolicyAsync(provider, $"The JobMaster API grants {permission} to", name)));
        }

        return policies;
    }

    /// <summary>
    /// All that the endpoint asks of a user, as the authorization middleware combines it: named policies, policies given as such, and
    /// attributes that are requirements themselves.
    /// </summary>
    private static async Task<AuthorizationPolicy?> RequiredAsync(IAuthorizationPolicyProvider provider, Endpoint? endpoint)
    {
        if (endpoint is null)
        {
            return null;
        }

        var policy = await AuthorizationPolicy.CombineAsync(
            provider, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
        var requirements = endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>()
            .SelectMany(static data => data.GetRequirements()).ToArray();
        if (requirements.Length == 0)
        {
            return policy;
        }

        var required = new AuthorizationPolicyBuilder().AddRequirements(requirements).Build();
        return policy is null ? required : AuthorizationPolicy.Combine(policy, required);
    }

    /// <exception cref="ApiProblem">500, because the name cannot be checked at start if the app has its own policy provider.</exception>
    private async Task<AuthorizationPolicy> PolicyAsync(IAuthorizationPolicyProvider provider, string what, string name)
    {
        if (await provider.GetPolicyAsync(name) is { } policy)
        {
            return policy;
        }

        Log.PolicyMissing(logger, ApiPolicies.Missing(what, name));
        throw new ApiProblem(
            StatusCodes.Status500InternalServerError, "policy-missing",
            $"{what} the policy '{name}', which the app does not have. Whoever runs the app has to add it; the log of the app says how.");
    }

    /// <summary>The issuer's own id of the user, because names change, and two people may have the same name.</summary>
    private static string? IdOf(ClaimsPrincipal? user) =>
        user?.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user?.FindFirst("sub")?.Value;

    private static string NameOf(ClaimsPrincipal? user)
    {
        string? name = user?.Identity?.Name ?? IdOf(user);
        return name is { Length: > 0 and <= 200 } ? name : "unknown user";
    }

    /// <summary>
    /// A page of another site that resolves its own name to this machine sends that name as Host. A proxy on this machine sends forwarding
    /// headers.
    /// </summary>
    private bool IsDeveloper(HttpContext http) =>
        IsOpen(http.GetEndpoint())
        && http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && http.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !ForwardingHeaders.Any(http.Request.Headers.ContainsKey);

    private string WhyNobody(Endpoint? endpoint) =>
        $"The call has no API key, no session, and no user whom a policy lets in. Send a key of '{options.KeySection}' as "
        + $"'Authorization: Bearer jmk_<id>_<secret>', log in as a user of '{options.UserSection}', or sign in to the app. "
        + (IsOpen(endpoint)
            ? "In this Development environment, where nothing says who may call, you may also call from this machine through localhost "
                + "without a proxy, or open the login link that the app has logged at its start."
            : !IsConfigured(endpoint)
                ? $"The environment is {environment.EnvironmentName}, and neither section has an entry: add a key or a user, or let a "
                    + "policy of the app say who may call."
                : $"The environment is {environment.EnvironmentName}, and its configuration says who may call, so nobody is let in "
                    + "without.");
}
