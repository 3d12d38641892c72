using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Writing through the caller's own transaction: the same steps, inside a savepoint where the driver has one, so that a failing call leaves
/// nothing half done.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobTransactions : IJobTransactions
{
    private const string Savepoint = "jobmaster";
    private readonly SqlStoreParts parts;
    private readonly SqlJobInsert insert;
    private readonly SqlJobRecord record;

    /// <summary>Creates the writing through transactions of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    /// <param name="insert">The steps of an insert.</param>
    /// <param name="record">The steps of recording outcomes.</param>
    public SqlJobTransactions(SqlStoreParts parts, SqlJobInsert insert, SqlJobRecord record)
    {
        this.parts = parts;
        this.insert = insert;
        this.record = record;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<InsertedJob>> InsertAsync(
        DbTransaction transaction, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(jobs);
        return WithinAsync(
            transaction,
            (commands, token) => insert.RunAsync(commands, jobs, mayBeStored: true, limitsWaiting: false, token),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RecordResult> RecordAsync(DbTransaction transaction, AttemptOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(outcome);
        var results = await WithinAsync(
            transaction,
            (commands, token) => record.RunAsync(commands, [outcome], arrived: null, token),
            cancellationToken).ConfigureAwait(false);
        return results[0];
    }

    private async Task<T> WithinAsync<T>(DbTransaction transaction, SqlUnit<T> unit, CancellationToken cancellationToken)
    {
        using var commands = await parts.Runner.JoinAsync(transaction, cancellationToken).ConfigureAwait(false);
        var joined = commands.Transaction!;
        if (!joined.SupportsSavepoints)
        {
            return await unit(commands, cancellationToken).ConfigureAwait(false);
        }

        await joined.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await unit(commands, cancellationToken).ConfigureAwait(false);
            await joined.ReleaseAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch
        {
            await joined.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}
