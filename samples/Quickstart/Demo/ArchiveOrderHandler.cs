using JobMaster;

namespace Quickstart.Demo;

/// <summary>Moves an old order to the archive.</summary>
internal sealed record ArchiveOrder(long Order);

/// <summary>No worker of the demo serves its lane, so its jobs wait until they expire.</summary>
[JobMasterDefinitionId("archive-order")]
[JobMasterWorkerLane("archive")]
internal sealed class ArchiveOrderHandler : IJobHandler<ArchiveOrder>
{
    public Task HandleAsync(ArchiveOrder payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
}
