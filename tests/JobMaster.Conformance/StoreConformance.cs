namespace JobMaster.Conformance;

/// <summary>
/// The base of every suite: an empty, migrated store per test, on a clock that the test moves, and the short words the facts are written
/// in.
/// </summary>
public abstract partial class StoreConformance<TFixture> : IAsyncLifetime
    where TFixture : IStoreFixture, new()
{
    private readonly List<IMasterStore> opened = [];

    private protected StoreConformance()
    {
    }

    protected TFixture Fixture { get; } = new();

    protected MovableClock Clock { get; } = new();

    protected IMasterStore Store { get; private set; } = null!;

    /// <summary>Whether the suite wants the schema in place before its first fact.</summary>
    private protected virtual bool StartsMigrated => true;

    public async Task InitializeAsync()
    {
        await (StartsMigrated ? Fixture.PrepareMigratedAsync() : Fixture.PrepareAsync());
        Store = Open();
        if (StartsMigrated)
        {
            await Store.Schema.MigrateAsync(default);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        await Fixture.CleanUpAsync();
    }

    /// <summary>One more node on the same data and the same clock.</summary>
    protected IMasterStore Open() => Open(Clock);

    protected IMasterStore Open(TimeProvider? clock)
    {
        var store = Fixture.Open(clock);
        Track(store);
        return store;
    }

    /// <summary>Has a store disposed at the end of the test.</summary>
    private protected void Track(IMasterStore store) => opened.Add(store);
}
