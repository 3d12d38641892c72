using JobMaster.Benchmarks.Measuring;
using JobMaster.Benchmarks.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.Benchmarks;

/// <summary>An app with the HTTP API on one place, and a caller of it through a socket of this machine.</summary>
internal sealed class ApiApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiApp(WebApplication app, Tally tally, HttpClient caller) => (_app, Tally, Caller) = (app, tally, caller);

    /// <summary>Its base address is that of the cluster.</summary>
    public HttpClient Caller { get; }

    /// <summary>Counts what the app does.</summary>
    public Tally Tally { get; }

    /// <param name="place">Where the cluster lives.</param>
    /// <param name="hasWorker">Whether the app runs jobs too.</param>
    /// <param name="hasDashboard">Whether it has the dashboard too.</param>
    /// <param name="limit">The name of a limit that it has; null for none.</param>
    public static async Task<ApiApp> StartAsync(
        IBenchmarkPlace place, bool hasWorker = false, bool hasDashboard = false, string? limit = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders();
        var tally = new Tally();
        builder.Services.AddSingleton(tally);
        builder.Services.AddJobMasterCluster(config =>
        {
            place.Use(config);
            config.AddJobHandler<WorkHandler>();
            if (limit is not null)
            {
                config.AddLimit(limit, one => one.MaxConcurrent(1000));
            }

            if (hasWorker)
            {
                place.AddWorker(config);
            }
        });
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapJobMasterApi(api => api.AcceptsUnknownDefinitions = true);
        if (hasDashboard)
        {
            app.MapJobMasterDashboard();
        }

        await app.StartAsync();
        var caller = new HttpClient { BaseAddress = new Uri(app.Urls.First() + "/jobmaster/api/v1/clusters/default/") };
        return new ApiApp(app, tally, caller);
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Tally.Dispose();
    }
}
