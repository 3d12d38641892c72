using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance.Surroundings;

/// <summary>
/// A store among surroundings that do harm wherever an app may legally bring code of its own: log providers, listeners, services and token
/// callbacks that throw or block, a clock that is not the system's, a culture with another alphabet, a thread pool with no thread to spare.
/// A suite that joins with this in the place of its fixture must pass all the same. What it does is process-wide, so its classes belong to
/// the collection of those that run alone.
/// </summary>
public class Hostile<TFixture> : IStoreFixture, ISurroundings
    where TFixture : IStoreFixture, new()
{
    private readonly HostileDice _dice = new();
    private readonly List<IDisposable> _harm = [];

    protected TFixture Inner { get; } = new();

    public string Description => $"Hostile surroundings, seed {_dice.Seed}; set {HostileDice.Variable} to repeat it.";

    public async Task PrepareAsync()
    {
        await Inner.PrepareAsync();
        Begin();
    }

    public async Task PrepareMigratedAsync()
    {
        await Inner.PrepareMigratedAsync();
        Begin();
    }

    public IMasterStore Open(TimeProvider? storeClock) => Inner.Open(storeClock);

    public async Task CleanUpAsync()
    {
        _harm.ForEach(harm => harm.Dispose());
        CultureInfo.DefaultThreadCurrentCulture = null;
        await Inner.CleanUpAsync();
    }

    public void Surround(IServiceCollection services) => services
        .AddSingleton<ILoggerProvider>(new HostileLogs(_dice))
        .AddSingleton<TimeProvider>(new HostileClock())
        .AddSingleton<IOperatorContextAccessor>(new HostileOperators(_dice))
        .AddSingleton(_dice)
        .AddScoped<HostileService>();

    public void Surround(JobMasterClusterConfig config) => config.UseMiddleware<HostileMiddleware>();

    private void Begin()
    {
        Console.WriteLine(Description);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        _harm.AddRange([new PoolHog(), new HostileListeners(_dice)]);
    }
}

/// <summary>The same for a store that callers can write to through transactions of their own.</summary>
public sealed class HostileTransactional<TFixture> : Hostile<TFixture>, ITransactionalStoreFixture
    where TFixture : ITransactionalStoreFixture, new()
{
    public Task<DbConnection> OpenConnectionAsync() => Inner.OpenConnectionAsync();
}
