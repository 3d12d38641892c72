namespace JobMaster.Chaos;

/// <summary>What an operator does to many jobs at once.</summary>
internal sealed class OperationActions(IJobMasterCluster cluster, IJobMasterMonitor monitor, JobActions jobs)
{
    public async Task<string?> ActAsync(Random random, CancellationToken stoppingToken)
    {
        var kind = random.Next(8);
        if (kind < 3)
        {
            return await InterveneAsync(kind, random, stoppingToken);
        }

        return await StartAsync(kind switch
        {
            3 => await CancelOfAsync(random, stoppingToken),
            4 => new JobOperation
            {
                Kind = JobOperationKind.Cancel, MaxJobs = random.Next(1, 5),
                Filter = new JobOperationFilter { Priority = JobMasterPriority.High, JobDefinitionId = "chaos.work" },
            },
            5 => Change(new JobChange { Priority = JobActions.AnyPriority(random) }),
            6 => Change(new JobChange { WorkerLane = jobs.AnyLane(random), RunNow = random.Next(2) == 0 }),
            _ => new JobOperation { Kind = JobOperationKind.Replay, All = true },
        }, stoppingToken);
    }

    public async Task<string?> CancelManyAsync(Random random, CancellationToken stoppingToken) =>
        await StartAsync(await CancelOfAsync(random, stoppingToken), stoppingToken);

    private async Task<JobOperation> CancelOfAsync(Random random, CancellationToken stoppingToken) =>
        new() { Kind = JobOperationKind.Cancel, JobIds = await SomeAsync(random, stoppingToken) };

    private async Task<string?> StartAsync(JobOperation operation, CancellationToken stoppingToken)
    {
        if (operation.JobIds is { Count: 0 })
        {
            return null;
        }

        await cluster.Operations.StartAsync(operation, RandomOperator.By, stoppingToken);
        return $"start {operation.Kind} of many".ToLowerInvariant();
    }

    private static JobOperation Change(JobChange change) => new()
    {
        Kind = JobOperationKind.Change, Change = change, Filter = new JobOperationFilter { JobDefinitionId = "chaos.work" },
    };

    private async Task<List<Guid>> SomeAsync(Random random, CancellationToken stoppingToken)
    {
        var ids = new List<Guid>();
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            if (await jobs.AnyAsync(random, stoppingToken) is { } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private async Task<string?> InterveneAsync(int kind, Random random, CancellationToken stoppingToken)
    {
        var place = random.Next(5);
        var latest = await monitor.Operations.ListAsync(count: 5, cancellationToken: stoppingToken);
        if (place >= latest.Count)
        {
            return null;
        }

        var id = latest[place].Id;
        return kind switch
        {
            0 => await cluster.Operations.PauseAsync(id, RandomOperator.By, stoppingToken) ? "pause of many" : null,
            1 => await cluster.Operations.CancelAsync(id, RandomOperator.By, stoppingToken) ? "stop of many" : null,
            _ => await cluster.Operations.ResumeAsync(id, RandomOperator.By, stoppingToken) ? "resume of many" : null,
        };
    }
}
