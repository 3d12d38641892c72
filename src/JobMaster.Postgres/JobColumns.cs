using JobMaster.Sql;
using JobMaster.Storage;

namespace JobMaster.Postgres;

/// <summary>
/// Jobs as columns. If all jobs have the same value, a column is that value and an empty array; otherwise it is null and an array. A single
/// job has only values.
/// </summary>
internal sealed class JobColumns
{
    private readonly IReadOnlyList<NewJob> _jobs;
    private readonly bool _isBatch;

    private JobColumns(IReadOnlyList<NewJob> jobs, bool isBatch)
    {
        (_jobs, _isBatch) = (jobs, isBatch);
        Arguments.Add(isBatch
            ? new SqlArgument("ids", SqlArgumentKind.Native, Column(static job => job.Id))
            : SqlArgument.Id("id", jobs[0].Id));
    }

    public List<SqlArgument> Arguments { get; } = new(40);

    /// <summary>Every column of the jobs.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="isBatch">Whether the statement takes arrays; otherwise there is one job.</param>
    public static JobColumns Of(IReadOnlyList<NewJob> jobs, bool isBatch) => new JobColumns(jobs, isBatch)
        .Add("definition_id", SqlArgumentKind.Text, static job => StoredText.Clean(job.DefinitionId))
        .Add("lane", SqlArgumentKind.Text, static job => StoredText.Clean(job.Lane))
        .Add("priority", SqlArgumentKind.Number, static job => (long)job.Priority)
        .Add("due_at", SqlArgumentKind.Time, static job => job.DueAt)
        .Add("delay", SqlArgumentKind.Number, static job => SqlTime.ToMicroseconds(job.Delay))
        .Add("timeout", SqlArgumentKind.Number, static job => SqlTime.ToMicroseconds(job.Timeout))
        .Add("max_retries", SqlArgumentKind.Number, static job => (long)job.MaxRetries)
        .Add("expires_at", SqlArgumentKind.Time, static job => job.ExpiresAt)
        .Add("trigger_source", SqlArgumentKind.Number, static job => (long)job.TriggerSource)
        .Add("recurring_schedule_id", SqlArgumentKind.Id, static job => job.RecurringScheduleId)
        .Add("tenant", SqlArgumentKind.Text, static job => StoredText.Clean(job.Tenant))
        .Add("idempotency_key", SqlArgumentKind.Text, static job => StoredText.Clean(job.IdempotencyKey))
        .Add("trace_parent", SqlArgumentKind.Text, static job => StoredText.Clean(job.TraceParent))
        .Add("scheduled_by", SqlArgumentKind.Text, static job => StoredText.Clean(job.ScheduledBy))
        .Add("limits", SqlArgumentKind.Text, static job => StoredText.Clean(job.Limits))
        .Add("metadata", SqlArgumentKind.Text, static job => StoredText.Clean(job.Metadata))
        .Add("payload", SqlArgumentKind.Text, static job => StoredText.Clean(job.Payload));

    private JobColumns Add<T>(string name, SqlArgumentKind kind, Func<NewJob, T> value)
    {
        var first = value(_jobs[0]);
        bool isUniform = true;
        for (int i = 1; i < _jobs.Count && isUniform; i++)
        {
            isUniform = EqualityComparer<T>.Default.Equals(first, value(_jobs[i]));
        }

        Arguments.Add(new SqlArgument(name, kind, isUniform ? first : null));
        if (_isBatch)
        {
            Arguments.Add(new SqlArgument(name + "_each", SqlArgumentKind.Native, isUniform ? Array.Empty<T>() : Column(value)));
        }

        return this;
    }

    private T[] Column<T>(Func<NewJob, T> value)
    {
        var column = new T[_jobs.Count];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = value(_jobs[i]);
        }

        return column;
    }
}
