using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace JobMaster.Storage;

/// <summary>What a provider is given to create the master store of one cluster. Creating it connects to nothing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record MasterStoreContext
{
    /// <summary>The cluster the store belongs to.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The app's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>For the provider's own log messages.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }

    /// <summary>The database schema to live in, validated; null for the provider's default.</summary>
    public string? Schema { get; init; }

    /// <summary>What every table name starts with, validated.</summary>
    public required string TablePrefix { get; init; }

    /// <summary>
    /// How long a session lives without a beat. A beat that takes longer than a third of it must fail, so that there is time for another.
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The names of metadata that jobs are found by with an index. A search by one of them looks at all jobs.</summary>
    public IReadOnlyList<string> IndexedMetadata { get; init; } = [];

    /// <summary>The clock that stands in for the store's own; null, as in production, leaves time to the store.</summary>
    public TimeProvider? StoreClock { get; init; }
}
