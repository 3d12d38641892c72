using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Counts of jobs up to a limit for each section of the store, and whether there are more.</summary>
/// <param name="Counts">The counts; those of a section add up to the limit at most.</param>
/// <param name="IsCapped">Whether a section has more jobs than the limit.</param>
internal sealed record CappedCounts(IReadOnlyList<JobCount> Counts, bool IsCapped)
{
    /// <summary>The most jobs counted in each section.</summary>
    public const int Limit = 100_000;

    /// <summary>How many jobs of each section to ask the store for: one more than the limit tells that there are more.</summary>
    public const int Asked = Limit + 1;

    /// <summary>Takes the one job too many from the largest count of its section.</summary>
    /// <param name="counts">What the store counted, at most <see cref="Asked"/> in each section.</param>
    public static CappedCounts Of(IReadOnlyList<JobCount> counts)
    {
        List<JobCount> kept = [.. counts];
        var isCapped = false;
        foreach (var section in counts.GroupBy(SectionOf))
        {
            if (section.Sum(count => count.Count) - Limit is > 0 and var excess)
            {
                isCapped = true;
                var largest = section.MaxBy(count => count.Count)!;
                kept[kept.IndexOf(largest)] = largest with { Count = largest.Count - excess };
            }
        }

        return new CappedCounts(kept, isCapped);
    }

    private static JobSection SectionOf(JobCount count) => count.State switch
    {
        JobState.Failed => JobSection.Failed,
        JobState.Succeeded or JobState.Cancelled => JobSection.Finished,
        _ => JobSection.Live,
    };
}
