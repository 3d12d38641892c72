using JobMaster.AspNetCore.Tests.Stores;

namespace JobMaster.AspNetCore.Tests;

/// <summary>Tests of an app as it comes, called by one who may do all.</summary>
public abstract class AdminTests(ApiStore? store = null) : IAsyncLifetime
{
    internal ApiApp App { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    /// <summary>Where the app keeps its jobs; null for in memory.</summary>
    protected Func<JobMasterClusterConfig, JobMasterClusterConfig>? Master { get; } = store is null ? null : store.UseFor;

    public async Task InitializeAsync()
    {
        App = await StartAsync();
        Client = App.Caller("admin");
        await App.UntilDefinitionsAreKnownAsync();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        if (store is not null)
        {
            await store.DisposeAsync();
        }
    }

    private protected virtual Task<ApiApp> StartAsync() => ApiApp.StartAsync(master: Master);
}
