using JobMaster.Benchmarks.Measuring;

namespace JobMaster.Benchmarks;

/// <summary>The payload of every job of the benchmarks.</summary>
internal sealed record Work(int Number);

/// <summary>Does nothing but be counted.</summary>
[JobMasterDefinitionId(WorkHandler.DefinitionId)]
internal sealed class WorkHandler(Tally tally) : IJobHandler<Work>
{
    public const string DefinitionId = "benchmark.work";

    public Task HandleAsync(Work payload, JobContext job, CancellationToken cancellationToken)
    {
        tally.Started(payload.Number);
        if (job.RecurringScheduleId is not null)
        {
            tally.StartedOccurrence(TimeProvider.System.GetUtcNow() - job.ScheduledAt);
        }

        return Task.CompletedTask;
    }
}
