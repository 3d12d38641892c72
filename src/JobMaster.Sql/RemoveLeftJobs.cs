namespace JobMaster.Sql;

/// <summary>Deletes the live rows of jobs that left live work, if the database cannot move a row in one statement.</summary>
internal sealed class RemoveLeftJobs(SqlStoreParts parts) : ISqlJobStep
{
    private readonly SqlStatement removeJobs = parts.Statements["remove_jobs"];

    public async ValueTask RunAsync(SqlCommands commands, IReadOnlyCollection<Guid> jobs, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(removeJobs, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(jobs))).ConfigureAwait(false);
}
