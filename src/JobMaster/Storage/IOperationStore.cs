using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Operations on many jobs, worked off in transactions that anybody may make.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IOperationStore
{
    /// <summary>Counts up to a limit of the jobs an operation would be for now.</summary>
    Task<OperationMatch> FindAsync(OperationSpec spec, IReadOnlyList<Guid> jobIds, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Stores an operation as running, with its audit entry, and raises the version of the settings so that every node learns of it. One
    /// that is stored already is left as it is.
    /// </summary>
    Task InsertAsync(NewOperation operation, CancellationToken cancellationToken);

    /// <summary>One operation, or null.</summary>
    Task<StoredOperation?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A page of operations by descending id. Ids are ordered as their text is.</summary>
    Task<IReadOnlyList<StoredOperation>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Pauses a running operation, resumes a paused one, or cancels either, with its audit entry; false when it stands otherwise.
    /// </summary>
    Task<bool> SetStateAsync(Guid id, JobOperationState state, NewAuditEntry audit, CancellationToken cancellationToken);

    /// <summary>
    /// Works on the running operation that nobody works on and that has waited longest, in one transaction: changes up to so many of its
    /// jobs in the order of their ids, files each in the audit, notes those that others hold for a later round, and moves its place on.
    /// Null when there is none.
    /// </summary>
    /// <param name="limit">At most so many jobs.</param>
    /// <param name="check">
    /// Looks at each job of a replay to another definition that keeps its message data: what the definition cannot read stays failed and is
    /// counted. When it does not know the definition yet, nothing is done, and the answer says so. Without it no job is looked at.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<OperationWork?> WorkAsync(int limit, IReplayCheck? check, CancellationToken cancellationToken);

    /// <summary>The same without a look at message data.</summary>
    Task<OperationWork?> WorkAsync(int limit, CancellationToken cancellationToken) => WorkAsync(limit, check: null, cancellationToken);

    /// <summary>
    /// Removes up to so many of the operations that ended longer ago than the retention, and up to so many of the jobs left of them first;
    /// returns how many of both. The limit, or more, means that some may be left.
    /// </summary>
    Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken);
}
