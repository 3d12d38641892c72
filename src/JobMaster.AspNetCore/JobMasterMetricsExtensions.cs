using System.Diagnostics.Metrics;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Metrics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobMaster;

/// <summary>Maps the metrics of this process for Prometheus, for apps without OpenTelemetry's exporter.</summary>
public static class JobMasterMetricsExtensions
{
    /// <summary>
    /// Maps the metrics as text that Prometheus reads, with the same names as OpenTelemetry's exporter. It is closed by default like the
    /// API: a scraper needs a key with Read, or a policy by <c>RequireAuthorization</c>. A key limited to tenants or definitions is
    /// refused; a key limited to clusters sees only these. Counts begin with this call, so call it before the app runs.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">Where they are mapped.</param>
    /// <param name="configure">Who may read them. Default: as for the API.</param>
    /// <returns>The endpoint, for conventions such as <c>RequireAuthorization</c>, which grants reading.</returns>
    /// <exception cref="InvalidOperationException">
    /// The app has no cluster, or a policy that the options name is missing.
    /// </exception>
    /// <example><code>app.MapJobMasterMetrics();</code></example>
    public static IEndpointConventionBuilder MapJobMasterMetrics(
        this IEndpointRouteBuilder endpoints, string pattern = "/jobmaster/metrics", Action<JobMasterApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var services = endpoints.ServiceProvider;
        var (_, _, runner) = ApiSetup.Create(services, pattern, configure, "to measure");
        var listener = new MetricListener(services.GetService<IMeterFactory>());
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(listener.Dispose);
        var route = ApiRoute.Get(pattern, call => Task.FromResult<IResult>(Metrics(listener, call)))
            .Named("getMetrics", "The metrics of this process for Prometheus")
            .GivesText(MetricText.MediaType).OfNoCluster().OfWholeCluster();
        RequestDelegate run = http => runner.RunAsync(http, route);

        // As in the API, the gate checks the policies itself, so that keys work too.
        return endpoints.MapMethods(pattern, [HttpMethods.Get], run).WithMetadata(route, new AllowAnonymousAttribute());
    }

    private static ContentHttpResult Metrics(MetricListener listener, ApiCall call) => TypedResults.Text(
        listener.Write(cluster => cluster.Length == 0 ? call.Caller.Clusters is null : call.Caller.SeesCluster(cluster)),
        MetricText.MediaType);
}
