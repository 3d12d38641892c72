using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster;

/// <summary>Maps the HTTP API into an app.</summary>
public static class JobMasterApiExtensions
{
    internal static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        .. LoginCalls.Routes, .. CallerCalls.Routes,
        .. ClusterCalls.Routes, .. SettingsCalls.Routes, .. AuditCalls.Routes,
        .. JobReads.Routes, .. JobSubmits.Routes, .. JobChanges.Routes, .. OperationCalls.Routes,
        .. FailureCalls.Routes, .. FinalJobCalls.Routes, .. ScheduleCalls.Routes, .. DefinitionCalls.Routes,
        .. LaneCalls.Routes, .. WorkerCalls.Routes, .. AgentCalls.Routes, .. OrderCalls.Routes, .. LimitCalls.Routes,
        .. StatisticCalls.Routes, .. AlertCalls.Routes, .. LiveCalls.Routes, .. OpenApiCalls.Routes,
    ];

    /// <summary>
    /// Maps the API under <c>/jobmaster/api/v1</c>. It is closed by default: see <see cref="JobMasterApiOptions"/>. With
    /// <c>RequireAuthorization</c>, it answers 401 and 403 as problems, without a redirect to a login page.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="configure">
    /// Who may call it. Default: API keys and users of the configuration, and in Development without any this machine.
    /// </param>
    /// <param name="prefix">Where it is mapped. Default: <c>/jobmaster</c>.</param>
    /// <returns>All of the API's endpoints, for conventions such as <c>RequireAuthorization</c>, which grants reading.</returns>
    /// <exception cref="InvalidOperationException">
    /// The app has no cluster, a policy that the options name is missing, or the API is mapped at this prefix already.
    /// </exception>
    /// <example>
    /// <code>
    /// app.MapJobMasterApi(api => api.OperatePolicy = "Ops").RequireAuthorization("Staff");
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapJobMasterApi(
        this IEndpointRouteBuilder endpoints, Action<JobMasterApiOptions>? configure = null, string prefix = "/jobmaster")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        string path = MappedApi.PathOf(prefix);
        var (options, gate, runner) = ApiSetup.Create(endpoints.ServiceProvider, path, configure, "to map an API for");
        MappedApi.Add(endpoints, path, options);
        var group = endpoints.MapGroup(path);
        foreach (var route in Routes)
        {
            RequestDelegate run = http => runner.RunAsync(http, route);
            Describe(group.MapMethods(route.FullPattern, route.Methods, run), route, options.IsInAppDocument ? run : null);
        }

        var unknown = UnknownCalls.Route(Routes);
        group.Map(unknown.Pattern, http => runner.RunAsync(http, unknown)).WithMetadata(new ExcludeFromDescriptionAttribute());

        // The API checks the policies itself, so that keys work too and no caller is sent to a login page.
        group.WithMetadata(new AllowAnonymousAttribute());
        var services = endpoints.ServiceProvider;
        var start = new ApiStart(
            services, gate, options, path, () => endpoints.DataSources.SelectMany(source => source.Endpoints),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("JobMaster.Api"));
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(start.Run);
        return group;
    }

    private static void Describe(IEndpointConventionBuilder endpoint, ApiRoute route, RequestDelegate? shown)
    {
        endpoint.WithMetadata(route);
        if (route.IsStream)
        {
            endpoint.WithMetadata(new DisableRequestTimeoutAttribute());
        }

        if (shown is null)
        {
            endpoint.WithMetadata(new ExcludeFromDescriptionAttribute());
            return;
        }

        // Only endpoints with a method are described.
        endpoint.WithMetadata(shown.Method, new EndpointSummaryAttribute(route.Summary), new TagsAttribute("JobMaster"));
        if (route.Body is { } body)
        {
            endpoint.WithMetadata(new AcceptsMetadata(["application/json"], body.Type, body.IsOptional));
        }

        foreach (var answer in route.Answers.DistinctBy(answer => answer.Status))
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(
                answer.Status, answer.Type, answer.MediaType is { } media ? [media] : null));
        }
    }
}
