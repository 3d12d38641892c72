using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Counts of what nodes did. Nodes insert; upkeep adds what they inserted to minutes, hours and days.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IStatisticStore
{
    /// <summary>Makes a writer known, whose first batch has the sequence 1. May be repeated.</summary>
    Task RegisterAsync(Guid writerId, CancellationToken cancellationToken);

    /// <summary>
    /// Files a batch of a writer, unless this or a later one was filed before: repeated after a lost reply, it counts once. Sequences rise.
    /// </summary>
    Task<StatisticAnswer> AddAsync(
        Guid writerId, long sequence, IReadOnlyList<NewStatistic> statistics, CancellationToken cancellationToken);

    /// <summary>
    /// Adds up to so many filed batches to their minute, hour and day, in one transaction that also removes them; returns how many. Zero
    /// while another node does so.
    /// </summary>
    Task<int> FoldAsync(StatisticFold request, CancellationToken cancellationToken);

    /// <summary>The sums of a scope, by time and name.</summary>
    Task<IReadOnlyList<StoredStatistic>> ReadAsync(StatisticRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Removes sums past their retention, the oldest first and those of up to so many instants of each resolution, and writers that have
    /// not written for the time; returns how many rows. Zero while another node folds or prunes.
    /// </summary>
    Task<int> PruneAsync(StatisticRetention request, CancellationToken cancellationToken);
}

/// <summary>What became of a batch.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public enum StatisticAnswer
{
    /// <summary>It is filed.</summary>
    Added = 1,

    /// <summary>It was filed before.</summary>
    AddedBefore = 2,

    /// <summary>The writer is not known, or not any more: whether the batch was filed before cannot be said.</summary>
    UnknownWriter = 3,
}

/// <summary>What was counted for one name.</summary>
/// <param name="Scope">What the name names.</param>
/// <param name="Name">The name; empty for the whole cluster, and for all names together that are not counted apart.</param>
/// <param name="Age">How long ago it was counted.</param>
/// <param name="Counts">The numbers, which stores add by their place.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewStatistic(StatisticScope Scope, string Name, TimeSpan Age, IReadOnlyList<long> Counts);

/// <summary>A sum over a minute, an hour or a day.</summary>
/// <param name="Start">Which minute, hour or day.</param>
/// <param name="Scope">What the name names.</param>
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

/// <summary>How long the spans are that are summed.</summary>
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

/// <summary>How to fold.</summary>
/// <param name="Limit">At most so many batches.</param>
/// <param name="MostNames">So many lanes, and so many definitions, are kept apart a day.</param>
/// <param name="MostTenants">So many tenants are kept apart a day.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StatisticFold(int Limit, int MostNames, int MostTenants);

/// <summary>Which sums to read.</summary>
/// <param name="Scope">What the name names.</param>
/// <param name="Name">The name; null for every name.</param>
/// <param name="Resolution">How long the spans are.</param>
/// <param name="From">Spans that begin then or later.</param>
/// <param name="Before">Spans that begin before.</param>
/// <param name="Limit">At most so many.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StatisticRequest(
    StatisticScope Scope, string? Name, StatisticResolution Resolution, DateTimeOffset From, DateTimeOffset Before, int Limit);

/// <summary>What to remove.</summary>
/// <param name="Minutes">How long minutes are kept.</param>
/// <param name="Hours">How long hours are kept.</param>
/// <param name="Days">How long days are kept.</param>
/// <param name="Writers">How long writers are kept that do not write.</param>
/// <param name="Limit">At most so many instants of each resolution in one call.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StatisticRetention(TimeSpan Minutes, TimeSpan Hours, TimeSpan Days, TimeSpan Writers, int Limit);
