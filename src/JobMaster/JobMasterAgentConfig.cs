using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster;

/// <summary>Configures one agent connection.</summary>
public sealed class JobMasterAgentConfig
{
    internal JobMasterAgentConfig(string name) => Name = name;

    internal string Name { get; }

    internal string TablePrefix { get; private set; } = "jm_";

    internal (string Provider, Func<AgentTransportContext, IAgentTransport> Create)? Transport { get; private set; }

    internal List<string> Problems { get; } = [];

    /// <summary>What every table name of a SQL agent starts with. Default: <c>jm_</c>.</summary>
    /// <param name="prefix">Letters, digits and underscores.</param>
    public JobMasterAgentConfig UseSqlTablePrefixForAgent(string prefix)
    {
        TablePrefix = prefix;
        return this;
    }

    /// <summary>Sets the transport. Called by the providers' own methods, such as <c>UsePostgresForAgent</c>.</summary>
    /// <param name="provider">The provider's name, for errors.</param>
    /// <param name="create">Creates the transport; must connect to nothing.</param>
    [Experimental("JM9001")]
    public JobMasterAgentConfig UseTransport(string provider, Func<AgentTransportContext, IAgentTransport> create)
    {
        if (Transport is { } other)
        {
            Problems.Add($"Agent connection '{Name}' was given two transports, {other.Provider} and {provider}. Keep one of the Use… calls.");
        }

        Transport = (provider, create);
        return this;
    }
}
