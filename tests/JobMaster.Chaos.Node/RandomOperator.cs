using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>Does to jobs, operations and schedules whatever an operator may do, at random, and notes each thing that took effect.</summary>
internal sealed class RandomOperator(
    JobActions jobs, OperationActions operations, ScheduleActions schedules, ControlActions controls, RunFile file, NodeOptions options)
    : BackgroundService
{
    private const int Hands = 2;

    public static OperatorContext By { get; } = new("chaos", "At random", "operator");

    /// <summary>Undoes in the end what keeps jobs from running, however often the store must be asked.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        for (var isUndone = false; !isUndone;)
        {
            try
            {
                await controls.UndoAsync(cancellationToken);
                isUndone = true;
            }
            catch (JobMasterException exception)
            {
                file.Write($"refused {exception.Message}".ReplaceLineEndings(" "));
            }
        }

        file.Write("undone");
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => ActAsync(new Random((options.Seed * Hands) + hand), stoppingToken)));

    private async Task ActAsync(Random random, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var done = await NextAsync(random, stoppingToken);
                file.Write(done is null ? "idle" : $"did {done}");
            }
            catch (JobMasterException exception)
            {
                file.Write($"refused {exception.Message}".ReplaceLineEndings(" "));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                file.Write($"failed {exception}".ReplaceLineEndings(" "));
            }

            await Task.Delay(random.Next(options.OperatorPause), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>What took effect; null when nothing did.</returns>
    private async Task<string?> NextAsync(Random random, CancellationToken stoppingToken) => random.Next(10) switch
    {
        < 4 when await schedules.ActAsync(random, stoppingToken) is { } done => done,
        4 or 5 => await operations.ActAsync(random, stoppingToken),
        6 => await controls.ActAsync(random, stoppingToken),
        _ => await jobs.ActAsync(random, stoppingToken),
    };
}
