using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Binds a cluster's options from the app's configuration.</summary>
internal static class OptionsBinder
{
    public static void Bind(JobMasterClusterConfig config, string section)
    {
        var configuration = config.Services.GetService<IConfiguration>();
        if (configuration is null)
        {
            config.Problems.Add($"BindConfiguration(\"{section}\") needs an IConfiguration in the container. Build the app with a host builder, or register one.");
            return;
        }

        if (!configuration.GetSection(section).Exists())
        {
            config.Problems.Add($"Configuration section '{section}' does not exist or is empty. Correct its name, add it, or remove BindConfiguration(\"{section}\").");
            return;
        }

        try
        {
            configuration.GetSection(section).Bind(config.Options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            config.Problems.Add($"Configuration section '{section}' does not fit the options of a cluster: {exception.Message.TrimEnd('.')}. docs/options.md lists every option by name.");
        }
    }
}
