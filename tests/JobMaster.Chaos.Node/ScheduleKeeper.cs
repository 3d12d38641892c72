using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>
/// Stores the same recurring schedules at every start, as apps do: one a second each, spread over the second so that some schedule is
/// always about to fire.
/// </summary>
internal sealed class ScheduleKeeper(IJobMasterScheduler jobs, RunFile file, NodeOptions options) : BackgroundService
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var place = 0; place < options.Schedules; place++)
        {
            await StoreAsync(Every(TimeSpan.FromSeconds(1), place), stoppingToken);
        }

        file.Write("scheduled");
    }

    /// <summary>On a busy machine others may keep a SQLite file locked for longer than a call waits: the key lets it ask again.</summary>
    private async Task StoreAsync(RecurringRequest request, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await jobs.RecurringAsync(request, stoppingToken);
                return;
            }
            catch (JobMasterStoreException refused)
            {
                file.Write($"refused {refused.Message}".ReplaceLineEndings(" "));
            }
        }
    }

    /// <summary>Everything that was missed is made up for, so that each occurrence has a job of its own.</summary>
    private RecurringRequest Every(TimeSpan interval, int place) =>
        new(JobRequest.ForPayload(new Work(place % 40)), TimeSpanIntervalExprCompiler.TypeId, interval.ToString("c"))
        {
            Options = new RecurringScheduleOptions
            {
                Key = $"tick-{place}", StartAfter = Start + (interval * place / options.Schedules), Misfire = MisfirePolicy.RunAll,
                MisfireLimit = 1000,
            },
        };
}
