using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Postgres;

/// <summary>Sends wake-ups at most every 20 ms, each time one statement with all queues named meanwhile: each commit with a notification takes a lock of the whole server.</summary>
internal sealed class WakeUpSender(Func<IReadOnlyList<string>, CancellationToken, Task> send, WakeUpMessages messages, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly HashSet<JobQueue> _named = [];
    private bool _isSending;
    private long? _sentAt;

    public void Publish(JobQueue queue)
    {
        lock (_lock)
        {
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
            if (_sentAt is { } sent && Spacing - time.GetElapsedTime(sent) is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, time).ConfigureAwait(false);
            }

            List<string> payloads;
            lock (_lock)
            {
                if (_named.Count == 0)
                {
                    _isSending = false;
                    return;
                }

                payloads = [.. _named.Select(messages.Write)];
                _named.Clear();
            }

            try
            {
                await send(payloads, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Log.NotifyFailed(logger, exception);
            }

            _sentAt = time.GetTimestamp();
        }
    }
}
