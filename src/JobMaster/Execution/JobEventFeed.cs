using System.Threading.Channels;
using JobMaster.Diagnostics;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>The events of one subscriber, in order and one batch at a time.</summary>
internal sealed class JobEventFeed(IJobEvents subscriber, JobMasterTelemetry telemetry, ILogger logger)
{
    public const int Capacity = 1000;
    public const int MostAtOnce = 100;

    private readonly Channel<JobEvent> _queue = Channel.CreateBounded<JobEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly string _name = subscriber.GetType().Name;
    private int _isDropping;

    /// <summary>Queues an event, or drops it if the subscriber is too far behind. Never waits.</summary>
    public void Offer(JobEvent told)
    {
        if (_queue.Writer.TryWrite(told))
        {
            return;
        }

        telemetry.EventDropped(_name);
        if (Interlocked.Exchange(ref _isDropping, 1) == 0)
        {
            Log.EventsDropped(logger, _name, Capacity);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        // Ends the reading. Queued events are still sent.
        using var stopping = stop.UnsafeRegister(static queue => ((Channel<JobEvent>)queue!).Writer.TryComplete(), _queue);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var batch = new List<JobEvent>();
            while (batch.Count < MostAtOnce && _queue.Reader.TryRead(out var told))
            {
                batch.Add(told);
            }

            await TellAsync(batch, stop).ConfigureAwait(false);
            Volatile.Write(ref _isDropping, 0);
        }
    }

    private async Task TellAsync(List<JobEvent> batch, CancellationToken stop)
    {
        try
        {
            await subscriber.OnEventsAsync(batch, stop).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.EventsFailed(logger, exception, _name, batch.Count);
        }
    }
}
