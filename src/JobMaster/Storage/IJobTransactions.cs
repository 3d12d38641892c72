using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>Writing through a transaction that the caller opened on the master's own database and will commit or roll back.</summary>
[Experimental("JM9001")]
public interface IJobTransactions
{
    /// <summary>Inserts jobs; key conflicts are answered, never raised, so the caller's transaction stays usable.</summary>
    /// <exception cref="JobMasterStoreException">The transaction is of another provider or another database.</exception>
    Task<IReadOnlyList<InsertedJob>> InsertAsync(
        DbTransaction transaction, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken);

    /// <summary>Records one final outcome as part of the caller's work.</summary>
    /// <exception cref="JobMasterStoreException">The transaction is of another provider or another database.</exception>
    Task<RecordResult> RecordAsync(DbTransaction transaction, AttemptOutcome outcome, CancellationToken cancellationToken);
}
