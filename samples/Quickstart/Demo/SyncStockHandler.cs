using JobMaster;

namespace Quickstart.Demo;

/// <summary>Reads what a warehouse has.</summary>
internal sealed record SyncStock(string Warehouse);

/// <summary>
/// One job per warehouse at a time. The first attempt finds the warehouse busy; the job comes back later without spending a retry.
/// </summary>
[JobMasterDefinitionId("sync-stock")]
[JobMasterUnique(UniqueWhile.WaitingOrRunning)]
internal sealed class SyncStockHandler : IJobHandler<SyncStock>
{
    public async Task HandleAsync(SyncStock payload, JobContext job, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
        if (job.Attempt.Number == 1)
        {
            job.Attempt.Log(LogLevel.Warning, $"{payload.Warehouse} is busy.");
            job.Attempt.Snooze(TimeSpan.FromSeconds(10));
        }
    }
}
