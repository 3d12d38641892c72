using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>If registered in the container, replaces every configured store. For test hosts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IMasterStoreReplacement
{
    /// <summary>The store to use instead, or null to keep the configured one.</summary>
    IMasterStore? Replace(MasterStoreContext context);
}
