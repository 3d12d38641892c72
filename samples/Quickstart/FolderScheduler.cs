using JobMaster;

namespace Quickstart;

/// <summary>Schedules one job per Markdown file.</summary>
internal sealed class FolderScheduler(IJobMasterScheduler jobs, IJobMasterCluster cluster, Repository repository)
{
    /// <summary>
    /// Schedules every file that is new or changed since it was last scheduled. The idempotency key says so: a second start finds the first
    /// one's jobs, in whatever state, and adds nothing to them. In mode Archive the cluster takes none.
    /// </summary>
    public async Task ScheduleChangedAsync()
    {
        var requests = repository.MarkdownFiles(".").Select(file => Request(file) with
        {
            Options = new JobOptions { IdempotencyKey = $"{file} {File.GetLastWriteTimeUtc(repository.FullPath(file)):O}" },
        });
        try
        {
            var accepted = await jobs.ScheduleManyAsync([.. requests]);
            var added = accepted.Count(job => job.IsNew);
            Console.WriteLine(
                $"{accepted.Count} Markdown files below {repository.Root}: {added} jobs scheduled, {accepted.Count - added} were there " +
                "from an earlier start.");
        }
        catch (JobRejectedException exception) when (cluster.Mode == ClusterMode.Archive)
        {
            Console.WriteLine($"No Markdown file was scheduled. {exception.Message}");
        }
    }

    /// <summary>Schedules every file of a folder, indexed before or not.</summary>
    public Task<IReadOnlyList<JobContext>> ScheduleAllAsync(string folder, CancellationToken cancellationToken) =>
        jobs.ScheduleManyAsync([.. repository.MarkdownFiles(folder).Select(Request)], cancellationToken);

    private static JobRequest Request(string file) => JobRequest.ForPayload(new IndexFile(file));
}
