using System.Collections.Concurrent;

namespace JobMaster.Tests.Testing;

public sealed record Work(string Name, int Number = 0);

/// <summary>What the handlers of a test do, and what they were given.</summary>
public sealed class Doing
{
    public Func<Work, JobContext, CancellationToken, Task> Run { get; set; } = (_, _, _) => Task.CompletedTask;

    public ConcurrentQueue<(Work Work, DateTimeOffset At, int Attempt)> Runs { get; } = new();

    public IEnumerable<string> Names => Runs.Select(run => run.Work.Name);
}

[JobMasterDefinitionId("work")]
[JobMasterRetry(RetryBackoff.Fixed, 60)]
[JobMasterMaxNumberOfRetries(3)]
[JobMasterTimeout(300)]
public sealed class WorkHandler(Doing doing, TimeProvider time) : IJobHandler<Work>
{
    public Task HandleAsync(Work payload, JobContext job, CancellationToken cancellationToken)
    {
        doing.Runs.Enqueue((payload, time.GetUtcNow(), job.Attempt.Number));
        return doing.Run(payload, job, cancellationToken);
    }
}

[JobMasterDefinitionId("other")]
public sealed class OtherHandler : IJobHandler
{
    public Task HandleAsync(JobContext job)
    {
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, $"name {job.MsgData.TryGetStringValue("Name")}");
        job.Attempt.ReportProgress(0.5, "half");
        job.Attempt.SetResult(42);
        return Task.CompletedTask;
    }
}
