using System.Diagnostics;

namespace JobMaster.Conformance;

/// <summary>
/// The one place where tests wait by the clock on the wall, for what gives no signal: a process or server outside, or what a node does in
/// the background. Everything else awaits a signal or moves a clock.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until something is so.</summary>
    /// <param name="what">What is waited for, for the failure.</param>
    /// <param name="isSo">Looks.</param>
    /// <param name="patience">After which it has failed.</param>
    /// <param name="state">What there is instead, for the failure.</param>
    /// <exception cref="TimeoutException">It did not become so.</exception>
    public static async Task BecomesAsync(string what, Func<Task<bool>> isSo, TimeSpan patience, Func<string>? state = null) =>
        await BecomesAsync(what, isSo, patience, () => Task.FromResult(state?.Invoke() ?? ""));

    /// <inheritdoc cref="BecomesAsync(string, Func{Task{bool}}, TimeSpan, Func{string})"/>
    public static async Task BecomesAsync(string what, Func<Task<bool>> isSo, TimeSpan patience, Func<Task<string>> state)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                throw new TimeoutException($"'{what}' did not come about within {patience}. {await state()}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>
    /// Ends with the signal, or after a moment: what is waited for may come about without one. For loops that look at their condition
    /// themselves and have a deadline.
    /// </summary>
    public static Task SignalledAsync(Task signal) => SignalledAsync(signal, Pause);

    /// <summary>The same, where looking costs what is waited for time of the processor.</summary>
    public static async Task SignalledAsync(Task signal, TimeSpan moment) =>
        await signal.WaitAsync(moment).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>
    /// How long a fault or a job lasts, or how far apart two faults are: the time itself is what matters, and nothing is waited for.
    /// </summary>
    public static Task LastsAsync(TimeSpan duration) => Task.Delay(duration);
}
