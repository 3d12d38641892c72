namespace JobMaster.Chaos;

/// <summary>
/// What an operator does to lanes, definitions and workers. Nothing stays paused for long; in the end all of it is undone.
/// </summary>
internal sealed class ControlActions(IJobMasterCluster cluster, NodeOptions options)
{
    private const string Definition = "chaos.work";
    private static readonly OperatorContext By = RandomOperator.By;
    private static readonly string[] Workers = ["worker-1", "worker-2", "worker-3"];

    private string[] Lanes => options.Lanes.Split(',');

    public Task<string?> ActAsync(Random random, CancellationToken stoppingToken)
    {
        var (lane, worker) = (AnyLane(random), AnyWorker(random));
        return random.Next(11) switch
        {
            0 => PauseAsync(random, stoppingToken),
            1 => Done("resume lane", cluster.Lanes.ResumeAsync(lane, By, stoppingToken)),
            2 => Done("pause definition", cluster.Definitions.PauseAsync(Definition, Soon(random), By, stoppingToken)),
            3 => Done("resume definition", cluster.Definitions.ResumeAsync(Definition, By, stoppingToken)),
            4 => CordonAsync(random, stoppingToken),
            5 => Done(
                "stop worker",
                cluster.Workers.StopAsync(
                    worker, TimeSpan.FromMilliseconds(random.Next(500)), by: By, cancellationToken: stoppingToken)),
            6 or 7 => Done("uncordon worker", cluster.Workers.UncordonAsync(worker, by: By, cancellationToken: stoppingToken)),
            8 or 9 => Done("start worker", cluster.Workers.StartAsync(worker, by: By, cancellationToken: stoppingToken)),
            _ => Done(
                "set slots",
                cluster.Workers.SetConcurrencyAsync(worker, random.Next(2, 9), by: By, cancellationToken: stoppingToken)),
        };
    }

    public Task<string?> PauseAsync(Random random, CancellationToken stoppingToken) =>
        Done("pause lane", cluster.Lanes.PauseAsync(AnyLane(random), Soon(random), By, stoppingToken));

    /// <summary>Pauses a lane, so that there is one to resume.</summary>
    public async Task<string?> ResumeAsync(Random random, CancellationToken stoppingToken)
    {
        var lane = AnyLane(random);
        await cluster.Lanes.PauseAsync(lane, Soon(random), By, stoppingToken);
        return await Done("resume lane", cluster.Lanes.ResumeAsync(lane, By, stoppingToken));
    }

    public Task<string?> CordonAsync(Random random, CancellationToken stoppingToken) =>
        Done("cordon worker", cluster.Workers.CordonAsync(AnyWorker(random), by: By, cancellationToken: stoppingToken));

    private static DateTimeOffset Soon(Random random) => DateTimeOffset.UtcNow.AddMilliseconds(random.Next(3000, 6000));

    private static string AnyWorker(Random random) => Workers[random.Next(Workers.Length)];

    private string AnyLane(Random random) => Lanes[random.Next(Lanes.Length)];

    /// <summary>Leaves nothing paused, cordoned or stopped.</summary>
    public async Task UndoAsync(CancellationToken cancellationToken)
    {
        foreach (var lane in Lanes)
        {
            await cluster.Lanes.ResumeAsync(lane, By, cancellationToken);
        }

        await cluster.Definitions.ResumeAsync(Definition, By, cancellationToken);
        foreach (var worker in Workers)
        {
            await cluster.Workers.UncordonAsync(worker, by: By, cancellationToken: cancellationToken);
            await cluster.Workers.StartAsync(worker, by: By, cancellationToken: cancellationToken);
            await cluster.Workers.SetConcurrencyAsync(worker, null, by: By, cancellationToken: cancellationToken);
        }
    }

    private static async Task<string?> Done(string what, Task<bool> call) => await call ? what : null;
}
