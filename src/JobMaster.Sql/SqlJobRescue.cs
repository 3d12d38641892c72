using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Takes back orphaned jobs within one transaction: find them and what each is to become, then cancel, fail or make wait again each group.
/// Where writers run side by side, finding must lock the rows and skip those locked by a finish.
/// </summary>
internal sealed class SqlJobRescue
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement findOrphans;
    private readonly SqlStatement rescueCancelled;
    private readonly SqlStatement rescueFailed;
    private readonly SqlStatement rescueAttempts;
    private readonly SqlStatement rescueWaiting;
    private readonly SqlStatement? removeJobs;
    private readonly Func<DbDataReader, RescuedJob> readOrphan;

    public SqlJobRescue(SqlStoreParts parts)
    {
        this.parts = parts;
        findOrphans = parts.Statements["find_orphans"];
        rescueCancelled = parts.Statements["rescue_cancelled"];
        rescueFailed = parts.Statements["rescue_failed"];
        rescueAttempts = parts.Statements["rescue_attempts"];
        rescueWaiting = parts.Statements["rescue_waiting"];
        removeJobs = parts.Removal("remove_jobs");
        readOrphan = reader => new RescuedJob(
            parts.Dialect.ReadId(reader, 0),
            reader.GetString(1),
            new JobQueue(reader.GetString(2), (JobMasterPriority)reader.GetInt32(3)),
            (JobState)reader.GetInt32(4));
    }

    public async ValueTask<IReadOnlyList<RescuedJob>> RunAsync(SqlCommands commands, RescueRequest request, CancellationToken cancellationToken)
    {
        var orphans = await commands.QueryAsync(
            findOrphans,
            readOrphan,
            cancellationToken,
            SqlArgument.Number("limit", request.Limit),
            SqlArgument.Number("max_losses", request.MaxLosses),
            parts.Now()).ConfigureAwait(false);
        foreach (var group in orphans.GroupBy(orphan => orphan.State, orphan => orphan.Id))
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(group));
            if (group.Key == JobState.Ready)
            {
                await commands.ExecuteAsync(rescueAttempts, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
                await commands.ExecuteAsync(rescueWaiting, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
            }
            else
            {
                var copy = group.Key == JobState.Failed ? rescueFailed : rescueCancelled;
                await commands.ExecuteAsync(copy, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
                if (removeJobs is not null)
                {
                    await commands.ExecuteAsync(removeJobs, cancellationToken, ids).ConfigureAwait(false);
                }
            }
        }

        return orphans;
    }
}
