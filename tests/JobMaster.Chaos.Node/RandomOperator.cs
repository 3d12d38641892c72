using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>
/// Does to jobs, operations and schedules whatever an operator may do, and notes each thing that took effect: at random, but between that
/// it tries each of the deeds that no run may lack until it took effect once.
/// </summary>
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
        Task.WhenAll(Enumerable.Range(0, Hands).Select(
            hand => ActAsync(new Random((options.Seed * Hands) + hand), hand == 0 ? OnceEach() : [], stoppingToken)));

    /// <summary>The deeds of <see cref="NodeOptions.OnceEach"/>.</summary>
    private Queue<Func<Random, CancellationToken, Task<string?>>> OnceEach() => new(
    [
        controls.PauseAsync, controls.ResumeAsync, controls.CordonAsync,
        .. options.OnlyControls
            ? Array.Empty<Func<Random, CancellationToken, Task<string?>>>()
            : [jobs.ChangePriorityAsync, jobs.ChangeDataAsync, operations.CancelManyAsync, jobs.ReplayAsync],
    ]);

    private async Task ActAsync(
        Random random, Queue<Func<Random, CancellationToken, Task<string?>>> wanted, CancellationToken stoppingToken)
    {
        for (var turn = 0; !stoppingToken.IsCancellationRequested; turn++)
        {
            try
            {
                var done = turn % 2 == 0 && wanted.TryDequeue(out var deed)
                    ? await TryAsync(deed, wanted, random, stoppingToken)
                    : await NextAsync(random, stoppingToken);
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

    /// <summary>Keeps a deed for another turn until it took effect.</summary>
    private static async Task<string?> TryAsync(
        Func<Random, CancellationToken, Task<string?>> deed, Queue<Func<Random, CancellationToken, Task<string?>>> wanted, Random random,
        CancellationToken stoppingToken)
    {
        string? done = null;
        try
        {
            return done = await deed(random, stoppingToken);
        }
        finally
        {
            if (done is null)
            {
                wanted.Enqueue(deed);
            }
        }
    }

    /// <returns>What took effect; null when nothing did.</returns>
    private async Task<string?> NextAsync(Random random, CancellationToken stoppingToken) => random.Next(10) switch
    {
        _ when options.OnlyControls => await controls.ActAsync(random, stoppingToken),
        < 4 when await schedules.ActAsync(random, stoppingToken) is { } done => done,
        4 or 5 => await operations.ActAsync(random, stoppingToken),
        6 => await controls.ActAsync(random, stoppingToken),
        _ => await jobs.ActAsync(random, stoppingToken),
    };
}
