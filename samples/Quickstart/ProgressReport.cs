using JobMaster;

namespace Quickstart;

/// <summary>Prints how far the jobs are until none is left to run.</summary>
internal sealed class ProgressReport(IJobMasterMonitor monitor, SearchIndex index)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(0.5);

    /// <returns>How many jobs have failed.</returns>
    public async Task<long> WatchAsync(CancellationToken stopping)
    {
        var printed = "";
        var counts = await monitor.Jobs.CountAsync(CancellationToken.None);
        while (counts.Scheduled + counts.Ready + counts.Running > 0)
        {
            var line = $"  {counts.Succeeded} succeeded, {counts.Running} running, {counts.Ready} ready, {counts.Scheduled} waiting for " +
                $"their retry, {counts.Failed} failed";
            if (line != printed)
            {
                Console.WriteLine(printed = line);
            }

            await Task.Delay(Every, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                Console.WriteLine("Stopping before the end. Start again: it carries on where it was.");
                return 0;
            }

            counts = await monitor.Jobs.CountAsync(CancellationToken.None);
        }

        var (jobs, retries) = await CountRetriesAsync();
        Console.WriteLine(
            $"Done: {jobs} jobs scheduled, {retries} retries, {counts.Succeeded} jobs succeeded, {counts.Failed} failed, " +
            $"{index.CountWords()} words indexed.");
        return counts.Failed;
    }

    private async Task<(int Jobs, int Retries)> CountRetriesAsync()
    {
        var (jobs, retries, next) = (0, 0, (string?)null);
        do
        {
            var page = await monitor.Jobs.ListAsync(new JobFilter { PageSize = 1000 }, next);
            (jobs, retries, next) = (
                jobs + page.Jobs.Count, retries + page.Jobs.Sum(job => Math.Min(job.NumberOfFailures, job.MaxNumberOfRetries)), page.Next);
        }
        while (next is not null);

        return (jobs, retries);
    }
}
