using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Binds a cluster's options from the app's configuration, and notes the store and the agents it names.</summary>
internal static class OptionsBinder
{
    /// <summary>The section that the HTTP API and the dashboard read themselves: the keys and users of the API.</summary>
    private const string Api = "Api";

    private static readonly string[] ReadElsewhere = [ConfiguredProviders.Store, ConfiguredProviders.Agents, Api];

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

        if (section.Value is { Length: > 0 } scalar)
        {
            config.Problems.Add(
                $"'{scalar}' at '{path}' is one value. Write an object with the cluster's options, such as " +
                "{ \"ClusterId\": \"billing\" }; docs/options.md lists them. An environment variable of this name counts too.");
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

        if (section[Api] is { Length: > 0 } value)
        {
            config.Problems.Add(
                $"'{value}' at '{section.GetSection(Api).Path}' is one value. Write an object with the Keys and Users of the HTTP API; " +
                "docs/security.md shows them.");
        }

        IConfigurationSection ofOptions = new SectionWithout(section, ReadElsewhere);
        var problems = SectionCheck.Problems(ofOptions, ReadElsewhere).ToList();
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
