using System.Data.Common;
using JobMaster.Agents;
using JobMaster.Diagnostics;
using JobMaster.Execution;
using JobMaster.Recurring;
using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Accepts jobs for one cluster: checks, builds and stores them, and wakes the workers of this process.</summary>
/// <param name="node">The node.</param>
/// <param name="gate">The checks before each call.</param>
/// <param name="inserts">Stores jobs on the master.</param>
/// <param name="agents">Stores jobs on agents; null in a cluster without agents.</param>
/// <param name="onAgents">Recognises jobs that the master does not know because an agent holds them.</param>
/// <param name="recurring">Changes schedules.</param>
/// <param name="commitPolls">Looks for jobs written through a caller's transaction.</param>
/// <param name="schedulerOf">The schedulers of the other clusters in this process.</param>
/// <param name="transaction">The caller's transaction, if this scheduler writes through one.</param>
internal sealed partial class JobMasterScheduler(
    NodeServices node, CallGate gate, InsertBatcher inserts, AgentFirst? agents, JobsOnAgents onAgents, RecurringSchedules recurring,
    CommitPolls commitPolls, Func<string, IJobMasterScheduler> schedulerOf, DbTransaction? transaction = null) : IJobMasterScheduler
{
    private readonly JobChanges _changes = new(node, onAgents, commitPolls, transaction);

    public Task<JobContext> ScheduleAsync(JobRequest request, CancellationToken cancellationToken = default) =>
        node.Scheduling is null ? AcceptAsync(request, cancellationToken) : AroundAsync(node.Scheduling, request, cancellationToken);

    private async Task<JobContext> AcceptAsync(JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Elsewhere(request) is { } other)
        {
            return await other.ScheduleAsync(request with { ClusterId = null }, cancellationToken).ConfigureAwait(false);
        }

        var toAgent = GoesToAgent(request);
        await EnterAsync(toAgent, cancellationToken).ConfigureAwait(false);
        if (node.Known.IsStale(request.DefinitionId))
        {
            await LearnAsync(toAgent, cancellationToken).ConfigureAwait(false);
        }

        var job = node.Jobs.Create(request, toAgent);
        node.Known.WarnIfMisspelt(request.DefinitionId, node.Logger);
        using var span = node.Telemetry.StartEnqueue(job);
        job = JobMasterTelemetry.WithTrace(job, request.Options.TraceParent, span);
        return await JobMasterTelemetry.WatchAsync(
            span, StoreAsync(job, toAgent, request.Options.Id is not null, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<JobContext> StoreAsync(NewJob job, bool toAgent, bool idIsChosen, CancellationToken cancellationToken)
    {
        if (toAgent)
        {
            var (answer, onAgent) = await agents!.ScheduleAsync(job, cancellationToken).ConfigureAwait(false);
            return await AcceptedAsync(job, answer, onAgent, cancellationToken).ConfigureAwait(false);
        }

        var inserted = transaction is null
            ? await inserts.InsertAsync(job, idIsChosen, cancellationToken).ConfigureAwait(false)
            : (await InsertInTransactionAsync([job], cancellationToken).ConfigureAwait(false))[0];
        return await AcceptedAsync(job, inserted, onAgent: false, cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<JobContext>> ScheduleManyAsync(
        IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken = default) =>
        node.Scheduling is null
            ? AcceptManyAsync(requests, cancellationToken)
            : AroundAsync(node.Scheduling, requests, cancellationToken);

    private async Task<IReadOnlyList<JobContext>> AcceptManyAsync(IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken)
    {
        ThrowIfNull(requests);
        if (requests.Count == 0)
        {
            return [];
        }

        if (Elsewhere(requests) is { } other)
        {
            return await other.ScheduleManyAsync(
                [.. requests.Select(request => request with { ClusterId = null })], cancellationToken).ConfigureAwait(false);
        }

        var toAgent = agents is not null && RequestList.Each(requests, GoesToAgent).TrueForAll(static goes => goes);
        await EnterAsync(toAgent, cancellationToken).ConfigureAwait(false);
        if (requests.Any(request => node.Known.IsStale(request.DefinitionId)))
        {
            await LearnAsync(toAgent, cancellationToken).ConfigureAwait(false);
        }

        var jobs = RequestList.Each(requests, request => node.Jobs.Create(request, toAgent));
        foreach (var request in requests)
        {
            node.Known.WarnIfMisspelt(request.DefinitionId, node.Logger);
        }

        RequestList.ThrowIfRepeated(jobs);
        if (jobs.Exists(job => job.Unique is not null))
        {
            jobs = jobs.ConvertAll(job => job with { RefusesBatch = job.Unique is not null });
        }

        var idsAreChosen = requests.Any(request => request.Options.Id is not null || request.Options.IdempotencyKey is not null)
            || jobs.Exists(job => job.Unique is not null);
        using var span = node.Telemetry.StartEnqueue(jobs);
        jobs = [.. jobs.Zip(requests, (job, request) => JobMasterTelemetry.WithTrace(job, request.Options.TraceParent, span))];
        return await JobMasterTelemetry.WatchAsync(
            span, StoreManyAsync(jobs, toAgent, idsAreChosen, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<JobContext>> StoreManyAsync(
        List<NewJob> jobs, bool toAgent, bool idsAreChosen, CancellationToken cancellationToken)
    {
        var accepted = new JobContext[jobs.Count];
        if (toAgent)
        {
            var answers = await agents!.ScheduleManyAsync(jobs, cancellationToken).ConfigureAwait(false);
            var sent = TakeAll(jobs);
            for (var i = 0; i < accepted.Length; i++)
            {
                accepted[i] = await AcceptedAsync(
                    sent.Dequeue(), answers[i].Job, answers[i].OnAgent, cancellationToken).ConfigureAwait(false);
            }

            return accepted;
        }

        var inserted = await InsertManyAsync(jobs, idsAreChosen, cancellationToken).ConfigureAwait(false);
        var stored = TakeAll(jobs);
        for (var i = 0; i < accepted.Length; i++)
        {
            accepted[i] = await AcceptedAsync(stored.Dequeue(), inserted[i], onAgent: false, cancellationToken).ConfigureAwait(false);
        }

        return accepted;
    }

    private async Task<IReadOnlyList<InsertedJob>> InsertManyAsync(
        List<NewJob> jobs, bool idsAreChosen, CancellationToken cancellationToken)
    {
        try
        {
            return transaction is null
                ? await inserts.InsertManyAsync(jobs, idsAreChosen, cancellationToken).ConfigureAwait(false)
                : await InsertInTransactionAsync(jobs, cancellationToken).ConfigureAwait(false);
        }
        catch (JobRejectedException exception) when (exception.RefusedId is { } refused)
        {
            exception.Place = jobs.FindIndex(job => job.Id == refused);
            throw;
        }
    }

    /// <summary>
    /// Empties the list, so that each job can be collected once the caller's view of it exists: both hold the message data.
    /// </summary>
    private static Queue<NewJob> TakeAll(List<NewJob> jobs)
    {
        var taken = new Queue<NewJob>(jobs);
        jobs.Clear();
        return taken;
    }

    /// <summary>A request for another cluster goes through the middleware there.</summary>
    private async Task<JobContext> AroundAsync(SchedulingPipeline pipeline, JobRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Elsewhere(request) is not null
            ? await AcceptAsync(request, cancellationToken).ConfigureAwait(false)
            : (await pipeline.RunAsync(
                Call([request], cancellationToken),
                async requests => [await AcceptAsync(requests[0], cancellationToken).ConfigureAwait(false)]).ConfigureAwait(false))[0];
    }

    private async Task<IReadOnlyList<JobContext>> AroundAsync(
        SchedulingPipeline pipeline, IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken)
    {
        ThrowIfNull(requests);
        return requests.Count == 0 || Elsewhere(requests) is not null
            ? await AcceptManyAsync(requests, cancellationToken).ConfigureAwait(false)
            : await pipeline.RunAsync(
                Call(requests, cancellationToken), changed => AcceptManyAsync(changed, cancellationToken)).ConfigureAwait(false);
    }

    private JobSchedulingContext Call(IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken) =>
        new(node.Options.ClusterId, transaction is not null, requests, node.Definitions, cancellationToken);

    private static void ThrowIfNull(IReadOnlyList<JobRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (PlaceOfNull(requests) is { } place)
        {
            throw new ArgumentException(
                $"Entry {place} of the list is null, or its payload is. Each must be a request, such as JobRequest.ForPayload(payload), " +
                "or a payload that is set.",
                nameof(requests));
        }
    }

    public async Task<bool> CancelJobAsync(Guid jobId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        await EnterAsync(toAgent: false, cancellationToken).ConfigureAwait(false);
        return await _changes.CancelAsync(jobId, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ReScheduleAsync(
        Guid jobId, DateTimeOffset at, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var due = ScheduleTime.Given(at, ScheduleTime.TheTime).Value;
        var origin = node.Operators.Origin(by);
        await EnterAsync(toAgent: false, cancellationToken).ConfigureAwait(false);
        if (transaction is null && await node.Callers.Reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false) is { } job)
        {
            DueRules.ThrowIfNeverStarted(job, new JobChange { At = due }, node.Time.GetUtcNow());
        }

        return await _changes.RescheduleAsync(jobId, due, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<JobChangeResult> ChangeJobAsync(
        Guid jobId, JobChange change, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var origin = node.Operators.Origin(by);
        var checkedChange = node.Jobs.Change(change, jobId);
        DueRules.ThrowIfNeverStarted(change, node.Time.GetUtcNow());
        await EnterAsync(toAgent: false, cancellationToken).ConfigureAwait(false);
        var movesIt = transaction is null && change is ({ At: not null } or { RunNow: true } or { ExpiresAt: not null });
        if ((change.Data is not null || movesIt)
            && await node.Callers.Reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false) is { } job)
        {
            if (movesIt)
            {
                DueRules.ThrowIfNeverStarted(job, change, node.Time.GetUtcNow());
            }

            checkedChange = node.Jobs.Change(change, jobId, job.DefinitionId, job.Payload);
        }

        return await _changes.ChangeAsync(jobId, checkedChange, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> ReplayAsync(Guid jobId, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        await EnterAsync(toAgent: false, cancellationToken).ConfigureAwait(false);
        return await _changes.ReplayAsync(jobId, origin, cancellationToken).ConfigureAwait(false);
    }

    public IJobMasterScheduler InTransaction(DbTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return node.Callers.Transactions is null
            ? throw new JobRejectedException(
                $"{node.Callers.Description} has no transactions a caller could share. Schedule without InTransaction.")
            : new JobMasterScheduler(node, gate, inserts, agents, onAgents, recurring, commitPolls, schedulerOf, transaction);
    }

    /// <summary>An agent accepts jobs even while the master is down, so this path does not need the master.</summary>
    private ValueTask EnterAsync(bool toAgent, CancellationToken cancellationToken)
    {
        if (transaction is null && toAgent)
        {
            gate.EnterAgent();
            return ValueTask.CompletedTask;
        }

        return transaction is null ? gate.EnterAsync(cancellationToken) : gate.EnterTransactionAsync(cancellationToken);
    }

    /// <summary>Reads the definitions that the master knows. The path to an agent does not wait for the master.</summary>
    private Task LearnAsync(bool toAgent, CancellationToken cancellationToken)
    {
        var learned = node.Known.RefreshAsync(node.Callers.Definitions, toAgent ? CancellationToken.None : cancellationToken);
        return toAgent ? Task.CompletedTask : learned;
    }

    private bool GoesToAgent(JobRequest request) =>
        agents is not null && transaction is null && AgentFirst.Takes(request) && !node.Jobs.IsUniqueByHandler(request)
            && !node.Jobs.IsLimited(request);

    private async ValueTask<JobContext> AcceptedAsync(NewJob job, InsertedJob inserted, bool onAgent, CancellationToken cancellationToken)
    {
        if (inserted.IsRefused)
        {
            throw StoredKey.Refusal(job, inserted.Id);
        }

        if (!inserted.IsNew)
        {
            if (job.Unique is { OnConflict: UniqueConflict.ReplaceWaiting } && transaction is null)
            {
                node.Polls.Request();
            }

            var found = await node.Callers.Reads.GetAsync(inserted.Id, cancellationToken).ConfigureAwait(false);
            if (found is null)
            {
                return node.Contexts.ForScheduled(job, inserted);
            }

            await node.Known.WarnIfKeyIsOfAnotherAsync(job, found, node.Callers.Definitions, node.Logger, cancellationToken)
                .ConfigureAwait(false);
            return node.Contexts.ForFound(found, inserted.IsSameCall);
        }

        node.Telemetry.Scheduled(job);
        node.Lanes.Used(job.Lane);
        if (transaction is null && !onAgent && job.Limits is null)
        {
            node.Arrivals.Publish(new JobQueue(job.Lane, job.Priority), inserted.DueAt - inserted.CreatedAt);
        }

        return node.Contexts.ForScheduled(job, inserted);
    }

    private async Task<IReadOnlyList<InsertedJob>> InsertInTransactionAsync(List<NewJob> jobs, CancellationToken cancellationToken)
    {
        var inserted = new List<InsertedJob>(jobs.Count);
        foreach (var batch in BatchBytes.Cut(jobs, InsertBatcher.MaxBatch, BatchBytes.Of))
        {
            try
            {
                inserted.AddRange(
                    await node.Callers.Transactions!.InsertAsync(transaction!, batch, cancellationToken).ConfigureAwait(false));
            }
            catch (JobMasterException exception) when (inserted.Count > 0)
            {
                throw PartlyStored.Error(exception, inserted.ConvertAll(job => job.Id), jobs.Count, inTransaction: true);
            }
        }

        foreach (var job in jobs)
        {
            node.Arrivals.NoteUncommitted(new JobQueue(job.Lane, job.Priority));
            node.Limits.NoteUncommitted(job.Limits);
        }

        commitPolls.Wrote();
        return inserted;
    }

    private IJobMasterScheduler? Elsewhere(JobRequest request) =>
        request.ClusterId is { } id && !string.Equals(id, node.Options.ClusterId, StringComparison.Ordinal)
            ? Refused(id) ?? schedulerOf(id)
            : null;

    private IJobMasterScheduler? Elsewhere(IReadOnlyList<JobRequest> requests) =>
        requests.Select(request => request.ClusterId).Distinct(StringComparer.Ordinal).ToList() is [var only]
            ? Elsewhere(requests[0] with { ClusterId = only })
            : throw new JobRejectedException("The jobs of one call must go to one cluster. Make one call per ClusterId.");

    private IJobMasterScheduler? Refused(string clusterId) => transaction is null ? null : throw new JobRejectedException(
        $"ClusterId '{clusterId}' was named inside a transaction of cluster '{node.Options.ClusterId}'. Schedule on the other cluster " +
        "outside the transaction.");

    private static int? PlaceOfNull(IReadOnlyList<JobRequest?> requests)
    {
        for (var place = 0; place < requests.Count; place++)
        {
            if (requests[place] is null or { Payload: null, PayloadType: not null })
            {
                return place;
            }
        }

        return null;
    }
}
