using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Checks an app's settings for endpoints, and creates the runner of their calls.</summary>
internal static class ApiSetup
{
    /// <param name="services">The app's services.</param>
    /// <param name="path">Where the endpoints are.</param>
    /// <param name="configure">Sets who may call.</param>
    /// <param name="purpose">The purpose of a cluster; ends a sentence of the error.</param>
    public static (JobMasterApiOptions Options, ApiGate Gate, ApiRunner Runner) Create(
        IServiceProvider services, string path, Action<JobMasterApiOptions>? configure, string purpose)
    {
        if (services.GetService<IJobMasterClusters>() is null)
        {
            throw new InvalidOperationException(
                $"The app has no cluster {purpose}. Call builder.Services.AddJobMasterCluster(config => …) before it is built.");
        }

        var options = new JobMasterApiOptions();
        configure?.Invoke(options);
        ApiPolicies.Check(services, options);
        if (options.SessionLifetime <= TimeSpan.Zero)
        {
            throw new InvalidOperationException(
                $"{nameof(JobMasterApiOptions)}.{nameof(JobMasterApiOptions.SessionLifetime)} is {options.SessionLifetime}; it must be "
                + "more than zero, such as TimeSpan.FromHours(12).");
        }

        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("JobMaster.Api");
        var configuration = services.GetRequiredService<IConfiguration>();
        var time = services.GetRequiredService<TimeProvider>();
        var users = new ApiUsers(configuration, options.UserSection, time, logger);
        var keys = new ApiKeys(configuration, options.KeySection, time, logger);
        var passwords = new PasswordDoor(users, time, logger);
        var repeats = new Repeats();
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStopped.Register(passwords.Dispose);
        lifetime.ApplicationStopped.Register(repeats.Dispose);
        var gate = new ApiGate(options, keys, services.GetRequiredService<IHostEnvironment>(), logger)
        {
            Users = users,
            Passwords = passwords,
            Links = new LoginLinks(time),
            Sessions = new Sessions(users, path, options.SessionLifetime, time),
        };
        var hubs = new LiveHubs(services, options, logger);
        return (options, gate, new ApiRunner(gate, hubs, new ServedLanes(time), repeats, options, logger));
    }
}
