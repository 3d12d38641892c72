using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A part of a search: one section, from one place onwards.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record JobSearchRequest
{
    /// <summary>The most jobs that one call looks at if no index serves all conditions.</summary>
    public const int UsualWindow = 10_000;

    /// <summary>The same if it must look into message data or metadata.</summary>
    public const int WindowOfText = 2_000;

    /// <summary>The section to search.</summary>
    public required JobSection Section { get; init; }

    /// <summary>The search. Its page size is ignored here.</summary>
    public required JobSearch Filter { get; init; }

    /// <summary>Continue after this place, in the order of the filter.</summary>
    public JobPlace? After { get; init; }

    /// <summary>The most jobs.</summary>
    public required int Limit { get; init; }

    /// <summary>The fewest jobs to look at before the call gives up. Jobs that an index excludes do not count.</summary>
    public int Window { get; init; } = UsualWindow;

    /// <summary>
    /// How many steps of the same page have looked at the section before. If the first step found too little, a store may look at all the
    /// rest, if that is faster than windows.
    /// </summary>
    public int Step { get; init; }

    /// <summary>
    /// Whether the jobs have everything that <see cref="IJobReadStore.ListAsync"/> reads: metadata, result, progress and the whole error.
    /// </summary>
    public bool WithDetails { get; init; }
}

/// <summary>The place of a job in the order of its section.</summary>
/// <param name="At">When it became final; the default value for live jobs.</param>
/// <param name="Id">The job's id. It orders live jobs, and final ones of the same time.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct JobPlace(DateTimeOffset At, Guid Id)
{
    /// <summary>The place of a job.</summary>
    public static JobPlace Of(StoredJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobPlace(job.FinalizedAt ?? default, job.Id);
    }

    /// <summary>Below zero if this place comes before the other one in ascending order, above zero if after it.</summary>
    public int CompareTo(JobPlace other) => (At, Id).CompareTo((other.At, other.Id));
}

/// <summary>The result of a part of a search.</summary>
/// <param name="Jobs">
/// The jobs, in order, without message data. Unless the request asks for details, they have no result and at most 200 characters of error.
/// They have metadata only if the filter asks for a value of it; some of them may then not have the value.
/// </param>
/// <param name="Reached">The last place it looked at; null if it looked at the whole section.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record FoundJobs(IReadOnlyList<StoredJob> Jobs, JobPlace? Reached)
{
    /// <summary>No jobs, and nothing left to look at.</summary>
    public static FoundJobs None { get; } = new([], null);

    /// <summary>
    /// Merges lists of the same order into one: the jobs up to the place that all lists have looked at, within the limit.
    /// </summary>
    public static FoundJobs Merge(IReadOnlyCollection<FoundJobs> parts, bool oldestFirst, int limit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var order = oldestFirst ? 1 : -1;
        var reached = parts.Select(part => part.Reached).OfType<JobPlace>().OrderBy(place => place, Compared(order))
            .Select(place => (JobPlace?)place).FirstOrDefault();
        var jobs = parts.SelectMany(part => part.Jobs).Where(IsWithin).OrderBy(JobPlace.Of, Compared(order)).Take(limit).ToList();
        return new FoundJobs(jobs, jobs.Count == limit ? JobPlace.Of(jobs[^1]) : reached);

        bool IsWithin(StoredJob job) => reached is not { } end || JobPlace.Of(job).CompareTo(end) * order <= 0;
    }

    private static Comparer<JobPlace> Compared(int order) => Comparer<JobPlace>.Create((a, b) => order * a.CompareTo(b));
}

/// <summary>How many jobs a part of a search finds.</summary>
/// <param name="Count">The number counted.</param>
/// <param name="IsExact">Whether the number is exact.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct FoundCount(long Count, bool IsExact);
