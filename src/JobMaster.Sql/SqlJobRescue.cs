using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Takes back orphaned jobs within one transaction: finds them and what each becomes, then cancels, fails or releases each group. With
/// concurrent writers, the find must lock the rows and skip those that a finish has locked.
/// </summary>
internal sealed class SqlJobRescue
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobExit exit;
    private readonly SqlStatement findOrphans;
    private readonly SqlStatement rescueAttempts;
    private readonly SqlStatement rescueWaiting;
    private readonly SqlLimits limits;
    private readonly Func<DbDataReader, Orphan> readOrphan;

    public SqlJobRescue(SqlStoreParts parts, SqlJobExit exit)
    {
        this.parts = parts;
        this.exit = exit;
        findOrphans = parts.Statements["find_orphans"];
        rescueAttempts = parts.Statements["rescue_attempts"];
        rescueWaiting = parts.Statements["rescue_waiting"];
        limits = new SqlLimits(parts);
        readOrphan = reader => new Orphan(
            new RescuedJob(parts.Dialect.ReadId(reader, 0), reader.GetString(1), reader.Queue(2), (JobState)reader.GetInt32(4)),
            reader.GetInt32(5),
            reader.Text(6),
            reader.Text(7));
    }

    public async ValueTask<IReadOnlyList<RescuedJob>> RunAsync(
        SqlCommands commands, RescueRequest request, CancellationToken cancellationToken)
    {
        var orphans = await commands.QueryAsync(
            findOrphans,
            readOrphan,
            cancellationToken,
            SqlArgument.Number("limit", request.Limit),
            SqlArgument.Number("max_losses", request.MaxLosses),
            parts.Now()).ConfigureAwait(false);
        foreach (var group in orphans.GroupBy(orphan => orphan.Job.State))
        {
            if (group.Key == JobState.Ready)
            {
                var ids = SqlArgument.Json("ids", JsonRows.Ids(group.Select(orphan => orphan.Job.Id)));
                await commands.ExecuteAsync(rescueAttempts, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
                await commands.ExecuteAsync(rescueWaiting, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
                List<LimitedJob> limited = [
                    .. group.Where(orphan => orphan.Limits is not null).Select(orphan => new LimitedJob(orphan.Job.Id, orphan.Limits!))];
                await limits.GateAsync(commands, limited, mayWait: false, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await exit.EndAsync(
                    commands, group, static (writer, orphan) =>
                        orphan.Leaving.Write(writer), group.Key == JobState.Failed, cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        return orphans.ConvertAll(static orphan => orphan.Job);
    }

    private readonly record struct Orphan(RescuedJob Job, int ClaimNo, string? Error, string? Limits)
    {
        public LeavingJob Leaving => new(Job.Id, ClaimNo, Job.State)
        {
            IsLost = true, Error = Error, Fingerprint = Job.State == JobState.Failed ? StoredFailures.WorkerLost : null,
        };
    }
}
