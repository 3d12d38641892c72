using JobMaster;

namespace Monitoring;

/// <summary>Something that takes a while.</summary>
/// <param name="Takes">How long.</param>
public sealed record Work(TimeSpan Takes);

/// <summary>Works, and fails one time in ten.</summary>
[JobMasterDefinitionId("work")]
public sealed class WorkHandler : IJobHandler<Work>
{
    public async Task HandleAsync(Work payload, JobContext job, CancellationToken cancellationToken)
    {
        await Task.Delay(payload.Takes, cancellationToken);
        if (Random.Shared.Next(10) == 0)
        {
            throw new InvalidOperationException("One in ten fails; the retry succeeds most of the time.");
        }
    }
}
