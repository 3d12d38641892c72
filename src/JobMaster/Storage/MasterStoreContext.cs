using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace JobMaster.Storage;

/// <summary>Everything a provider needs to create the master store of one cluster. Creating it does not connect.</summary>
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

    /// <summary>The database schema, validated; null for the provider's default.</summary>
    public string? Schema { get; init; }

    /// <summary>The beginning of every table name, validated.</summary>
    public required string TablePrefix { get; init; }

    /// <summary>
    /// How long a session lives without a heartbeat. A heartbeat that takes longer than a third of this time must fail, so that there is
    /// time for another.
    /// </summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The names of indexed metadata. A search by any other name looks at all jobs.</summary>
    public IReadOnlyList<string> IndexedMetadata { get; init; } = [];

    /// <summary>A clock that replaces the store's own; null in production, where the store's clock decides.</summary>
    public TimeProvider? StoreClock { get; init; }
}
