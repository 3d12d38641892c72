using JobMaster.Storage;

namespace JobMaster.Execution;

/// <summary>Formats jobs for log messages.</summary>
internal static class JobNames
{
    private const int MaxListed = 10;

    public static string List(IReadOnlyList<StoredJob> jobs) =>
        string.Join(
            ", ",
            jobs.Take(MaxListed).Select(job => $"{job.DefinitionId} ({job.Id})")) + (
                jobs.Count > MaxListed ? $", and {jobs.Count - MaxListed} more" : "");
}
