using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Storage;

/// <summary>
/// One store call: span, duration, and a few quick repeats when it failed for a reason that passes. Whoever must not give up at all repeats
/// the call itself, more slowly.
/// </summary>
/// <param name="telemetry">Where the calls are counted.</param>
/// <param name="isTransient">Which failures pass.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Jitters the waits.</param>
/// <param name="logger">Is told of each repeat.</param>
/// <param name="explain">Words a failure for callers outside the library; without it they get the driver's.</param>
/// <param name="firstUse">Makes the store ready before a call of the app; null for the roles of a node, which start when it is.</param>
internal sealed class StoreCall(
    JobMasterTelemetry telemetry, Func<Exception, bool> isTransient, TimeProvider time, Random random, ILogger logger,
    Func<Exception, Exception?>? explain = null,
    FirstUse? firstUse = null)
{
    private const int Attempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    /// <param name="operation">The name of the call, for span and metric.</param>
    /// <param name="call">The call; told whether it was already made once, with its reply lost.</param>
    /// <param name="cancellationToken">Stops between two repeats.</param>
    /// <param name="isFinal">Which failures are not repeated, though they pass.</param>
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

    /// <summary>Without repeats, for calls whose repeat is not the same call: a claim may have taken jobs already.</summary>
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
