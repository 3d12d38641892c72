using System.Data.Common;
using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Scheduling;

/// <summary>Operators' changes of single jobs, directly or through a caller's transaction.</summary>
/// <param name="node">The node.</param>
/// <param name="onAgents">Recognises jobs that the master does not know because an agent holds them.</param>
/// <param name="commitPolls">Looks for writes through a caller's transaction.</param>
/// <param name="transaction">The caller's transaction, if there is one.</param>
internal sealed class JobChanges(NodeServices node, JobsOnAgents onAgents, CommitPolls commitPolls, DbTransaction? transaction)
{
    public async Task<bool> CancelAsync(Guid jobId, AuditOrigin by, CancellationToken cancellationToken)
    {
        var result = await CancelOnMasterAsync(jobId, by, cancellationToken).ConfigureAwait(false);
        if (result == CancelResult.Unknown && onAgents.MayBe(jobId))
        {
            // The placeholder is stored first, so that a message that arrives meanwhile finds it. Only the cancel is an operator's change.
            await StorePlaceholderAsync(jobId, node.Time.GetUtcNow(), by: null, cancellationToken).ConfigureAwait(false);
            result = await CancelOnMasterAsync(jobId, by, cancellationToken).ConfigureAwait(false);
        }

        if (result == CancelResult.StopRequested && transaction is null)
        {
            node.Cancels.Publish(jobId);
        }

        return Changed(result is CancelResult.Cancelled or CancelResult.StopRequested, isToPoll: false);
    }

    public async Task<bool> RescheduleAsync(Guid jobId, DateTimeOffset at, AuditOrigin by, CancellationToken cancellationToken)
    {
        var dueAt = at.ToUniversalTime();
        var moved = await MoveOnMasterAsync(jobId, dueAt, by, cancellationToken).ConfigureAwait(false);
        if (!moved && onAgents.MayBe(jobId))
        {
            // If no placeholder was stored, the job arrived meanwhile or was there before.
            moved = await StorePlaceholderAsync(jobId, dueAt, by, cancellationToken).ConfigureAwait(false)
                || await MoveOnMasterAsync(jobId, dueAt, by, cancellationToken).ConfigureAwait(false);
        }

        return Changed(moved, isToPoll: true);
    }

    public async Task<JobChangeResult> ChangeAsync(Guid jobId, StoredJobChange change, AuditOrigin by, CancellationToken cancellationToken)
    {
        var result = (transaction is null
            ? await node.Callers.Jobs.ChangeAsync([jobId], change, by, cancellationToken).ConfigureAwait(false)
            : await node.Callers.Transactions!.ChangeAsync(transaction, [jobId], change, by, cancellationToken).ConfigureAwait(false))[0];
        if (Changed(result == JobChangeResult.Changed, isToPoll: true) && change.Lane is { } lane)
        {
            node.Lanes.Used(lane);
        }

        return result == JobChangeResult.Unknown && onAgents.MayBe(jobId) ? JobChangeResult.OnAgent : result;
    }

    public async Task<bool> ReplayAsync(Guid jobId, AuditOrigin by, CancellationToken cancellationToken)
    {
        var replay = (transaction is null
            ? await node.Callers.Jobs.ReplayAsync([jobId], by, cancellationToken).ConfigureAwait(false)
            : await node.Callers.Transactions!.ReplayAsync(transaction, [jobId], by, cancellationToken).ConfigureAwait(false))[0];
        return replay.HeldBy is null ? Changed(replay.Kind == ReplayKind.Replayed, isToPoll: true) : throw new JobRejectedException(
            $"Job {jobId} was not replayed: its unique key is held by job {replay.HeldBy}. Wait until that job has ended, or cancel it.")
        {
            HeldBy = replay.HeldBy,
        };
    }

    private async Task<CancelResult> CancelOnMasterAsync(Guid jobId, AuditOrigin by, CancellationToken cancellationToken) =>
        (transaction is null
            ? await node.Callers.Jobs.CancelAsync([jobId], by, cancellationToken).ConfigureAwait(false)
            : await node.Callers.Transactions!.CancelAsync(transaction, [jobId], by, cancellationToken).ConfigureAwait(false))[0];

    private Task<bool> MoveOnMasterAsync(Guid jobId, DateTimeOffset dueAt, AuditOrigin by, CancellationToken cancellationToken) =>
        transaction is null
            ? node.Callers.Jobs.RescheduleAsync(jobId, dueAt, by, cancellationToken)
            : node.Callers.Transactions!.RescheduleAsync(transaction, jobId, dueAt, by, cancellationToken);

    private Task<bool> StorePlaceholderAsync(Guid jobId, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        transaction is null
            ? node.Callers.Admissions.StorePlaceholderAsync(jobId, dueAt, by, cancellationToken)
            : node.Callers.Transactions!.StorePlaceholderAsync(transaction, jobId, dueAt, by, cancellationToken);

    /// <summary>A change through a caller's transaction exists once it commits, so the node looks for it a few times.</summary>
    private bool Changed(bool isChanged, bool isToPoll)
    {
        if (isChanged && transaction is not null)
        {
            commitPolls.Wrote();
        }
        else if (isChanged && isToPoll)
        {
            node.Polls.Request();
        }

        return isChanged;
    }
}
