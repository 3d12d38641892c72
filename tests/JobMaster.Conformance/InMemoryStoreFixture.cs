using JobMaster.Testing;

namespace JobMaster.Conformance;

/// <summary>A master in memory, for the suites of transports too. A state per test; every store opened on it is one more node.</summary>
public sealed class InMemoryStoreFixture : IStoreFixture
{
    private InMemoryState state = new();

    public Task PrepareAsync()
    {
        state = new InMemoryState();
        return Task.CompletedTask;
    }

    public IMasterStore Open(TimeProvider? storeClock) => InMemoryMasterStore.Create(StoreContexts.Create(storeClock), state);

    public Task CleanUpAsync() => Task.CompletedTask;
}
