using JobMaster;

namespace MultiAgent;

internal sealed record ProducerOptions(bool ExitWhenDone);

/// <summary>Schedules two kinds of jobs for a while and prints what became of them.</summary>
internal sealed class Producer(IJobMasterScheduler jobs, IJobMasterMonitor monitor, ProducerOptions options, IHostApplicationLifetime app) : BackgroundService
{
    private const int Rounds = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var before = await CountAsync(stoppingToken);
        var accepted = 0;
        Console.WriteLine("accepted  waiting  running  succeeded");
        for (var round = 0; round < Rounds || (options.ExitWhenDone && (await CountAsync(stoppingToken)).Succeeded - before.Succeeded < accepted); round++)
        {
            if (round < Rounds)
            {
                await jobs.OnceNowBulkAsync(Enumerable.Range(0, 50).Select(picture => new Resize(picture)), cancellationToken: stoppingToken);
                await jobs.OnceNowBulkAsync(Enumerable.Range(0, 100).Select(number => new Mail(number)), cancellationToken: stoppingToken);
                accepted += 150;
            }

            await Task.Delay(500, stoppingToken);
            var now = await CountAsync(stoppingToken);
            Console.WriteLine($"{accepted,8}  {now.Ready + now.Scheduled,7}  {now.Running,7}  {now.Succeeded - before.Succeeded,9}");
        }

        if (options.ExitWhenDone)
        {
            app.StopApplication();
        }
    }

    private Task<JobCounts> CountAsync(CancellationToken cancellationToken) => monitor.Jobs.CountAsync(cancellationToken);
}
