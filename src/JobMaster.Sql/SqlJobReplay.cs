using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Makes failed jobs live again within one transaction: lock them where writers run side by side, keep the attempt that stood on the job,
/// copy the job back, delete the failed one.
/// </summary>
internal sealed class SqlJobReplay
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement? lockFailed;
    private readonly SqlStatement replayAttempts;
    private readonly SqlStatement replayJobs;
    private readonly SqlStatement? removeFailed;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, (Guid Id, JobQueue Queue, DateTimeOffset DueAt)> readReplayed;

    public SqlJobReplay(SqlStoreParts parts)
    {
        this.parts = parts;
        lockFailed = parts.Dialect.SkipsLockedJobs ? parts.Statements["lock_failed"] : null;
        replayAttempts = parts.Statements["replay_attempts"];
        replayJobs = parts.Statements["replay_jobs"];
        removeFailed = parts.Removal("remove_failed");
        readId = parts.Dialect.SoleId;
        readReplayed = reader => (parts.Dialect.ReadId(reader, 0), reader.Queue(1), parts.Dialect.ReadTime(reader, 3));
    }

    public async ValueTask<IReadOnlyList<Guid>> RunAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        // What fails only now has no attempt kept by the first statement, so the second must not move it.
        var sent = SqlArgument.Json("ids", JsonRows.Ids(ids));
        if (lockFailed is not null)
        {
            var locked = await commands.QueryAsync(lockFailed, readId, cancellationToken, sent).ConfigureAwait(false);
            if (locked.Count == 0)
            {
                return [];
            }

            sent = SqlArgument.Json("ids", JsonRows.Ids(locked));
        }

        await commands.ExecuteAsync(replayAttempts, cancellationToken, sent).ConfigureAwait(false);
        var replayed = await commands.QueryAsync(replayJobs, readReplayed, cancellationToken, sent, parts.Now()).ConfigureAwait(false);
        if (replayed.Count == 0)
        {
            return [];
        }

        if (removeFailed is not null)
        {
            var moved = SqlArgument.Json("ids", JsonRows.Ids(replayed.Select(job => job.Id)));
            await commands.ExecuteAsync(removeFailed, cancellationToken, moved).ConfigureAwait(false);
        }

        replayed.ForEach(job => arrived(job.Queue, job.DueAt));
        var done = replayed.Select(job => job.Id).ToHashSet();
        return [.. ids.Distinct().Where(done.Contains)];
    }
}
