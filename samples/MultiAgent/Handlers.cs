using JobMaster;

namespace MultiAgent;

internal sealed record Resize(int Picture);

[JobMasterDefinitionId("resize")]
internal sealed class ResizeHandler : IJobHandler<Resize>
{
    public Task HandleAsync(Resize payload, JobContext job, CancellationToken cancellationToken) => Task.Delay(20, cancellationToken);
}

internal sealed record Mail(int Number);

[JobMasterDefinitionId("mail")]
[JobMasterWorkerLane("mail")]
internal sealed class MailHandler : IJobHandler<Mail>
{
    public Task HandleAsync(Mail payload, JobContext job, CancellationToken cancellationToken) => Task.Delay(5, cancellationToken);
}
