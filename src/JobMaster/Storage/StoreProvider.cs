using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace JobMaster.Storage;

/// <summary>
/// A provider that the app's configuration can choose by name. Added by the provider's own method, such as <c>AddPostgresProvider</c>.
/// </summary>
/// <remarks>Nothing is scanned and nothing is loaded by name, so this works in a trimmed app and in one compiled ahead of time.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoreProvider
{
    /// <summary>The value of <c>Provider</c> that chooses it; case does not matter.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The options that the section is bound to. If set, the start reports every entry of the section that is not an option or has an
    /// invalid value, all together and with a remedy.
    /// </summary>
    /// <value>The default is null: the binder's own error is reported.</value>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
    public Type? OptionsType { get; init; }

    /// <summary>Creates a master store without connecting. Null if the provider has none.</summary>
    public Func<MasterStoreContext, ProviderSettings, IMasterStore>? CreateMaster { get; init; }

    /// <summary>Creates an agent's transport without connecting. Null if the provider has none.</summary>
    public Func<AgentTransportContext, ProviderSettings, IAgentTransport>? CreateAgent { get; init; }
}

/// <summary>The app's configuration for one store or agent, without the entries that the core has read already.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed class ProviderSettings
{
    private readonly IConfigurationSection _section;
    private readonly string _provider;

    internal ProviderSettings(IConfigurationSection section, string provider, string? connectionString) =>
        (_section, _provider, ConnectionString) = (section, provider, connectionString);

    /// <summary>The connection string that <c>ConnectionStringName</c> names; null if the section names none.</summary>
    public string? ConnectionString { get; }

    /// <summary>Binds the section to the provider's options.</summary>
    /// <param name="bind">Binds them; an unknown name must be an error.</param>
    /// <exception cref="JobMasterConfigurationException">The section does not fit the options.</exception>
    public void Bind(Action<IConfiguration> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        try
        {
            bind(_section);
        }
        catch (InvalidOperationException exception)
        {
            throw new JobMasterConfigurationException(
                $"Configuration section '{_section.Path}' does not fit the options of {_provider}: {exception.Message.TrimEnd('.')}. " +
                "docs/options.md lists every option by name.",
                exception);
        }
    }
}
