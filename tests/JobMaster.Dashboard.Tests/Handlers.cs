namespace JobMaster.Dashboard.Tests;

/// <summary>What a greeting needs.</summary>
/// <param name="Name">Who is greeted.</param>
/// <param name="Number">A number that JavaScript cannot hold.</param>
/// <param name="ApiToken">Hidden from those who may not reveal.</param>
public sealed record Greeting(string Name, long Number = 0, string? ApiToken = null);

/// <summary>Fails when there is nobody to greet.</summary>
[JobMasterDefinitionId("greet")]
[JobMasterRunbook("https://wiki.example.org/runbooks/greet")]
[JobMasterMaxNumberOfRetries(0)]
public sealed class GreetHandler : IJobHandler<Greeting>
{
    public Task HandleAsync(Greeting payload, JobContext job, CancellationToken cancellationToken)
    {
        job.Attempt.Log(Microsoft.Extensions.Logging.LogLevel.Information, $"Greeting {payload.Name}.");
        if (payload.Name.StartsWith("nobody", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(payload.Name["nobody".Length..] + "There is nobody to greet.");
        }

        job.Attempt.SetResult(new { Greeted = payload.Name });
        return Task.CompletedTask;
    }
}

/// <summary>A long task.</summary>
public sealed record LongTask(string Name);

/// <summary>Goes on, and says how far it is, until it is asked to stop.</summary>
[JobMasterDefinitionId("long-task")]
[JobMasterWorkerLane("long")]
public sealed class LongTaskHandler : IJobHandler<LongTask>
{
    public async Task HandleAsync(LongTask payload, JobContext job, CancellationToken cancellationToken)
    {
        job.Attempt.ReportProgress(0.4, "four of ten");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}

/// <summary>Something for a lane without a worker.</summary>
public sealed record Lonely(int Number);

/// <summary>Never runs: no worker serves its lane.</summary>
[JobMasterDefinitionId("lonely")]
[JobMasterWorkerLane("nobody-serves-it")]
public sealed class LonelyHandler : IJobHandler<Lonely>
{
    public Task HandleAsync(Lonely payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
}
