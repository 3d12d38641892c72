using JobMaster.Execution;
using JobMaster.Monitoring;
using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Checks operations on many jobs, stores them, and makes this node work on them immediately.</summary>
/// <param name="node">The node.</param>
/// <param name="gate">The checks before each call.</param>
/// <param name="wake">Makes this node work, if it does upkeep.</param>
internal sealed class JobOperations(NodeServices node, CallGate gate, Action wake) : IJobOperations
{
    private const int CountLimit = 10_000;

    public async Task<JobOperationPreview> PreviewAsync(JobOperation operation, CancellationToken cancellationToken = default)
    {
        var spec = Checked(operation);
        await node.FirstUse.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(operation, spec, cancellationToken).ConfigureAwait(false);
        var samples = new List<JobDetails>();
        foreach (var id in found.SampleIds)
        {
            if (await node.Callers.Reads.GetAsync(id, cancellationToken).ConfigureAwait(false) is { } job)
            {
                samples.Add(JobMonitor.Details(job));
            }
        }

        return new JobOperationPreview(Math.Min(found.Count, CountLimit), found.Count > CountLimit, found.Running, samples)
        {
            OnAgent = found.OnAgent,
        };
    }

    public async Task<Guid> StartAsync(JobOperation operation, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        var spec = Checked(operation);
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(operation, spec, cancellationToken).ConfigureAwait(false);
        var id = JobIds.Next(node.Time);
        var isCapped = found.Count > CountLimit;
        var matched = Math.Min(found.Count, CountLimit);
        await node.Callers.Operations.InsertAsync(
            new NewOperation
            {
                Id = id,
                Spec = spec,
                By = origin with { OperationId = id, CallKey = null },
                JobIds = operation.JobIds ?? [],
                Matched = matched,
                IsCapped = isCapped,
                CountedTo = isCapped ? found.CountedTo : null,
                Audit = Entry(origin, AuditActions.StartOperation, id) with { After = OperationAudit.Started(spec, matched, isCapped) },
            },
            cancellationToken).ConfigureAwait(false);
        wake();
        return id;
    }

    public Task<bool> PauseAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        SetAsync(operationId, JobOperationState.Paused, AuditActions.PauseOperation, by, cancellationToken);

    public Task<bool> ResumeAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        SetAsync(operationId, JobOperationState.Running, AuditActions.ResumeOperation, by, cancellationToken);

    public Task<bool> CancelAsync(Guid operationId, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        SetAsync(operationId, JobOperationState.Cancelled, AuditActions.CancelOperation, by, cancellationToken);

    private static NewAuditEntry Entry(AuditOrigin by, string action, Guid id) => new()
    {
        Origin = by with { OperationId = id }, Action = action, TargetKind = AuditTargets.Operation, TargetId = id.ToString(),
    };

    private async Task<bool> SetAsync(
        Guid id, JobOperationState state, string action, OperatorContext? by, CancellationToken cancellationToken)
    {
        var origin = node.Operators.Origin(by);
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        var entry = Entry(origin, action, id) with { After = AuditValues.Of(("state", state)) };
        var isSet = await node.Callers.Operations.SetStateAsync(id, state, entry, cancellationToken).ConfigureAwait(false);
        if (isSet)
        {
            wake();
        }

        return isSet;
    }

    private async Task<OperationMatch> FindAsync(JobOperation operation, OperationSpec spec, CancellationToken cancellationToken)
    {
        await node.Known.ThrowIfUnknownAsync(spec.Replay?.DefinitionId, node.Callers.Definitions, cancellationToken).ConfigureAwait(false);
        var found = await node.Callers.Operations.FindAsync(spec, operation.JobIds ?? [], CountLimit + 1, cancellationToken)
            .ConfigureAwait(false);
        if (spec.Replay is { DefinitionId: { } target, ChangesPayload: false })
        {
            await ThrowIfAllUnreadableAsync(found.SampleIds, target, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>
    /// Looks at some of the jobs: if none of them fits, the definition is most likely a mistake. Each job is checked separately later.
    /// </summary>
    private async Task ThrowIfAllUnreadableAsync(IReadOnlyList<Guid> samples, string definitionId, CancellationToken cancellationToken)
    {
        if (node.Known.IsStale(definitionId))
        {
            await node.Known.RefreshAsync(node.Callers.Definitions, cancellationToken).ConfigureAwait(false);
        }

        string? problem = null;
        foreach (var id in samples)
        {
            if (await node.Callers.Reads.GetAsync(id, cancellationToken).ConfigureAwait(false) is { } job)
            {
                var whyNot = node.Jobs.WhyUnreadable(new ReplayedPayload(job.Id, job.DefinitionId, job.Payload), definitionId);
                if (whyNot is null)
                {
                    return;
                }

                problem ??= whyNot;
            }
        }

        if (problem is not null)
        {
            throw new JobRejectedException(problem) { IsOfPayload = true };
        }
    }

    private OperationSpec Checked(JobOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (((operation.Filter is { } filter ? FilterCheck.Problem(filter) : null) ?? Problem(operation)) is { } problem)
        {
            throw new JobRejectedException(problem);
        }

        if (operation.Change is { } moved)
        {
            DueRules.ThrowIfNeverStarted(moved, node.Time.GetUtcNow());
        }

        return new OperationSpec
        {
            Kind = operation.Kind,
            Change = operation.Change is { } change
                ? node.Jobs.Change(change, "of the operation", operation.Filter?.JobDefinitionId)
                : null,
            Replay = operation.Replay is { } replay
                ? node.Jobs.Replay(replay, "of the operation", replay.JobDefinitionId ?? operation.Filter?.JobDefinitionId, stored: null)
                : null,
            TryFirst = operation.TryFirst,
            MaxPerSecond = operation.MaxPerSecond,
            Filter = operation.JobIds is null ? Conditions(operation) : null,
            MaxJobs = operation.MaxJobs,
        };
    }

    /// <summary>The conditions that select jobs. The only state that an operation on final jobs may name says nothing more.</summary>
    private static JobOperationFilter Conditions(JobOperation operation)
    {
        var filter = operation.Filter ?? new JobOperationFilter();
        return operation.Kind is JobOperationKind.Cancel or JobOperationKind.Change ? filter : filter with { State = null };
    }

    private static string? Problem(JobOperation operation) => operation switch
    {
        { Kind: var kind } when !Enum.IsDefined(kind) =>
            $"Kind {(int)kind} is not one of {string.Join(", ", Enum.GetNames<JobOperationKind>())}.",
        { Kind: JobOperationKind.Change, Change: null } => "The operation changes jobs and has no Change. Set it.",
        { Change.Revision: not null } =>
            "The operation's Change has a Revision, which is that of one job. Leave it out, or change the job with ChangeJobAsync.",
        { Kind: not JobOperationKind.Change, Change: not null } =>
            $"The operation has a Change, but its Kind is {operation.Kind}. Remove one of them.",
        { Change.Data: not null, Filter: null or { JobDefinitionId: null } } =>
            "The operation's Change has Data, which is stored as the jobs' definition has it. Give a Filter with JobDefinitionId, or "
            + "change job by job with ChangeJobAsync.",
        { Kind: not JobOperationKind.Replay, Replay: not null } =>
            $"The operation has a Replay, but its Kind is {operation.Kind}. Remove one of them.",
        { Replay: { Data: not null, JobDefinitionId: null }, Filter: null or { JobDefinitionId: null } } =>
            "The operation's Replay has Data, which is stored as the jobs' definition has it. Give a JobDefinitionId in the Replay or in "
            + "the Filter.",
        { Kind: not JobOperationKind.Replay, TryFirst: not null } =>
            $"TryFirst is for a replay, but the operation's Kind is {operation.Kind}. Remove TryFirst.",
        { TryFirst: < 1 or > 1000 } => $"TryFirst {operation.TryFirst} must be from 1 to 1,000, or null.",
        { MaxPerSecond: < 1 } => $"MaxPerSecond {operation.MaxPerSecond} must be at least 1, or null.",
        { Kind: JobOperationKind.Cancel or JobOperationKind.Change } and (
            { Filter.Fingerprint: not null } or { Filter.FinalizedFrom: not null } or { Filter.FinalizedBefore: not null }) =>
            $"A {operation.Kind} is for live jobs, which have no Fingerprint and are not final. Remove these conditions of the Filter.",
        { JobIds: not null, Filter: not null } => "The operation has a Filter and JobIds. Give one of them.",
        { JobIds.Count: > CountLimit } =>
            FormattableString.Invariant($"The operation names {operation.JobIds.Count:N0} jobs; the limit is {CountLimit:N0}. ")
            + "Start several, or give a Filter.",
        { MaxJobs: < 1 } => $"MaxJobs {operation.MaxJobs} must be at least 1, or null.",
        { Kind: JobOperationKind.Replay or JobOperationKind.Discard, Filter.State: not (null or JobState.Failed) } =>
            $"A {operation.Kind} is for jobs that are Failed, and State is {operation.Filter!.State}. Remove State from the Filter.",
        { Kind: JobOperationKind.Restore, Filter.State: not (null or JobState.Cancelled) } =>
            $"A Restore is for discarded jobs, which are Cancelled, and State is {operation.Filter!.State}. Remove State from the Filter.",
        { JobIds: null, All: false } when Conditions(operation) == new JobOperationFilter() =>
            "The operation has neither JobIds nor a condition in its Filter, so it is for every job. Set All = true if that is meant.",
        { Kind: JobOperationKind.Cancel or JobOperationKind.Change } and
        { Filter.State: JobState.Succeeded or JobState.Failed or JobState.Cancelled } =>
            $"State {operation.Filter!.State} is final. A {operation.Kind} is for jobs that are Scheduled, Ready, Throttled or Running.",
        _ => null,
    };
}
