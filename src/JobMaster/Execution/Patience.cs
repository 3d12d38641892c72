namespace JobMaster.Execution;

/// <summary>A point in time until which a stop waits for its steps. What hangs then is left to itself.</summary>
internal sealed class Patience(TimeSpan longest, TimeProvider time)
{
    private readonly long _since = time.GetTimestamp();

    /// <summary>What is left of it.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = longest - time.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The patience until then, or less.</summary>
    public Patience AtMost(TimeSpan limit) => new(limit < Left ? limit : Left, time);

    /// <summary>Waits for a step. Tokens would not do: what a driver registers on them may hang itself.</summary>
    /// <returns>Whether it ended, which throws what it threw. What a step throws later is not looked at.</returns>
    public async Task<bool> WaitAsync(Task step)
    {
        try
        {
            await step.WaitAsync(Left, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!step.IsCompleted)
        {
            _ = step.ContinueWith(
                static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }
    }
}
