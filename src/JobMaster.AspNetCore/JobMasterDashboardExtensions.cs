using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JobMaster;

/// <summary>Maps the dashboard into an app.</summary>
public static class JobMasterDashboardExtensions
{
    /// <summary>
    /// Maps the dashboard at <c>/jobmaster</c>, and its HTTP API, unless the API is mapped at this prefix already. A user sees and may do
    /// what the API allows: without configuration, only a developer on their own machine has access.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="configure">The environment's name, links, and who may embed the dashboard.</param>
    /// <param name="configureApi">Who may call the API. Default: the default of <c>MapJobMasterApi</c>.</param>
    /// <param name="prefix">Where both are mapped. Default: <c>/jobmaster</c>.</param>
    /// <returns>
    /// The page, and the API if it was mapped here, for conventions such as <c>RequireAuthorization</c>, which sends users without a
    /// session to the app's own login page and grants reading.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The app has no cluster, an option cannot be used, or <paramref name="configureApi"/> is given although the API is mapped already.
    /// </exception>
    /// <example>
    /// <code>
    /// app.MapJobMasterDashboard();
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapJobMasterDashboard(
        this IEndpointRouteBuilder endpoints, Action<JobMasterDashboardOptions>? configure = null,
        Action<JobMasterApiOptions>? configureApi = null, string prefix = "/jobmaster")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new JobMasterDashboardOptions();
        configure?.Invoke(options);
        options.Check();

        string path = MappedApi.PathOf(prefix);
        var api = MappedApi.Find(endpoints, path);
        if (api is not null && configureApi is not null)
        {
            throw new InvalidOperationException(
                $"The API is mapped at '{path}' already, so configureApi of MapJobMasterDashboard has no effect. Configure it in "
                + "MapJobMasterApi, or leave that call out.");
        }

        if (api?.Options.Dashboard is not null)
        {
            throw new InvalidOperationException(
                $"MapJobMasterDashboard was called twice for '{prefix}'. Call it once, or give the second call another prefix.");
        }

        var mapped = api is null ? endpoints.MapJobMasterApi(configureApi, prefix) : null;
        MappedApi.Find(endpoints, path)!.Options.Dashboard = options;
        var page = new DashboardEndpoints(options).Map(endpoints, $"/{prefix.Trim('/')}".TrimEnd('/'));
        return mapped is null ? page : new DashboardConventions(mapped, page);
    }
}
