using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Moves a waiting job to another time. For an operator it first holds the job, so that the audit has the former time.</summary>
internal sealed class SqlJobReschedule
{
    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlStatement holdChanging;
    private readonly SqlStatement rescheduleJob;
    private readonly Func<DbDataReader, ChangingJob> readChanging;
    private readonly SqlLimits limits;
    private readonly Func<DbDataReader, (JobQueue Queue, DateTimeOffset DueAt, string? Limits)> readMoved;

    public SqlJobReschedule(SqlStoreParts parts)
    {
        this.parts = parts;
        audit = new SqlAudit(parts);
        holdChanging = parts.Statements["hold_changing"];
        rescheduleJob = parts.Statements["reschedule_job"];
        readChanging = reader => ChangingJob.Read(parts.Dialect, reader);
        limits = new SqlLimits(parts);
        readMoved = reader => (reader.Queue(0), parts.Dialect.ReadTime(reader, 2), reader.Text(4));
    }

    public async ValueTask<bool> RunAsync(
        SqlCommands commands, Guid id, DateTimeOffset dueAt, AuditOrigin? by, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken)
    {
        var held = by is null
            ? []
            : await commands.QueryAsync(
                holdChanging, readChanging, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids([id])), parts.Now())
                .ConfigureAwait(false);
        if (by is not null && held is not [{ IsRunning: false }])
        {
            return false;
        }

        var moved = await commands.QueryAsync(
            rescheduleJob, readMoved, cancellationToken, SqlArgument.Id("id", id), SqlArgument.Time("due_at", dueAt)).ConfigureAwait(false);
        moved.ForEach(job => arrived(job.Queue, job.DueAt));
        List<LimitedJob> limited = [.. moved.Where(static job => job.Limits is not null).Select(job => new LimitedJob(id, job.Limits!))];
        await limits.GateAsync(commands, limited, mayWait: true, cancellationToken).ConfigureAwait(false);
        if (by is not null && moved is [var now] && now.DueAt != held[0].Values.DueAt)
        {
            await audit.FileAsync(commands, [JobAudit.Rescheduled(by, id, held[0].Values.DueAt, now.DueAt)], cancellationToken)
                .ConfigureAwait(false);
        }

        return moved.Count > 0;
    }
}
