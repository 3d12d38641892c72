using JobMaster.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Configuration;

/// <summary>Turns the providers that the bound configuration names into the store and the transports of a cluster.</summary>
internal sealed class ConfiguredProviders(JobMasterClusterConfig config)
{
    public const string Store = "Store";
    public const string Agents = "Agents";

    private const string Provider = "Provider";
    private const string ConnectionStringName = "ConnectionStringName";
    private const string ConnectionString = "ConnectionString";
    private const string AgentName = "Name";
    private const string TablePrefix = "TablePrefix";
    private const string Schema = "Schema";
    private const string FormerName = "FormerName";

    private static readonly string[] Read = [Provider, ConnectionStringName, AgentName, TablePrefix, Schema, FormerName];

    /// <summary>
    /// Called once everything is configured, because the call that adds a provider may come after the one that binds. Errors are added
    /// to the problems.
    /// </summary>
    public void Resolve()
    {
        if (config.StoreSection is { } store && Find(store, "store", provider => provider.CreateMaster is not null) is { } master)
        {
            config.UseMasterStore(
                $"{master.Name} (section '{store.Path}')", context => master.CreateMaster!(context, Settings(store, master)));
        }

        foreach (var section in config.AgentSections)
        {
            var agent = Named(section);
            if (Find(section, "agent", provider => provider.CreateAgent is not null) is { } transport)
            {
                agent.UseTransport(
                    $"{transport.Name} (section '{section.Path}')",
                    context => transport.CreateAgent!(context, Settings(section, transport)));
            }
            else
            {
                agent.HasUnknownProvider = true;
            }
        }
    }

    private JobMasterAgentConfig Named(IConfigurationSection section)
    {
        var agent = config.AddAgentConnectionConfig(section[AgentName] ?? section.Key);
        agent = section[TablePrefix] is { } prefix ? agent.UseSqlTablePrefixForAgent(prefix) : agent;
        agent = section[Schema] is { } schema ? agent.UseSqlSchemaForAgent(schema) : agent;
        return section[FormerName] is { } former ? agent.RenamesAgent(former) : agent;
    }

    private StoreProvider? Find(IConfigurationSection section, string role, Func<StoreProvider, bool> canServe)
    {
        var known = config.Providers.Where(canServe).ToList();
        var name = section[Provider];
        if (name is not null && known.Find(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            var problems = SectionCheck.Problems(new SectionWithout(section, Read), found, Read).ToList();
            config.Problems.AddRange(problems);
            return problems.Count == 0 ? found : null;
        }

        var names = known.Count == 0 ? "none" : string.Join(", ", known.Select(provider => $"'{provider.Name}'"));
        config.Problems.Add(
            name is null
                ? $"Configuration section '{section.Path}' names no {Provider}; known for {Article(role)}: {names}. Set " +
                    $"{section.Path}:{Provider} to one of them{Add(known)}."
            : config.Providers.Exists(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase))
                ? $"{Provider} '{name}' of configuration section '{section.Path}' cannot be {Article(role)}; known for {Article(role)}: " +
                    $"{names}."
            : $"{Provider} '{name}' of configuration section '{section.Path}' is not known; known for {Article(role)}: {names}. Correct " +
                "the name, or add the provider in code, such as config.AddSqliteProvider() from JobMaster.Sqlite.");
        return null;
    }

    /// <summary>Read when the store is created, which does not happen in a test that replaces the store.</summary>
    private ProviderSettings Settings(IConfigurationSection section, StoreProvider provider)
    {
        var rest = new SectionWithout(section, Read);
        if (section[ConnectionStringName] is not { } name)
        {
            return new ProviderSettings(rest, provider.Name, connectionString: null);
        }

        if (section[ConnectionString] is not null)
        {
            throw new JobMasterConfigurationException(
                $"Configuration section '{section.Path}' has both {ConnectionString} and {ConnectionStringName}. Keep one of them.");
        }

        return new ProviderSettings(rest, provider.Name, config.Services.GetRequiredService<IConfiguration>().GetConnectionString(name)
            ?? throw new JobMasterConfigurationException(
            $"{ConnectionStringName} '{name}' of configuration section '{section.Path}' is not in the configuration; " +
            $"{GivenConnection.Configured(config.Services)}. Correct the name, or add the connection string."));
    }

    private static string Article(string role) => role == "agent" ? "an agent" : $"a {role}";

    private static string Add(List<StoreProvider> known) =>
        known.Count == 0 ? ", and add it in code, such as config.AddSqliteProvider() from JobMaster.Sqlite" : "";
}
