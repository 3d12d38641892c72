using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Configuration;

/// <summary>
/// The master store and the agents' transports of one node, created while its configuration is checked. Does not connect.
/// </summary>
internal sealed class NodeStores
{
    private NodeStores(IMasterStore? master, IReadOnlyList<IAgentTransport?> transports) => (Master, Transports) = (master, transports);

    /// <summary>Null if it could not be created.</summary>
    public IMasterStore? Master { get; }

    /// <summary>In the order of the agents; null for one that could not be created.</summary>
    public IReadOnlyList<IAgentTransport?> Transports { get; }

    /// <summary>Creates the stores and adds errors to the problems, so that all of them are reported together.</summary>
    public static NodeStores Create(
        JobMasterClusterConfig config, ILoggerFactory loggers, TimeProvider time, Random random, List<string> problems)
    {
        // An invalid name, prefix or schema is a problem already, and every store would only repeat it.
        var isNamed = NameText.IsValid(config.Options.ClusterId, 100);
        var hasPlace = ConfigurationCheck.IsIdentifier(config.Options.SqlTablePrefix)
            && ConfigurationCheck.IsIdentifier(config.Options.SqlSchema ?? "default");
        var master = config.Master is { } chosen && isNamed && hasPlace
            ? Try($"The store {chosen.Provider}", name: null, () => CreateMaster(config, chosen.Create, loggers), problems)
            : null;
        return new NodeStores(master,
            config.Agents.ConvertAll(agent =>
                agent.Transport is { } transport && isNamed && NameText.IsValid(agent.Name, 100)
                    && ConfigurationCheck.IsIdentifier(agent.TablePrefix) && ConfigurationCheck.IsIdentifier(agent.Schema ?? "default")
            ? Try(
                $"The transport {transport.Provider}", $"'{agent.Name}'",
                () => CreateTransport(config, agent, transport.Create, loggers, time, random), problems)
            : null));
    }

    /// <summary>For a node that is not built in the end.</summary>
    public void Dispose() => Blocking.Run(async () =>
    {
        foreach (var created in Transports.OfType<IAsyncDisposable>().Concat(Master is null ? [] : [Master]))
        {
            await created.DisposeAsync().ConfigureAwait(false);
        }
    });

    private static T? Try<T>(string what, string? name, Func<T> create, List<string> problems)
        where T : class
    {
        try
        {
            return create();
        }
        catch (JobMasterConfigurationException exception)
        {
            problems.Add(
                name is null || exception.Message.Contains(name, StringComparison.Ordinal)
                    ? exception.Message
                    : $"Agent connection {name}: {exception.Message}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The app's own code failed, for example because its container lacks a data source.
            problems.Add($"{what}{(name is null ? "" : $" of agent connection {name}")} cannot be created: {exception.Message}");
        }

        return null;
    }

    private static IMasterStore CreateMaster(
        JobMasterClusterConfig config, Func<MasterStoreContext, IMasterStore> create, ILoggerFactory loggers)
    {
        var context = new MasterStoreContext
        {
            ClusterId = config.Options.ClusterId,
            Services = config.Services,
            LoggerFactory = loggers,
            Schema = config.Options.SqlSchema,
            TablePrefix = config.Options.SqlTablePrefix,
            HeartbeatTimeout = config.Options.HeartbeatTimeout,
            IndexedMetadata = config.IndexedMetadata,
        };
        return config.Services.GetService<IMasterStoreReplacement>()?.Replace(context) ?? create(context);
    }

    private static IAgentTransport CreateTransport(
        JobMasterClusterConfig config, JobMasterAgentConfig agent, Func<AgentTransportContext, IAgentTransport> create,
        ILoggerFactory loggers, TimeProvider time, Random random)
    {
        var context = new AgentTransportContext
        {
            ClusterId = config.Options.ClusterId,
            Name = agent.Name,
            Services = config.Services,
            LoggerFactory = loggers,
            Time = time,
            Random = random,
            TablePrefix = agent.TablePrefix,
            Schema = agent.Schema,
            FormerClusterId = config.Options.FormerClusterId,
            FormerName = agent.FormerName,
            AutoProvision = config.Options.AutoProvisionSqlSchema,
            Lease = AgentBuilder.Lease(config.Options),
        };
        return config.Services.GetService<IAgentTransportReplacement>()?.Replace(context) ?? create(context);
    }
}
