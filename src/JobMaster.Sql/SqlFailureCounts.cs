namespace JobMaster.Sql;

/// <summary>
/// Counts failed jobs that are added or removed, within the transaction that does so. It only inserts, so in an outage transactions that
/// fail jobs do not wait for each other.
/// </summary>
internal sealed class SqlFailureCounts(SqlStoreParts parts)
{
    private readonly SqlStatement fileFailures = parts.Statements["file_failures"];

    /// <summary>Counts jobs that were just added.</summary>
    public ValueTask AddedAsync(SqlCommands commands, IReadOnlyCollection<Guid> jobs, CancellationToken cancellationToken) =>
        jobs.Count == 0 ? default : FileAsync(commands, SqlArgument.Json("ids", JsonRows.Ids(jobs)), 1, cancellationToken);

    /// <summary>Counts jobs that this transaction holds and is about to remove.</summary>
    public ValueTask RemovedAsync(SqlCommands commands, SqlArgument ids, CancellationToken cancellationToken) =>
        FileAsync(commands, ids, -1, cancellationToken);

    private async ValueTask FileAsync(SqlCommands commands, SqlArgument ids, int sign, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(fileFailures, cancellationToken, ids, SqlArgument.Number("sign", sign)).ConfigureAwait(false);
}
