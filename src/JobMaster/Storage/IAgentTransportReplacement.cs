using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>If registered in the container, replaces every configured transport. For test hosts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IAgentTransportReplacement
{
    /// <summary>The transport to use instead, or null to keep the configured one.</summary>
    IAgentTransport? Replace(AgentTransportContext context);
}
