using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Counts of nodes' work. Nodes insert them; upkeep adds them to minutes, hours and days.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IStatisticStore
{
    /// <summary>Registers a writer, whose first batch has the sequence 1. May be repeated.</summary>
    Task RegisterAsync(Guid writerId, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a writer's batch, unless this or a later one was stored before. A repeat after a lost reply so counts once. Sequences rise.
    /// </summary>
    Task<StatisticAnswer> AddAsync(
        Guid writerId, long sequence, IReadOnlyList<NewStatistic> statistics, CancellationToken cancellationToken);

    /// <summary>
    /// Adds up to the limit of stored batches to their minute, hour and day, and removes them in the same transaction; returns how many.
    /// Zero while another node does this.
    /// </summary>
    Task<int> FoldAsync(StatisticFold request, CancellationToken cancellationToken);

    /// <summary>The sums of a scope, by time and name.</summary>
    Task<IReadOnlyList<StoredStatistic>> ReadAsync(StatisticRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes sums past their retention, oldest first and for up to the limit of instants of each resolution, and writers that have not
    /// written for their time; returns how many rows. Zero while another node folds or prunes.
    /// </summary>
    Task<int> PruneAsync(StatisticRetention request, CancellationToken cancellationToken);
}

/// <summary>The result for a batch.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum StatisticAnswer
{
    /// <summary>It is stored.</summary>
    Added = 1,

    /// <summary>It was stored before.</summary>
    AddedBefore = 2,

    /// <summary>The writer is unknown, or no longer known: the store cannot say whether the batch was stored before.</summary>
    UnknownWriter = 3,
}

/// <summary>The counts for one name.</summary>
/// <param name="Scope">The kind of name.</param>
/// <param name="Name">The name; empty for the whole cluster, and for the sum of all names that are not counted separately.</param>
/// <param name="Age">How long ago it was counted.</param>
/// <param name="Counts">The numbers, which stores add by their place.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewStatistic(StatisticScope Scope, string Name, TimeSpan Age, IReadOnlyList<long> Counts);

/// <summary>A sum over a minute, an hour or a day.</summary>
/// <param name="Start">The minute, hour or day.</param>
/// <param name="Scope">The kind of name.</param>
/// <param name="Name">The name; empty as in <see cref="NewStatistic"/>.</param>
/// <param name="Counts">The numbers.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredStatistic(StatisticStart Start, StatisticScope Scope, string Name, IReadOnlyList<long> Counts);

/// <summary>A minute, an hour or a day of UTC.</summary>
/// <param name="Resolution">How long it is.</param>
/// <param name="At">When it begins.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct StatisticStart(StatisticResolution Resolution, DateTimeOffset At);

/// <summary>The length of the summed spans.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum StatisticResolution
{
    /// <summary>A minute.</summary>
    Minute = 1,

    /// <summary>An hour.</summary>
    Hour = 2,

    /// <summary>A day of UTC.</summary>
    Day = 3,
}

/// <summary>The limits of a fold.</summary>
/// <param name="Limit">The most batches.</param>
/// <param name="MostNames">The most lanes, and the most definitions, that are counted separately in a day.</param>
/// <param name="MostTenants">The most tenants that are counted separately in a day.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StatisticFold(int Limit, int MostNames, int MostTenants);

/// <summary>Selects sums.</summary>
/// <param name="Scope">The kind of name.</param>
/// <param name="Name">The name; null for every name.</param>
/// <param name="Resolution">How long the spans are.</param>
/// <param name="From">Spans that begin then or later.</param>
/// <param name="Before">Spans that begin before.</param>
/// <param name="Limit">The most to return.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StatisticRequest(
    StatisticScope Scope, string? Name, StatisticResolution Resolution, DateTimeOffset From, DateTimeOffset Before, int Limit);

/// <summary>What to remove.</summary>
/// <param name="Minutes">How long minutes are kept.</param>
/// <param name="Hours">How long hours are kept.</param>
/// <param name="Days">How long days are kept.</param>
/// <param name="Writers">How long writers that do not write are kept.</param>
/// <param name="Limit">The most instants of each resolution in one call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StatisticRetention(TimeSpan Minutes, TimeSpan Hours, TimeSpan Days, TimeSpan Writers, int Limit);
