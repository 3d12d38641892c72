using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Operations on many jobs, carried out in transactions that any node may make.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IOperationStore
{
    /// <summary>Counts the jobs that an operation would cover now, up to a limit.</summary>
    Task<OperationMatch> FindAsync(OperationSpec spec, IReadOnlyList<Guid> jobIds, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Stores an operation as running, with its audit entry, and raises the version of the settings so that every node learns about it. An
    /// operation that is stored already does not change.
    /// </summary>
    Task InsertAsync(NewOperation operation, CancellationToken cancellationToken);

    /// <summary>One operation, or null.</summary>
    Task<StoredOperation?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A page of operations, of one state or of all, by descending id. Ids are ordered by their text.</summary>
    Task<IReadOnlyList<StoredOperation>> ListAsync(
        JobOperationState? state, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>A page of operations of all states.</summary>
    Task<IReadOnlyList<StoredOperation>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) =>
        ListAsync(state: null, after, limit, cancellationToken);

    /// <summary>
    /// Pauses a running operation, resumes a paused one, or cancels either, with its audit entry; false if its state does not allow this.
    /// </summary>
    Task<bool> SetStateAsync(Guid id, JobOperationState state, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>
    /// Works in one transaction on the running operation that has waited longest and that no other node works on. Changes up to the limit
    /// of its jobs in the order of their ids, records each in the audit, notes jobs that others hold for a later round, and moves its place
    /// forward. Null if there is none.
    /// </summary>
    /// <param name="limit">The most jobs.</param>
    /// <param name="check">
    /// Checks each job of a replay to another definition that keeps its message data: a job that the definition cannot read stays failed
    /// and is counted. If the check does not know the definition yet, nothing is done, and the answer says so. Without a check, no job is
    /// checked.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<OperationWork?> WorkAsync(int limit, IReplayCheck? check, CancellationToken cancellationToken);

    /// <summary>The same without a check of message data.</summary>
    Task<OperationWork?> WorkAsync(int limit, CancellationToken cancellationToken) => WorkAsync(limit, check: null, cancellationToken);

    /// <summary>
    /// Removes up to the limit of operations that ended longer ago than the retention, and first up to the limit of their remaining jobs;
    /// returns how many of both. If the result reaches the limit, some may be left.
    /// </summary>
    Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken);
}
