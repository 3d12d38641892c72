using JobMaster;

namespace Quickstart.Demo;

/// <summary>
/// Schedules jobs of all kinds: a few dozen at once, then one order a second until the app stops. Finished and expired jobs are pruned, so
/// the demo can run for days.
/// </summary>
internal sealed class DemoFeed(IJobMasterScheduler jobs, IJobMasterCluster cluster) : BackgroundService
{
    /// <summary>As many as are there at once when the demo starts.</summary>
    private const int First = 40;

    /// <summary>The lane that is paused from the start.</summary>
    private const string Newsletter = "newsletter";

    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly string[] Tenants = ["acme", "globex", "initech"];
    private static readonly string[] Warehouses = ["Porto", "Gdansk"];

    /// <summary>What the demo needs of the cluster.</summary>
    public static void Configure(JobMasterClusterConfig config)
    {
        config.AddWorker().WorkerLane("mail").MaxConcurrency(4);
        config.AddWorker().WorkerLane("media").MaxConcurrency(2);
        config.AddWorker().WorkerLane(Newsletter).MaxConcurrency(1);
        (config.Options.DataRetentionTtl, config.Options.FailedRetentionTtl) = (Kept, Kept);
        config.IndexMetadata("Source");
        config.AddLimit("per-tenant", limit => limit.ByTenant().MaxConcurrent(3));
        config.AddAlert(JobAlert.LaneWithoutWorker(Soon)).AddAlert(JobAlert.FailureGroup());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var order = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await UnlessArchivedAsync(() => BeginAsync(order, stoppingToken), stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            order++;
            await UnlessArchivedAsync(() => jobs.ScheduleManyAsync([.. JobsOf(order)], stoppingToken), stoppingToken);
        }
    }

    private async Task BeginAsync(long order, CancellationToken cancellationToken)
    {
        await PutSchedulesAsync(cancellationToken);
        await cluster.Lanes.PauseAsync(
            Newsletter, by: new OperatorContext("demo", "The template is being written", "demo"), cancellationToken: cancellationToken);
        await jobs.ScheduleManyAsync([.. Enumerable.Range(0, First).SelectMany(back => JobsOf(order - back))], cancellationToken);
        await HurryAsync(cancellationToken);
    }

    /// <summary>
    /// Does a step. While the cluster is in mode Archive it refuses every change, and an exception here would end the app: the step waits
    /// until operators have set another mode.
    /// </summary>
    private async Task UnlessArchivedAsync(Func<Task> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await step();
                return;
            }
            catch (JobRejectedException) when (cluster.Mode == ClusterMode.Archive)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>The keys name the schedules: a second start finds those of the first.</summary>
    private async Task PutSchedulesAsync(CancellationToken cancellationToken)
    {
        foreach (var warehouse in Warehouses)
        {
            await jobs.RecurringAsync(
                Recurrence.Every(TimeSpan.FromSeconds(20)), new SyncStock(warehouse),
                new RecurringScheduleOptions { Key = $"stock of {warehouse}", Overlap = OverlapPolicy.Skip }, cancellationToken);
        }

        await jobs.RecurringAsync(
            Recurrence.Cron("0 9 * * MON-FRI"), new SendMail("ops@example.org", 1),
            new RecurringScheduleOptions { Key = "morning mail", TimeZoneId = "Europe/Lisbon" }, cancellationToken);
        var paused = await jobs.RecurringAsync(
            Recurrence.Every(TimeSpan.FromMinutes(1)), new MakePreview("trailer.mp4", 5),
            new RecurringScheduleOptions { Key = "trailer", Job = new JobOptions { Tenant = Tenants[0] } }, cancellationToken);
        await jobs.PauseRecurringAsync(
            paused.Id, new OperatorContext("demo", "The trailer is being cut", "demo"), cancellationToken);
    }

    /// <summary>A change of many jobs at once, as an operator makes it.</summary>
    private async Task HurryAsync(CancellationToken cancellationToken) => await cluster.Operations.StartAsync(
        new JobOperation
        {
            Kind = JobOperationKind.Change, Change = new JobChange { Priority = JobMasterPriority.High },
            Filter = new JobOperationFilter { JobDefinitionId = "make-preview", Tenant = Tenants[0] },
        },
        new OperatorContext("demo", "They show it tonight", "demo"), cancellationToken);

    /// <summary>What an order leads to.</summary>
    private static IEnumerable<JobRequest> JobsOf(long order)
    {
        var options = new JobOptions
        {
            Tenant = Tenants[order % Tenants.Length], IdempotencyKey = $"order {order}",
            IdempotencyScope = JobKeyScope.DefinitionAndTenant,
        };
        yield return JobRequest.ForPayload(new ChargeCard(order, 5 + (order % 90), $"tok-{order}")) with { Options = options };
        yield return JobRequest.ForPayload(new SendMail($"customer{order % 100}@example.org", order)) with { Options = options };
        if (order % 8 == 0)
        {
            yield return JobRequest.ForPayload(new MakePreview($"order-{order}.mp4", 4 + (int)(order % 9))) with { Options = options };
        }

        if (order % 10 == 0)
        {
            yield return JobRequest.ForPayload(new ArchiveOrder(order)) with
            {
                Options = WithoutTenant($"archive of order {order}"),
            };
            yield return JobRequest.ForPayload(new SendMail($"reader{order % 100}@example.org", order)) with
            {
                Options = WithoutTenant($"newsletter of order {order}") with { WorkerLane = Newsletter },
            };
            yield return JobRequest.ForPayload(new SendMail($"review{order % 100}@example.org", order)) with
            {
                After = TimeSpan.FromMinutes(15),
                Options = options with { IdempotencyKey = $"review of order {order}" },
            };
        }
    }

    /// <summary>
    /// Of jobs that no worker takes. A ready job holds its permit, so under the limit of its tenant it would keep the tenant's others
    /// waiting.
    /// </summary>
    private static JobOptions WithoutTenant(string key) => new()
    {
        IdempotencyKey = key, IdempotencyScope = JobKeyScope.DefinitionAndTenant,
        ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(10),
    };
}
