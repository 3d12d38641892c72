using System.Data.Common;

namespace JobMaster.Conformance;

/// <summary>What a provider writes to join the suites: where an empty store of its own is, and how to open it.</summary>
public interface IStoreFixture
{
    /// <summary>Prepares a place for one test that nothing else uses, with no schema in it.</summary>
    Task PrepareAsync();

    /// <summary>The same, but the newest schema may be in it already, without any job, session or setting.</summary>
    Task PrepareMigratedAsync() => PrepareAsync();

    /// <summary>Opens the place as one more node would. The test disposes what it opened.</summary>
    /// <param name="storeClock">The clock that stands in for the store's own; null leaves time to the store.</param>
    IMasterStore Open(TimeProvider? storeClock);

    /// <summary>Removes the place, after every store on it was disposed.</summary>
    Task CleanUpAsync();
}

/// <summary>What a provider adds when callers can write through transactions of their own.</summary>
public interface ITransactionalStoreFixture : IStoreFixture
{
    /// <summary>A connection to the place's database as an app would open it, to begin transactions on.</summary>
    Task<DbConnection> OpenConnectionAsync();
}
