using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.SqlServer;

/// <summary>Sends one job as values, and many as one JSON batch.</summary>
internal sealed class SqlServerJobEntry(SqlStoreParts parts) : SqlJobEntry(parts)
{
    private readonly SqlStatement _enterJob = parts.Statements["enter_job"];

    protected override ValueTask<List<InsertedJob>> InsertRowsAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken) =>
        jobs.Count == 1
            ? commands.QueryAsync(_enterJob, ReadInserted, cancellationToken, [.. Values(jobs[0]), Parts.Now()])
            : InsertAllAsync(commands, jobs, cancellationToken);

    private static SqlArgument[] Values(NewJob job) =>
    [
        SqlArgument.Id("id", job.Id),
        SqlArgument.Text("definition_id", StoredText.Clean(job.DefinitionId)),
        SqlArgument.Text("lane", StoredText.Clean(job.Lane)),
        SqlArgument.Number("priority", (int)job.Priority),
        SqlArgument.Time("due_at", job.DueAt),
        SqlArgument.Interval("delay", job.Delay),
        SqlArgument.Interval("timeout", job.Timeout),
        SqlArgument.Number("max_retries", job.MaxRetries),
        SqlArgument.Time("expires_at", job.ExpiresAt),
        SqlArgument.Number("trigger_source", (int)job.TriggerSource),
        SqlArgument.Id("recurring_schedule_id", job.RecurringScheduleId),
        SqlArgument.Text("tenant", StoredText.Clean(job.Tenant)),
        SqlArgument.Text("idempotency_key", StoredText.Clean(job.IdempotencyKey)),
        SqlArgument.Text("trace_parent", StoredText.Clean(job.TraceParent)),
        SqlArgument.Text("scheduled_by", StoredText.Clean(job.ScheduledBy)),
        SqlArgument.Text("limits", StoredText.Clean(job.Limits)),
        SqlArgument.Text("metadata", StoredText.Clean(job.Metadata)),
        SqlArgument.Text("payload", StoredText.Clean(job.Payload)),
    ];
}
