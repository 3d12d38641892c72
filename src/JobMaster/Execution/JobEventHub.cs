using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>
/// Passes events to the app's subscribers. A call only puts an event into a queue: each subscriber has its own, and events that do not fit
/// are dropped and counted.
/// </summary>
internal sealed class JobEventHub(
    IReadOnlyList<IJobEvents> subscribers, string clusterId, JobMasterTelemetry telemetry, TimeProvider time, ILogger logger) : INodeRole
{
    private readonly JobEventFeed[] _feeds = [.. subscribers.Select(subscriber => new JobEventFeed(subscriber, telemetry, logger))];

    /// <summary>A role that runs until the node stops, and then sends the remaining events.</summary>
    public Task Start(CancellationToken cancellationToken)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.WhenAll(Array.ConvertAll(_feeds, feed => Task.Run(() => feed.RunAsync(cancellationToken), CancellationToken.None)));
    }

    /// <summary>An outcome was recorded.</summary>
    public void Recorded(StoredJob job, AttemptOutcome outcome)
    {
        JobEventKind? kind = outcome.Kind switch
        {
            OutcomeKind.Failed => JobEventKind.Failed,
            OutcomeKind.Park => JobEventKind.Parked,
            _ => null,
        };
        if (kind is { } told)
        {
            Tell(Event(told, job.Id, job.DefinitionId, job.Lane) with
            {
                Attempt = job.ClaimNo,
                Tenant = job.Tenant,
                Error = outcome.Error,
                ParkedReason = outcome.ParkedReason,
            });
        }
    }

    /// <summary>A job was taken back from a lost worker.</summary>
    public void Rescued(RescuedJob job)
    {
        Tell(Event(JobEventKind.Lost, job.Id, job.DefinitionId, job.Queue.Lane));
        if (job.State == JobState.Failed)
        {
            Tell(Event(JobEventKind.Failed, job.Id, job.DefinitionId, job.Queue.Lane));
        }
    }

    private JobEvent Event(JobEventKind kind, Guid jobId, string definitionId, string lane) => new()
    {
        Kind = kind, At = time.GetUtcNow(), ClusterId = clusterId, JobId = jobId, JobDefinitionId = definitionId, WorkerLane = lane,
    };

    private void Tell(JobEvent told)
    {
        foreach (var feed in _feeds)
        {
            feed.Offer(told);
        }
    }
}
