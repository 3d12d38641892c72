namespace JobMaster.Chaos;

/// <summary>What a provider writes to join the suite: where its store is, and how it is disturbed from outside.</summary>
public interface IChaosPlace : IAsyncDisposable
{
    /// <summary>The provider's name, as <see cref="StoreChoice"/> knows it.</summary>
    string Provider { get; }

    /// <summary>The connection string of a database nothing else uses, with nothing in it.</summary>
    /// <param name="directory">Where files may be put.</param>
    Task<string> CreateAsync(string directory);

    /// <summary>Keeps the store from being used for so long.</summary>
    Task DisturbAsync(TimeSpan duration);

    /// <summary>Whether no process holds a lock that would stall the others for as long as it is stopped.</summary>
    Task<bool> IsFreeAsync();
}
