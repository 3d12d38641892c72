using JobMaster;

namespace MultiAgent;

/// <summary>Schedules jobs twice a second and tells what became of them.</summary>
internal sealed class Producer(string name, IJobMasterScheduler jobs, IJobMonitor monitor)
{
    /// <returns>Whether every accepted job has succeeded.</returns>
    public async Task<bool> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var (accepted, succeeded) = (new List<Guid>(), 0);
        try
        {
            await ScheduleAsync(rounds, accepted, cancellationToken);
            foreach (var id in accepted)
            {
                succeeded += await EndAsync(id, cancellationToken) is JobState.Succeeded ? 1 : 0;
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped half way.
        }

        Console.WriteLine($"{name}: {succeeded} of {accepted.Count} accepted jobs have succeeded");
        return succeeded == accepted.Count;
    }

    private async Task ScheduleAsync(int rounds, List<Guid> accepted, CancellationToken cancellationToken)
    {
        for (var round = 0; round < rounds; round++)
        {
            accepted.AddRange((await ScheduleAsync(cancellationToken)).Select(job => job.Id));
            Console.WriteLine($"{name}: {accepted.Count} jobs accepted{await CountAsync(cancellationToken)}");
            await Task.Delay(500, cancellationToken);
        }
    }

    /// <summary>Single calls each choose among the agents of their lane; a list goes to one.</summary>
    private async Task<IReadOnlyList<JobContext>> ScheduleAsync(CancellationToken cancellationToken) => name == "producer-images"
        ? await Task.WhenAll(
            Enumerable.Range(0, 50).Select(picture => jobs.OnceNowAsync(new Resize(picture), cancellationToken: cancellationToken)))
        : await jobs.OnceNowBulkAsync(Enumerable.Range(0, 100).Select(number => new Mail(number)), cancellationToken: cancellationToken);

    private async Task<string> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var counts = await monitor.CountAsync(cancellationToken);
            return $"; on the master {counts.Ready + counts.Scheduled} wait, {counts.Running} run, {counts.Succeeded} have succeeded";
        }
        catch (JobMasterStoreException)
        {
            return "; the master is away, the agents hold them";
        }
    }

    private async Task<JobState> EndAsync(Guid id, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (
                    await monitor.GetAsync(id, cancellationToken)
                        is { State: JobState.Succeeded or JobState.Failed or JobState.Cancelled } job)
                {
                    return job.State;
                }
            }
            catch (JobMasterStoreException)
            {
                // The master is away.
            }

            await Task.Delay(100, cancellationToken);
        }
    }
}
