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
        var held = holdFailed is null
            ? ids
            : await commands.QueryAsync(holdFailed, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids)))
                .ConfigureAwait(false);
        var done = held.Count == 0 ? [] : await ApplyAsync(commands, held, by, arrived, cancellationToken).ConfigureAwait(false);
        return [.. ids.Distinct().Where(done.Contains)];
    }

    /// <summary>Replays failed jobs that this transaction holds; returns which.</summary>
    public async ValueTask<HashSet<Guid>> ApplyAsync(
        SqlCommands commands, IReadOnlyList<Guid> held, AuditOrigin? by, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken)
    {
        var sent = SqlArgument.Json("ids", JsonRows.Ids(held));
        await commands.ExecuteAsync(replayAttempts, cancellationToken, sent).ConfigureAwait(false);
        var replayed = await entry.ReplayAsync(commands, sent, cancellationToken).ConfigureAwait(false);
        replayed.ForEach(job => arrived(job.Queue, job.DueAt));
        if (by is not null)
        {
            await audit.FileAsync(commands, replayed.ConvertAll(job => JobAudit.Replayed(by, job.Id)), cancellationToken)
                .ConfigureAwait(false);
        }

        return [.. replayed.Select(job => job.Id)];
    }
}
