using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Storage;

/// <summary>
/// One store call: span, duration, and a few quick repeats after a transient failure. A caller that must never give up repeats the call
/// itself, more slowly.
/// </summary>
/// <param name="telemetry">Counts the calls.</param>
/// <param name="isTransient">Whether a failure is transient.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Jitters the waits.</param>
/// <param name="logger">Logs each repeat.</param>
/// <param name="explain">Writes a failure's text for callers outside the library; without it, they get the driver's.</param>
/// <param name="firstUse">Makes the store ready before a call of the app; null for a node's roles, which start when it is ready.</param>
internal sealed class StoreCall(
    JobMasterTelemetry telemetry, Func<Exception, bool> isTransient, TimeProvider time, Random random, ILogger logger,
    Func<Exception, Exception?>? explain = null,
    FirstUse? firstUse = null)
{
    private const int Attempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    /// <param name="operation">The name of the call, for span and metric.</param>
    /// <param name="call">The call; its argument says whether it was made before with a lost reply.</param>
    /// <param name="cancellationToken">Stops between two repeats.</param>
    /// <param name="isFinal">The transient failures that are not repeated.</param>
    public async Task<T> RunAsync<T>(
        string operation, Func<bool, Task<T>> call, CancellationToken cancellationToken, Func<Exception, bool>? isFinal = null)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(operation, () => call(attempt > 1)).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                attempt < Attempts && isTransient(exception) && isFinal?.Invoke(exception) != true
                && !cancellationToken.IsCancellationRequested)
            {
                var delay = FirstDelay * Math.Pow(3, attempt - 1) * (0.5 + random.NextDouble());
                telemetry.StoreRetry(operation);
                Log.StoreCallRetried(logger, exception, operation, delay);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (explain?.Invoke(exception) is { } explained)
            {
                throw explained;
            }
        }
    }

    /// <summary>Without repeats, for calls whose repeat is a different call: a claim may have taken jobs already.</summary>
    public async Task<T> OnceAsync<T>(string operation, Func<Task<T>> call)
    {
        using var span = telemetry.StartStoreCall(operation);
        var started = time.GetTimestamp();
        try
        {
            var result = await call().ConfigureAwait(false);
            telemetry.StoreCall(operation, time.GetElapsedTime(started), failed: false);
            return result;
        }
        catch (Exception exception)
        {
            Failed(operation, started);
            span.SetError(exception);
            throw;
        }
    }

    public T Once<T>(string operation, Func<T> call)
    {
        var started = time.GetTimestamp();
        try
        {
            var result = call();
            telemetry.StoreCall(operation, time.GetElapsedTime(started), failed: false);
            return result;
        }
        catch
        {
            Failed(operation, started);
            throw;
        }
    }

    private ValueTask ReadyAsync(CancellationToken cancellationToken) => firstUse?.ReadyAsync(cancellationToken) ?? ValueTask.CompletedTask;

    private void Failed(string operation, long started) => telemetry.StoreCall(operation, time.GetElapsedTime(started), failed: true);
}
