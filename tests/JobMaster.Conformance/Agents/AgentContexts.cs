using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Conformance.Agents;

/// <summary>What fixtures need to create a transport.</summary>
public static class AgentContexts
{
    public static AgentTransportContext Create(
        string clusterId, string name = "Agent-1", string tablePrefix = "jm_", ILoggerFactory? loggers = null) => new()
        {
            ClusterId = clusterId,
            Name = name,
            Services = NoServices.Instance,
            LoggerFactory = loggers ?? NullLoggerFactory.Instance,
            Time = TimeProvider.System,
            Random = Random.Shared,
            TablePrefix = tablePrefix,
        };

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
