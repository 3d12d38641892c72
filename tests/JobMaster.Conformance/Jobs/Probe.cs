using System.Collections.Concurrent;
using System.Threading.Channels;

namespace JobMaster.Conformance.Jobs;

/// <summary>What the handlers of a test do, and what they saw.</summary>
public sealed class Probe
{
    private readonly Channel<JobContext> _started = Channel.CreateUnbounded<JobContext>();

    public Func<JobContext, Task> Run { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<JobContext> Runs { get; } = new();

    /// <summary>What was disposed of, in order.</summary>
    public ConcurrentQueue<string> Disposed { get; } = new();

    public IEnumerable<string> Names => Runs.Select(job => job.MsgData.GetStringValue("Name"));

    public async Task HandleAsync(JobContext job)
    {
        Runs.Enqueue(job);
        _started.Writer.TryWrite(job);
        await Run(job);
    }

    /// <summary>The next attempt that starts.</summary>
    public async Task<JobContext> NextAsync() => await _started.Reader.ReadAsync().AsTask().Soon();
}

[JobMasterDefinitionId("probe")]
[JobMasterRetry(RetryBackoff.Fixed, 0)]
[JobMasterMaxNumberOfRetries(2)]
public sealed class ProbeHandler(Probe probe) : IJobHandler
{
    public Task HandleAsync(JobContext job) => probe.HandleAsync(job);
}

[JobMasterDefinitionId("images")]
[JobMasterTimeout(60)]
[JobMasterMaxNumberOfRetries(5)]
[JobMasterPriority(JobMasterPriority.High)]
[JobMasterWorkerLane("Images")]
[JobMasterMetadata("Category", "Media")]
public sealed class ImageHandler(Probe probe) : IJobHandler
{
    public Task HandleAsync(JobContext job) => probe.HandleAsync(job);
}

public sealed record Order(int Number, decimal Total, string? Note = null);

[JobMasterDefinitionId("order")]
[JobMasterNonRetryable(typeof(ArgumentException))]
[JobMasterRetry(RetryBackoff.Fixed, 0)]
public sealed class OrderHandler(Probe probe) : IJobHandler<Order>
{
    public Task HandleAsync(Order payload, JobContext job, CancellationToken cancellationToken)
    {
        Seen.Add(payload);
        return probe.HandleAsync(job);
    }

    public ConcurrentBag<Order> Seen { get; } = [];
}

[JobMasterDefinitionId("sticky")]
public sealed class StickyHandler(Probe probe, StickyService service) : IJobHandler
{
    public Task HandleAsync(JobContext job)
    {
        service.Failure = job.MsgData.TryGetStringValue("Name") == "mute"
            ? new StickyService.MuteException()
            : new IOException("of the service");
        return probe.HandleAsync(job);
    }
}

/// <summary>A service that cannot be disposed of once it was used.</summary>
public sealed class StickyService : IDisposable
{
    public Exception? Failure { get; set; }

    public void Dispose()
    {
        if (Failure is not null)
        {
            throw Failure;
        }
    }

    /// <summary>An exception of the app's that cannot even be printed.</summary>
    public sealed class MuteException : Exception
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
