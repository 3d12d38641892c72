using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>Schedules jobs of every kind until it is stopped, and notes each one whose call returned.</summary>
internal sealed class Producer(IJobMasterScheduler jobs, RunFile file, NodeOptions options) : BackgroundService
{
    private const int Callers = 4;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            Enumerable.Range(0, Callers).Select(caller => CallAsync(new Random((options.Seed * Callers) + caller), stoppingToken)));

    private async Task CallAsync(Random random, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var job in await ScheduleAsync(random))
                {
                    file.Accepted(job.Id);
                }
            }
            catch (JobMasterException exception)
            {
                file.Write($"refused {exception.Message}".ReplaceLineEndings(" "));
            }

            await Task.Delay(random.Next(60), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<JobContext>> ScheduleAsync(Random random)
    {
        var lanes = options.Lanes.Split(',');
        var plain = new JobOptions { WorkerLane = lanes[random.Next(lanes.Length)] };
        return random.Next(14) switch
        {
            0 => await jobs.OnceNowBulkAsync(Enumerable.Range(0, random.Next(1, 30)).Select(_ => NextWork(random)), plain),
            1 =>
                [
                    await jobs.ScheduleAsync(
                        JobRequest.ForPayload(NextWork(random)) with
                        {
                            After = TimeSpan.FromMilliseconds(random.Next(3000)), Options = plain,
                        })],
            2 =>
                [
                    await jobs.OnceNowAsync(
                        NextWork(random), plain with { IdempotencyKey = $"{options.Name}-{options.Seed}-{random.Next(50)}" })],
            3 => [await jobs.OnceNowAsync(NextWork(random), plain with { Priority = JobMasterPriority.High })],
            4 => [await jobs.OnceNowAsync(NextWork(random), plain with { Unique = NextUnique(random) })],
            5 =>
                [
                    await jobs.OnceNowAsync(
                        NextWork(random) with { FailsUntil = random.Next(1, 4) }, plain with { MaxNumberOfRetries = random.Next(2) })],
            _ => [await jobs.OnceNowAsync(NextWork(random), plain)],
        };
    }

    private static JobUnique NextUnique(Random random)
    {
        var rule = new JobUnique { Key = $"unique-{random.Next(10)}", While = (UniqueWhile)random.Next(1, 3) };
        return rule.While == UniqueWhile.Waiting && random.Next(2) == 0 ? rule with { OnConflict = UniqueConflict.ReplaceWaiting } : rule;
    }

    private static Work NextWork(Random random) => new(random.Next(5) == 0 ? random.Next(1000) : random.Next(40));
}
