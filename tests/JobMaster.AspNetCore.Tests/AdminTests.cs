namespace JobMaster.AspNetCore.Tests;

/// <summary>Tests of an app as it comes, called by one who may do all.</summary>
public abstract class AdminTests : IAsyncLifetime
{
    internal ApiApp App { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await ApiApp.StartAsync();
        Client = App.Caller("admin");
        await App.UntilDefinitionsAreKnownAsync();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
