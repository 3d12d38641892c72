using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Binds a cluster's options from the app's configuration, and notes the store and the agents it names.</summary>
internal static class OptionsBinder
{
    public static void Bind(JobMasterClusterConfig config, string? path)
    {
        if (path is null)
        {
            config.Problems.Add("BindConfiguration was given null as 'section'. Give the section's path, for example \"JobMaster\".");
            return;
        }

        var configuration = config.Services.GetService<IConfiguration>();
        if (configuration is null)
        {
            config.Problems.Add(
                $"BindConfiguration(\"{path}\") needs an IConfiguration in the container. Build the app with a host builder, or register " +
                "one.");
            return;
        }

        var section = configuration.GetSection(path);
        if (!section.Exists())
        {
            config.Problems.Add(
                $"Configuration section '{path}' does not exist or is empty. Correct its name, add it, or remove " +
                $"BindConfiguration(\"{path}\").");
            return;
        }

        config.StoreSection = section.GetSection(ConfiguredProviders.Store) is var store && store.Exists() ? store : config.StoreSection;
        var agents = section.GetSection(ConfiguredProviders.Agents);
        config.AgentSections.AddRange(agents.GetChildren());
        if (agents.Value is { Length: > 0 } text)
        {
            config.Problems.Add(
                $"'{text}' at '{agents.Path}' is one value. Write an object of agents by name, such as {{ \"Agent-1\": {{ \"Provider\": " +
                "\"SQLite\" } }.");
        }

        IConfigurationSection ofOptions = new SectionWithout(section, ConfiguredProviders.Store, ConfiguredProviders.Agents);
        var problems = SectionCheck.Problems(ofOptions).ToList();
        config.Problems.AddRange(problems);
        if (problems.Count > 0)
        {
            return;
        }

        try
        {
            ofOptions.Bind(config.Options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            config.Problems.Add(
                $"Configuration section '{path}' does not fit the options of a cluster: {exception.Message.TrimEnd('.')}. " +
                "docs/options.md lists every option by name.");
        }
    }
}
