using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Makes failed jobs live again within one transaction: lock them where writers run side by side, keep the attempt that stood on the job,
/// copy the job back, delete the failed one.
/// </summary>
internal sealed class SqlJobReplay
{
    private readonly SqlJobEntry entry;
    private readonly SqlAudit audit;
    private readonly SqlStatement? holdFailed;
    private readonly SqlStatement replayAttempts;
    private readonly Func<DbDataReader, Guid> readId;

    public SqlJobReplay(SqlStoreParts parts, SqlJobEntry entry)
    {
        this.entry = entry;
        audit = new SqlAudit(parts);
        holdFailed = parts.Dialect.SkipsLockedJobs ? parts.Statements["hold_failed"] : null;
        replayAttempts = parts.Statements["replay_attempts"];
        readId = parts.Dialect.SoleId;
    }

    public async ValueTask<IReadOnlyList<Guid>> RunAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, AuditOrigin? by, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken)
    {
        // What fails only now has no attempt kept by the first statement, so the second must not move it.
        var sent = SqlArgument.Json("ids", JsonRows.Ids(ids));
        if (holdFailed is not null)
        {
            var locked = await commands.QueryAsync(holdFailed, readId, cancellationToken, sent).ConfigureAwait(false);
            if (locked.Count == 0)
            {
                return [];
            }

            sent = SqlArgument.Json("ids", JsonRows.Ids(locked));
        }

        await commands.ExecuteAsync(replayAttempts, cancellationToken, sent).ConfigureAwait(false);
        var replayed = await entry.ReplayAsync(commands, sent, cancellationToken).ConfigureAwait(false);
        replayed.ForEach(job => arrived(job.Queue, job.DueAt));
        if (by is not null)
        {
            await audit.FileAsync(commands, replayed.ConvertAll(job => JobAudit.Replayed(by, job.Id)), cancellationToken)
                .ConfigureAwait(false);
        }

        var done = replayed.Select(job => job.Id).ToHashSet();
        return [.. ids.Distinct().Where(done.Contains)];
    }
}
