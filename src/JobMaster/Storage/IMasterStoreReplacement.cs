using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Registered in the container, puts another store in the place of every configured one. For test hosts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IMasterStoreReplacement
{
    /// <summary>The store to use instead, or null to keep the configured one.</summary>
    IMasterStore? Replace(MasterStoreContext context);
}
