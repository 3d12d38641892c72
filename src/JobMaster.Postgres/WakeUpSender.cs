using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Postgres;

/// <summary>
/// Sends wake-ups, one statement at a time: the first immediately, then each with all queues that were named during the previous one, no
/// faster than <see cref="WakeUpPace"/> allows.
/// </summary>
internal sealed class WakeUpSender(
    Func<IReadOnlyList<string>, CancellationToken, Task> send, WakeUpMessages messages, TimeProvider time, ILogger logger)
{
    private readonly WakeUpPace _pace = new(time);
    private readonly Lock _lock = new();
    private readonly HashSet<JobQueue> _named = [];
    private int _jobs;
    private bool _isSending;

    public void Publish(JobQueue queue)
    {
        lock (_lock)
        {
            _jobs++;
            if (!_named.Add(queue) || _isSending)
            {
                return;
            }

            _isSending = true;
        }

        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _ = Task.Run(SendAllAsync);
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            if (_pace.Wait() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time).ConfigureAwait(false);
            }

            List<string> payloads;
            int jobs;
            lock (_lock)
            {
                if (_named.Count == 0)
                {
                    _isSending = false;
                    return;
                }

                payloads = [.. _named.Select(messages.Write)];
                _named.Clear();
                (jobs, _jobs) = (_jobs, 0);
            }

            _pace.Sending(jobs);
            try
            {
                await send(payloads, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.NotifyFailed(logger, exception);
            }
        }
    }
}
