namespace JobMaster.Sql;

/// <summary>Deletes the live rows of jobs that left live work, if the database cannot move a row in one statement.</summary>
internal sealed class RemoveLeftJobs(SqlStoreParts parts) : ISqlJobStep
{
    private readonly SqlStatement? removeJobs = parts.Dialect.MovesInOneStatement ? null : parts.Statements["remove_jobs"];

    public bool Concerns(in MovedJob job) => removeJobs is not null;

    public async ValueTask RunAsync(SqlCommands commands, IReadOnlyList<MovedJob> jobs, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(
            removeJobs!, cancellationToken,
            SqlArgument.Json("ids", JsonRows.Write(jobs, static (writer, job) => JsonRows.WriteId(writer, job.Id))))
            .ConfigureAwait(false);
}
