using System.Data.Common;

namespace JobMaster.Sql;

/// <summary>Makes failed jobs live again within one transaction: keep the attempt that stood on the job, copy the job back, delete the failed one.</summary>
internal sealed class SqlJobReplay
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement replayAttempts;
    private readonly SqlStatement replayJobs;
    private readonly SqlStatement? removeFailed;
    private readonly Func<DbDataReader, Guid> readId;

    public SqlJobReplay(SqlStoreParts parts)
    {
        this.parts = parts;
        replayAttempts = parts.Statements["replay_attempts"];
        replayJobs = parts.Statements["replay_jobs"];
        removeFailed = parts.Removal("remove_failed");
        readId = parts.Dialect.SoleId;
    }

    public async ValueTask<IReadOnlyList<Guid>> RunAsync(SqlCommands commands, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var sent = SqlArgument.Json("ids", JsonRows.Ids(ids));
        await commands.ExecuteAsync(replayAttempts, cancellationToken, sent).ConfigureAwait(false);
        var replayed = await commands.QueryAsync(replayJobs, readId, cancellationToken, sent, parts.Now()).ConfigureAwait(false);
        if (replayed.Count == 0)
        {
            return replayed;
        }

        if (removeFailed is not null)
        {
            await commands.ExecuteAsync(removeFailed, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(replayed))).ConfigureAwait(false);
        }

        var done = replayed.ToHashSet();
        return [.. ids.Distinct().Where(done.Contains)];
    }
}
