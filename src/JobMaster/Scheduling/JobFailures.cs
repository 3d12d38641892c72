using JobMaster.Execution;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Operators' actions on failed jobs and their groups.</summary>
/// <param name="node">The node.</param>
/// <param name="gate">The checks before each call.</param>
/// <param name="operations">Starts operations on a whole group.</param>
internal sealed class JobFailures(NodeServices node, CallGate gate, IJobOperations operations) : IJobFailures
{
    private const int MostJobs = 1000;

    public async Task<IReadOnlyList<JobReplayResult>> ReplayAsync(
        IReadOnlyList<Guid> jobIds, JobReplay? change = null, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        ThrowIfTooMany(jobIds);
        var origin = node.Operators.Origin(by);
        var checkedChange = change is null ? null : node.Jobs.Replay(change, "of the replay", change.JobDefinitionId, stored: null);
        await EnterAsync(change, cancellationToken).ConfigureAwait(false);
        var results = new Dictionary<Guid, ReplayResult>();
        foreach (var (ids, stored) in await PlanAsync(jobIds, change, checkedChange, cancellationToken).ConfigureAwait(false))
        {
            var replayed = stored is null
                ? await node.Callers.Jobs.ReplayAsync(ids, origin, cancellationToken).ConfigureAwait(false)
                : await node.Callers.Failures.ReplayAsync(ids, stored, origin, cancellationToken).ConfigureAwait(false);
            foreach (var result in replayed)
            {
                results[result.JobId] = result;
            }
        }

        ToldOf(change, results.Values.Any(result => result.Kind == ReplayKind.Replayed));
        return [.. jobIds.Select(id => (JobReplayResult)(int)results[id].Kind)];
    }

    public Task<Guid> ReplayGroupAsync(
        string fingerprint, int? tryFirst = 5, int? maxPerSecond = null, JobReplay? change = null, OperatorContext? by = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fingerprint);
        var operation = new JobOperation
        {
            Kind = JobOperationKind.Replay, Filter = new JobOperationFilter { Fingerprint = fingerprint },
            TryFirst = tryFirst, MaxPerSecond = maxPerSecond, Replay = change,
        };
        return operations.StartAsync(operation, by, cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> DiscardAsync(
        IReadOnlyList<Guid> jobIds, OperatorContext by, CancellationToken cancellationToken = default)
    {
        if (by is null)
        {
            throw new ArgumentNullException(
                nameof(by), "A discard says who gives the jobs up, and why. Give new OperatorContext(name, reason).");
        }

        ThrowIfTooMany(jobIds);
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        return await node.Callers.Failures.DiscardAsync(jobIds, node.Operators.Origin(by), cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Guid>> RestoreAsync(
        IReadOnlyList<Guid> jobIds, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        ThrowIfTooMany(jobIds);
        var origin = node.Operators.Origin(by);
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        return await node.Callers.Failures.RestoreAsync(jobIds, origin, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Guid?> CopyAsync(
        Guid jobId, JobReplay? change = null, OperatorContext? by = null, CancellationToken cancellationToken = default)
    {
        var origin = node.Operators.Origin(by);
        var checkedChange = change is null ? null : node.Jobs.Replay(change, "of the copy", change.JobDefinitionId, stored: null);
        await EnterAsync(change, cancellationToken).ConfigureAwait(false);
        if (change is not null)
        {
            var job = await node.Callers.Reads.GetAsync(jobId, cancellationToken).ConfigureAwait(false);
            checkedChange = job is null ? checkedChange : Fitting(job, change);
        }

        var copyId = JobIds.Next(node.Time);
        var isCopied = await node.Callers.Failures.CopyAsync(jobId, copyId, checkedChange, origin, cancellationToken).ConfigureAwait(false);
        ToldOf(change, isCopied);
        return isCopied ? copyId : null;
    }

    private async Task EnterAsync(JobReplay? change, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        await node.Known.ThrowIfUnknownAsync(change?.JobDefinitionId, node.Callers.Definitions, cancellationToken).ConfigureAwait(false);
        if (node.Known.IsStale(change?.JobDefinitionId))
        {
            await node.Known.RefreshAsync(node.Callers.Definitions, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Message data is stored in the form of each job's definition, and encrypted under the definition's id. Such a change therefore goes
    /// to the jobs of one definition at a time, or to one job.
    /// </summary>
    private async Task<List<(IReadOnlyList<Guid> Ids, StoredReplay? Change)>> PlanAsync(
        IReadOnlyList<Guid> jobIds, JobReplay? change, StoredReplay? checkedChange, CancellationToken cancellationToken)
    {
        if (change is null or { Data: null, JobDefinitionId: null })
        {
            return [(jobIds, checkedChange)];
        }

        var plan = new Dictionary<StoredReplay, List<Guid>>();
        foreach (var id in jobIds)
        {
            var job = await node.Callers.Reads.GetAsync(id, cancellationToken).ConfigureAwait(false);
            var fitting = job is null ? checkedChange! : Fitting(job, change);
            plan.TryAdd(fitting, []);
            plan[fitting].Add(id);
        }

        return [.. plan.Select(part => ((IReadOnlyList<Guid>)part.Value, (StoredReplay?)part.Key))];
    }

    private StoredReplay Fitting(StoredJob job, JobReplay change)
    {
        var target = change.JobDefinitionId ?? job.DefinitionId;
        if (change is { Data: null, JobDefinitionId: not null }
            && node.Jobs.WhyUnreadable(new ReplayedPayload(job.Id, job.DefinitionId, job.Payload), target) is { } problem)
        {
            throw new JobRejectedException(problem) { IsOfPayload = true };
        }

        var fitting = node.Jobs.Replay(change, job.Id, target, job.Payload, job.DefinitionId);
        return change.Data is null && change.JobDefinitionId is not null && PayloadEnvelope.KeyOf(job.Payload) is not null
            ? fitting with { ChangesPayload = true, Payload = node.PayloadStorage.Move(job.Payload!, job.DefinitionId, target) }
            : fitting;
    }

    private void ToldOf(JobReplay? change, bool isDone)
    {
        if (isDone)
        {
            node.Polls.Request();
            if (change?.WorkerLane is { } lane)
            {
                node.Lanes.Used(lane);
            }
        }
    }

    private static void ThrowIfTooMany(IReadOnlyList<Guid> jobIds)
    {
        ArgumentNullException.ThrowIfNull(jobIds);
        if (jobIds.Count > MostJobs)
        {
            throw new JobRejectedException(
                FormattableString.Invariant($"{jobIds.Count:N0} jobs were given; the limit is {MostJobs:N0}. ")
                + "Start an operation with cluster.Operations.StartAsync, or give them in parts.");
        }
    }

    public async Task<bool> MuteAsync(
        string fingerprint, DateTimeOffset until, int growth = 10, OperatorContext? by = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        if (growth is < 2 or > 1_000_000)
        {
            throw new ArgumentOutOfRangeException(
                nameof(growth),
                FormattableString.Invariant(
                    $"The growth {growth} is not from 2 to 1,000,000: how many times as large the group gets before it is shown again."));
        }

        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        var now = (await node.Callers.Controls.ReadAsync(cancellationToken).ConfigureAwait(false)).Now;
        if (until <= now)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The end {until:u} of the mute has passed: it is {now:u} at the store. Give a later one, or call UnmuteAsync."),
                nameof(until));
        }

        return await SetAsync(
            fingerprint, until.ToUniversalTime(), growth, AuditActions.MuteFailures,
            AuditValues.Of(("mutedUntil", until), ("growth", growth)), by, cancellationToken).ConfigureAwait(false);
    }

    public Task<bool> UnmuteAsync(string fingerprint, OperatorContext? by = null, CancellationToken cancellationToken = default) =>
        SetAsync(
            fingerprint, until: null, growth: 0, AuditActions.UnmuteFailures, AuditValues.Of(("mutedUntil", null)), by, cancellationToken);

    private async Task<bool> SetAsync(
        string fingerprint, DateTimeOffset? until, int growth, string action, string after, OperatorContext? by,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        var entry = new NewAuditEntry
        {
            Origin = node.Operators.Origin(by), Action = action, TargetKind = AuditTargets.Failures, TargetId = fingerprint, After = after,
        };
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        return await node.Callers.Failures.MuteAsync(fingerprint, until, growth, entry, cancellationToken).ConfigureAwait(false);
    }
}
