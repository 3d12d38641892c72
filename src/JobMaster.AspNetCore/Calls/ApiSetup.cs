using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Checks what an app gives for endpoints, and makes what runs their calls.</summary>
internal static class ApiSetup
{
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Sets who may call.</param>
    /// <param name="purpose">What a cluster is needed for; ends a sentence of the error.</param>
    public static (JobMasterApiOptions Options, ApiRunner Runner) Create(
        IServiceProvider services, Action<JobMasterApiOptions>? configure, string purpose)
    {
        if (services.GetService<IJobMasterClusters>() is null)
        {
            throw new InvalidOperationException(
                $"The app has no cluster {purpose}. Call builder.Services.AddJobMasterCluster(config => …) before it is built.");
        }

        var options = new JobMasterApiOptions();
        configure?.Invoke(options);
        ApiPolicies.Check(services, options);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("JobMaster.Api");
        var keys = new ApiKeys(
            services.GetRequiredService<IConfiguration>(), options.KeySection, services.GetRequiredService<TimeProvider>(), logger);
        var gate = new ApiGate(options, keys, services.GetRequiredService<IHostEnvironment>(), logger);
        return (options, new ApiRunner(gate, new LiveHubs(services, options, logger), options, logger));
    }
}
