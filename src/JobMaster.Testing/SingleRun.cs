using JobMaster.Cluster;
using JobMaster.Execution;
using JobMaster.Monitoring;
using JobMaster.Scheduling;
using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Runs one job once, with all that a node puts around a handler, on a store that holds only this job.</summary>
internal sealed class SingleRun(TestRig rig, ClusterNode node)
{
    private readonly InMemoryState _state = new();

    private volatile bool _hasEnded;

    /// <summary>Whether the handler has ended, so that nothing more waits for the clock.</summary>
    public bool HasEnded => _hasEnded;

    public async Task<HandlerRun> RunAsync(JobRequest request)
    {
        var store = InMemoryMasterStore.Create(
            new MasterStoreContext
            {
                ClusterId = node.ClusterId, Services = node.Services.App, LoggerFactory = node.Services.Loggers,
                TablePrefix = node.Options.SqlTablePrefix, StoreClock = rig.Time,
            },
            _state);
        var services = node.Services with { Store = store, Callers = store, Unknown = new UnknownDefinitions() };
        var executor = new JobExecutor(services, new AttemptReporter(services));
        var job = await ClaimAsync(store, services.Jobs.Create(request)).ConfigureAwait(false);
        var outcome = await ExecuteAsync(executor, job).ConfigureAwait(false);
        await store.Jobs.RecordAsync([outcome], CancellationToken.None).ConfigureAwait(false);
        var seen = await store.Reads.GetAsync(job.Id, CancellationToken.None).ConfigureAwait(false);
        return new HandlerRun(OutcomeOf(outcome.Kind), outcome.Delay, ToTestJob(seen!));
    }

    private async Task<StoredJob> ClaimAsync(InMemoryMasterStore store, NewJob job)
    {
        var session = JobIds.Next(rig.Time);
        await store.Jobs.InsertAsync(
            [job with { DueAt = null, Delay = TimeSpan.Zero }], mayBeStored: false, CancellationToken.None).ConfigureAwait(false);
        await store.Sessions.StartAsync(
            new NewSession { Id = session, WorkerName = "test", NodeName = "test", Lanes = [job.Lane], Concurrency = 1, Version = "0" },
            CancellationToken.None).ConfigureAwait(false);
        var claimed = await store.Jobs.ClaimAsync(
            new ClaimRequest { SessionId = session, Queues = [new QueueShare(new JobQueue(job.Lane, job.Priority), 1)], FreeSlots = 1 },
            CancellationToken.None).ConfigureAwait(false);
        return claimed[0];
    }

    private async Task<AttemptOutcome> ExecuteAsync(JobExecutor executor, StoredJob job)
    {
        using var attempt = executor.Begin(job);
        rig.Work.Begin();
        try
        {
            using var watch = AttemptWatch.Start(rig.Work, attempt);
            return (await executor.ExecuteAsync(attempt).ConfigureAwait(false))!;
        }
        finally
        {
            // Set before the work ends, so that code that waits for its end does not take the handler for one that still waits.
            _hasEnded = true;
            rig.Work.End();
        }
    }

    private TestJob ToTestJob(StoredJob job) => new(
        JobMonitor.Details(job),
        JobMonitor.Attempts(job, _state.EarlierAttempts.GetValueOrDefault(job.Id) ?? []),
        _state.Logs.GetValueOrDefault(job.Id) ?? [],
        node.Services.Payloads);

    private static HandlerOutcome OutcomeOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Succeeded => HandlerOutcome.Succeeded,
        OutcomeKind.Failed => HandlerOutcome.Failed,
        OutcomeKind.Retry => HandlerOutcome.Retried,
        OutcomeKind.Snooze => HandlerOutcome.Snoozed,
        OutcomeKind.Cancelled => HandlerOutcome.Cancelled,
        OutcomeKind.Park => HandlerOutcome.Parked,
        _ => HandlerOutcome.Released,
    };
}
