using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Registered in the container, puts another transport in the place of every configured one. For test hosts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAgentTransportReplacement
{
    /// <summary>The transport to use instead, or null to keep the configured one.</summary>
    IAgentTransport? Replace(AgentTransportContext context);
}
