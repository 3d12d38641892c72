using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Runs a final job again as a new one, within one transaction.</summary>
internal sealed class SqlJobCopy
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobInsert insert;
    private readonly SqlAudit audit;
    private readonly SqlStatement readJob;
    private readonly Func<DbDataReader, StoredJob> readStored;

    public SqlJobCopy(SqlStoreParts parts, SqlJobEntry entry)
    {
        this.parts = parts;
        insert = new SqlJobInsert(parts, entry);
        audit = new SqlAudit(parts);
        readJob = parts.Statements["read_job"];
        readStored = new JobRow(parts.Dialect).ReadStored;
    }

    public async ValueTask<bool> RunAsync(
        SqlCommands commands, Guid id, Guid copyId, StoredReplay? change, AuditOrigin by, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken)
    {
        var found = await commands.QueryAsync(readJob, readStored, cancellationToken, SqlArgument.Id("id", id), parts.Now())
            .ConfigureAwait(false);
        if (found is not [{ FinalizedAt: not null } job])
        {
            return false;
        }

        var copy = job.Copy(copyId, change, by.Host);
        var inserted = await insert.RunAsync(commands, [copy], mayBeStored: true, limitsWaiting: true, cancellationToken)
            .ConfigureAwait(false);
        if (inserted[0].IsNew)
        {
            arrived(new JobQueue(copy.Lane, copy.Priority), inserted[0].DueAt);
            await audit.FileAsync(commands, JobAudit.Copied(by, id, copyId, change), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
