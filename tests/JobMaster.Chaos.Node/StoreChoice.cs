using JobMaster.Sqlite;
using JobMaster.Storage;

namespace JobMaster.Chaos;

/// <summary>The stores chaos can be made on.</summary>
public static class StoreChoice
{
    public static IMasterStore Open(string provider, string connection, MasterStoreContext context) => provider switch
    {
        // Killing a process takes nothing from the system's cache, so the quicker mode is put to the same test.
        "sqlite" => SqliteMasterStore.Create(context, new SqliteStoreOptions { ConnectionString = connection, Synchronous = SqliteSynchronous.Normal }),
        _ => throw new ArgumentException($"Provider '{provider}' is not known; known: sqlite.", nameof(provider)),
    };
}
