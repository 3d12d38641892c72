namespace JobMaster.Execution;

/// <summary>A point in time until which a stop waits for its steps. The stop abandons steps that still hang then.</summary>
internal sealed class Patience(TimeSpan longest, TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();

    /// <summary>The remaining time.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = longest - time.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Returns the remaining time, or the limit if it is shorter.</summary>
    public Patience AtMost(TimeSpan limit) => new(limit < Left ? limit : Left, time);

    /// <summary>Waits for a step. A cancellation token is not enough, because a driver's callback on it may hang too.</summary>
    /// <returns>Whether the step ended. If the step failed, its exception is thrown; a failure after the wait is ignored.</returns>
    public async Task<bool> WaitAsync(Task step)
    {
        await step.WaitAsync(Left, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (step.IsCompleted)
        {
            // It may have ended at the same moment as the wait.
            await step.ConfigureAwait(false);
            return true;
        }

        _ = step.ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return false;
    }
}
