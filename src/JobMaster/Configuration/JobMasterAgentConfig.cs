using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster;

/// <summary>Configures one agent connection.</summary>
public sealed class JobMasterAgentConfig
{
    internal JobMasterAgentConfig(string name) => Name = name;

    internal string Name { get; }

    internal string TablePrefix { get; private set; } = "jm_";

    internal string? Schema { get; private set; }

    internal string? FormerName { get; private set; }

    internal (string Provider, Func<AgentTransportContext, IAgentTransport> Create)? Transport { get; private set; }

    /// <summary>Whether the configuration names an unknown provider for it, which is a separate problem.</summary>
    internal bool HasUnknownProvider { get; set; }

    internal List<string> Problems { get; } = [];

    /// <summary>Sets the beginning of every table name of a SQL agent. Default: <c>jm_</c>.</summary>
    /// <param name="prefix">Letters, digits and underscores.</param>
    public JobMasterAgentConfig UseSqlTablePrefixForAgent(string prefix)
    {
        TablePrefix = prefix;
        return this;
    }

    /// <summary>Sets the database schema of a SQL agent's tables. Default: the provider's own, <c>jobmaster</c> on Postgres.</summary>
    /// <param name="schema">Letters, digits and underscores.</param>
    public JobMasterAgentConfig UseSqlSchemaForAgent(string schema)
    {
        Schema = schema;
        return this;
    }

    /// <summary>
    /// Gives the former name of this agent connection. At start, the connection takes over the tables that belong to the former name. If
    /// they are its own already, the call does nothing. So every host may make the call, and it may stay in the code.
    /// </summary>
    /// <param name="formerName">The former name of the connection.</param>
    /// <example>
    /// <code>
    /// config.AddAgentConnectionConfig("Main").RenamesAgent("Postgres-1").UsePostgresForAgent(connectionString);
    /// </code>
    /// </example>
    public JobMasterAgentConfig RenamesAgent(string formerName)
    {
        FormerName = formerName;
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
            Problems.Add($"Agent connection '{Name}' was given two transports, {other.Provider} and {provider}. Keep one of them.");
        }

        Transport = (provider, create);
        return this;
    }
}
