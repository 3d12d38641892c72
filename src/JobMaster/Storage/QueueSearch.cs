using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A search for queues that hold waiting jobs in the lanes of patterns.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record QueueSearch
{
    /// <summary>The patterns. No lane may match two of them.</summary>
    public required IReadOnlyList<PatternPlace> Patterns { get; init; }

    /// <summary>The most queues to return, and also the most queues that only hold jobs which run alone.</summary>
    public required int Limit { get; init; }
}

/// <summary>Where to continue with the lanes of a pattern.</summary>
/// <param name="Pattern">The pattern, such as <c>eu-*</c>.</param>
/// <param name="After">Only queues after this one, by lane and priority; null for all.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct PatternPlace(string Pattern, JobQueue? After);

/// <summary>A queue of a pattern's lane.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Until">How long until its first job is due; zero or less means now.</param>
/// <param name="IsSolo">Whether that is the first job that must run alone. These jobs are searched separately, from the front.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct FoundQueue(JobQueue Queue, TimeSpan Until, bool IsSolo);
