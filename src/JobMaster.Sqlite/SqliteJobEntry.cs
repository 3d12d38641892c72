using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Sqlite;

/// <summary>
/// Inserts row by row: without a network, one prepared statement per job costs a third of parsing a JSON batch. Many jobs, such as those of
/// due schedules, go as one batch, because there the number of statements matters more than time.
/// </summary>
internal sealed class SqliteJobEntry(SqlStoreParts parts) : SqlJobEntry(parts)
{
    private readonly SqlStatement enterJob = parts.Statements["enter_job"];
    private readonly SqlStatement enterPlainJob = parts.Statements["enter_plain_job"];
    private readonly SqlStatement readNow = parts.Statements["read_now"];

    protected override ValueTask<List<InsertedJob>> InsertRowsAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        // What runs on the calling thread does not look at the token.
        cancellationToken.ThrowIfCancellationRequested();
        var inserted = new List<InsertedJob>(jobs.Count);
        long createdAt = commands.QueryNumber(readNow, Parts.Now());
        var now = SqlTime.ToInstant(createdAt);
        foreach (var job in jobs)
        {
            long dueAt = job.DueAt is { } due ? SqlTime.ToMicroseconds(due) : createdAt + SqlTime.ToMicroseconds(job.Delay);
            int entered = IsPlain(job) ? InsertPlain(commands, job, createdAt, dueAt) : Insert(commands, job, createdAt, dueAt);
            if (entered > 0)
            {
                inserted.Add(new InsertedJob(job.Id, IsNew: true, now, SqlTime.ToInstant(dueAt)));
            }
        }

        return new ValueTask<List<InsertedJob>>(inserted);
    }

    /// <summary>Whether it has none of the values that <c>enter_plain_job</c> leaves out.</summary>
    private static bool IsPlain(NewJob job) =>
        job is
        {
            TriggerSource: TriggerSourceType.Once, ExpiresAt: null, RecurringScheduleId: null, Tenant: null, IdempotencyKey: null,
            Limits: null, Metadata: null,
        };

    private int InsertPlain(SqlCommands commands, NewJob job, long createdAt, long dueAt) =>
        commands.Execute(
            enterPlainJob,
            SqlArgument.Id("id", job.Id),
            SqlArgument.Number("created_at", createdAt),
            SqlArgument.Number("due_at", dueAt),
            SqlArgument.Text("definition_id", StoredText.Clean(job.DefinitionId)),
            SqlArgument.Text("lane", StoredText.Clean(job.Lane)),
            SqlArgument.Number("priority", (int)job.Priority),
            SqlArgument.Interval("timeout", job.Timeout),
            SqlArgument.Number("max_retries", job.MaxRetries),
            SqlArgument.Text("trace_parent", StoredText.Clean(job.TraceParent)),
            SqlArgument.Text("scheduled_by", StoredText.Clean(job.ScheduledBy)),
            SqlArgument.Text("payload", StoredText.Clean(job.Payload)));

    private int Insert(SqlCommands commands, NewJob job, long createdAt, long dueAt) =>
        commands.Execute(
            enterJob,
            SqlArgument.Id("id", job.Id),
            SqlArgument.Text("definition_id", StoredText.Clean(job.DefinitionId)),
            SqlArgument.Text("lane", StoredText.Clean(job.Lane)),
            SqlArgument.Number("priority", (int)job.Priority),
            SqlArgument.Number("created_at", createdAt),
            SqlArgument.Number("due_at", dueAt),
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
            SqlArgument.Text("payload", StoredText.Clean(job.Payload)));
}
