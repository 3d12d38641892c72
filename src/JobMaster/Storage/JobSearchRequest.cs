using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>A part of a search: one section, from one place on.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record JobSearchRequest
{
    /// <summary>How many jobs one call looks at, at most, when no index serves all conditions.</summary>
    public const int UsualWindow = 10_000;

    /// <summary>The same where it has to look into message data or metadata.</summary>
    public const int WindowOfText = 2_000;

    /// <summary>The section to search.</summary>
    public required JobSection Section { get; init; }

    /// <summary>What to search for. Its page size does not count here.</summary>
    public required JobSearch Filter { get; init; }

    /// <summary>Continue behind this place, in the order of the filter.</summary>
    public JobPlace? After { get; init; }

    /// <summary>At most so many jobs.</summary>
    public required int Limit { get; init; }

    /// <summary>How many jobs to look at, at least, before giving up for now. Jobs that an index leaves out do not count.</summary>
    public int Window { get; init; } = UsualWindow;

    /// <summary>
    /// How many steps of the same page have looked at the section before. After a first step that found too little, a store may look at
    /// all that is left if it does so sooner than in windows.
    /// </summary>
    public int Step { get; init; }

    /// <summary>
    /// Whether the jobs have all that <see cref="IJobReadStore.ListAsync"/> reads of them: metadata, result, progress and the whole error.
    /// </summary>
    public bool WithDetails { get; init; }
}

/// <summary>The place of a job in the order of its section.</summary>
/// <param name="At">When it became final; for live jobs nothing.</param>
/// <param name="Id">The job's id, by which live jobs are ordered, and final ones of the same time.</param>
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

    /// <summary>Below zero if this place comes before the other one in ascending order, above zero if behind it.</summary>
    public int CompareTo(JobPlace other) => (At, Id).CompareTo((other.At, other.Id));
}

/// <summary>What a part of a search found.</summary>
/// <param name="Jobs">
/// The jobs, in order, without message data. Unless the request asks for details, without result and their errors cut to 200 characters;
/// with their metadata only if the filter asks for a value of it, and then also some that have it not.
/// </param>
/// <param name="Reached">Up to where it looked, this place included; null when it looked at the whole section.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record FoundJobs(IReadOnlyList<StoredJob> Jobs, JobPlace? Reached)
{
    /// <summary>Nothing, and nothing is left to look at.</summary>
    public static FoundJobs None { get; } = new([], null);

    /// <summary>
    /// One list of several that have the same order: what lies within the part that all of them looked at, at most so many jobs.
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
/// <param name="Count">How many were counted.</param>
/// <param name="IsExact">Whether these are all.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public readonly record struct FoundCount(long Count, bool IsExact);
