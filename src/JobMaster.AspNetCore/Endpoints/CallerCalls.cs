using System.Reflection;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>The API's knowledge of its caller.</summary>
internal static class CallerCalls
{
    private const string Red = "#b42318";
    private const string Amber = "#b54708";
    private const string Blue = "#175cd3";

    public static IEnumerable<ApiRoute> Routes =>
    [
        ApiRoute.Get("me", GetAsync)
            .Named("getMe", "Who calls, what the caller may do, and the clusters and environment it is about").Gives<CallerView>()
            .For(ApiRoute.Anyone).OfNoCluster(),
    ];

    private static Task<IResult> GetAsync(ApiCall call)
    {
        var services = call.Http.RequestServices;
        var dashboard = call.Options.Dashboard;
        string environment = dashboard?.EnvironmentName ?? services.GetRequiredService<IHostEnvironment>().EnvironmentName;
        return Task.FromResult(Answer.Ok(
            new CallerView
            {
                Name = call.Caller.Name,
                Permissions =
                    [.. Enum.GetValues<ApiPermissions>().Where(one => one != ApiPermissions.None && call.Caller.May(one))],
                IsLimited = call.Caller.IsLimited, Tenants = call.Caller.Tenants, Definitions = call.Caller.Definitions,
                Clusters = [.. services.GetRequiredService<IJobMasterClusters>().All
                    .Where(cluster => call.Caller.SeesCluster(cluster.ClusterId))
                    .Select(cluster => new ClusterView(cluster.ClusterId, cluster.Mode))],
                Environment = environment, EnvironmentColor = dashboard?.EnvironmentColor ?? ColorOf(environment),
                Version = typeof(CallerCalls).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
                Dashboard = dashboard is null ? null : DashboardFiles.Hash, TraceUrl = dashboard?.TraceUrl, LogsUrl = dashboard?.LogsUrl,
                Now = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            },
            ApiJson.Default.CallerView));
    }

    private static string ColorOf(string environment) =>
        string.Equals(environment, Environments.Production, StringComparison.OrdinalIgnoreCase) ? Red
        : string.Equals(environment, Environments.Staging, StringComparison.OrdinalIgnoreCase) ? Amber
        : Blue;
}
