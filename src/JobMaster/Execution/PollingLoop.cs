using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// The one loop behind every periodic role: runs the role once, then waits for the delay that it returned or until it is woken. A failure
/// is logged, and the role is tried again at growing intervals.
/// </summary>
/// <param name="role">Its name, for the log.</param>
/// <param name="runOnce">Runs it once and returns how long to wait.</param>
/// <param name="time">The node's clock.</param>
/// <param name="random">Spreads the intervals.</param>
/// <param name="logger">Where failures go.</param>
/// <param name="turns">Lets in as many loops that share it as may run at a time; null if the loop need not wait for others.</param>
internal sealed class PollingLoop(
    string role, Func<CancellationToken, Task<TimeSpan>> runOnce, TimeProvider time, Random random, ILogger logger,
    SemaphoreSlim? turns = null) : INodeRole
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly LoopSignal _wake = new(time);

    public void Wake() => _wake.Set();

    /// <summary>Starts the loop without the caller's ambient transaction or activity; the task ends when the token fires.</summary>
    public Task Start(CancellationToken cancellationToken)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _wake.Attend();
        return Task.Run(() => RunUntilStoppedAsync(cancellationToken), CancellationToken.None);
    }

    private async Task RunUntilStoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _wake.Leave();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan pause;
            try
            {
                pause = await (turns is null ? runOnce(cancellationToken) : RunInTurnAsync(turns, cancellationToken)).ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // Some drivers report a stopped statement as an error of the server.
                return;
            }
            catch (Exception exception)
            {
                pause = Backoff(failures++);
                Log.RoleFailed(logger, exception, role, pause);
            }

            try
            {
                await _wake.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan> RunInTurnAsync(SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await runOnce(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private TimeSpan Backoff(int failures)
    {
        var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(failures, 10)));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (random.NextDouble() / 2));
    }
}
