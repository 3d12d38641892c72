using System.Data.Common;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Takes steps of schedules within one transaction: move on those that still have the version planned from, stop what is to be stopped,
/// file the occurrences, and insert the jobs of those that were not filed before.
/// </summary>
internal sealed class SqlScheduleStep
{
    private readonly SqlStoreParts parts;
    private readonly SqlJobInsert insert;
    private readonly SqlJobCancel cancel;
    private readonly SqlAudit audit;
    private readonly SqlStatement advanceSchedules;
    private readonly SqlStatement readScheduleJobs;
    private readonly SqlStatement insertOccurrences;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, (Guid JobId, Guid ScheduleId)> readLive;
    private readonly Func<DbDataReader, Filed> readFiled;

    public SqlScheduleStep(SqlStoreParts parts, SqlJobInsert insert, SqlJobExit exit)
    {
        this.parts = parts;
        this.insert = insert;
        cancel = new SqlJobCancel(parts, exit);
        audit = new SqlAudit(parts);
        advanceSchedules = parts.Statements["advance_schedules"];
        readScheduleJobs = parts.Statements["read_schedule_jobs"];
        insertOccurrences = parts.Statements["insert_occurrences"];
        readId = parts.Dialect.SoleId;
        readLive = reader => (parts.Dialect.ReadId(reader, 0), parts.Dialect.ReadId(reader, 1));
        readFiled = reader => new Filed(parts.Dialect.ReadId(reader, 0), parts.Dialect.ReadTime(reader, 1), reader.GetInt32(2) != 0);
    }

    public async ValueTask<IReadOnlyList<StepResult>> RunAsync(
        SqlCommands commands, IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken)
    {
        var moved = (
            await commands.QueryAsync(
                advanceSchedules, readId, cancellationToken,
                SqlArgument.Json("steps", JsonRows.Write(steps, WriteStep))).ConfigureAwait(false))
                .ToHashSet();
        var taken = steps.Where(step => moved.Contains(step.ScheduleId)).ToList();
        var stopped = await StopAsync(commands, taken, cancellationToken).ConfigureAwait(false);
        var jobs = await FileAsync(commands, taken, cancellationToken).ConfigureAwait(false);
        var inserted = jobs.Count == 0
            ? []
            : (await insert.RunAsync(commands, jobs, mayBeStored: false, limitsWaiting: false, cancellationToken).ConfigureAwait(false))
                .ToDictionary(job => job.Id);
        await AuditAsync(commands, taken, job => inserted.ContainsKey(job.Id), cancellationToken).ConfigureAwait(false);
        return [.. steps.Select(step => moved.Contains(step.ScheduleId)
            ? new StepResult(
                true, [.. JobsOf(step).Where(job => inserted.ContainsKey(job.Id)).Select(job => inserted[job.Id])],
                stopped.GetValueOrDefault(step.ScheduleId) ?? [])
            : new StepResult(false, [], []))];
    }

    /// <summary>A step that was to start a job took effect only if it did.</summary>
    private ValueTask AuditAsync(
        SqlCommands commands, List<ScheduleStep> taken, Func<NewJob, bool> isStored, CancellationToken cancellationToken) =>
        audit.FileAsync(
            commands,
            [
                .. taken.Where(step => !JobsOf(step).Any() || JobsOf(step).Any(isStored))
                    .Select(step => step.Audit).OfType<NewAuditEntry>(),
            ],
            cancellationToken);

    private static IEnumerable<NewJob> JobsOf(ScheduleStep step) => step.Occurrences.Select(one => one.Job).OfType<NewJob>();

    private static void WriteStep(Utf8JsonWriter writer, ScheduleStep step)
    {
        writer.WriteStartObject();
        writer.Id("id", step.ScheduleId);
        writer.Number("version", step.Version);
        writer.Number("state", (int)step.State);
        writer.Time("next_at", step.NextAt);
        writer.Time("last_at", step.LastAt);
        writer.Id("last_job_id", step.LastJobId);
        writer.Number("is_waiting", step.IsWaiting ? 1 : 0);
        writer.WriteEndObject();
    }

    private static void WriteOccurrence(Utf8JsonWriter writer, (Guid ScheduleId, PlannedOccurrence One) row)
    {
        writer.WriteStartObject();
        writer.Id("schedule_id", row.ScheduleId);
        writer.Time("occurs_at", row.One.At);
        writer.Number("by_hand", row.One.Result == OccurrenceResult.RunByHand ? 1 : 0);
        writer.Number("result", (int)row.One.Result);
        writer.Text("cause", row.One.Cause);
        writer.Id("job_id", row.One.Job?.Id);
        if (row.One.Range is { } range)
        {
            writer.Time("last_at", range.To);
            writer.Number("occurrences", range.Count);
            writer.Number("is_exact", range.IsExact ? 1 : 0);
        }

        writer.WriteEndObject();
    }

    /// <summary>Cancels the live jobs of schedules that want it; returns by schedule those that run and were asked to stop.</summary>
    private async ValueTask<Dictionary<Guid, List<Guid>>> StopAsync(
        SqlCommands commands, List<ScheduleStep> taken, CancellationToken cancellationToken)
    {
        var stopping = taken.Where(step => step.StopsLiveJobs).Select(step => step.ScheduleId).ToList();
        if (stopping.Count == 0)
        {
            return [];
        }

        var live = await commands.QueryAsync(
            readScheduleJobs, readLive, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(stopping))).ConfigureAwait(false);
        if (live.Count == 0)
        {
            return [];
        }

        var results = await cancel.RunAsync(commands, [.. live.Select(job => job.JobId)], by: null, limitsWaiting: true, cancellationToken)
            .ConfigureAwait(false);
        return live.Zip(results).Where(pair => pair.Second == CancelResult.StopRequested)
            .GroupBy(pair => pair.First.ScheduleId, pair => pair.First.JobId).ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>Files the occurrences; returns the jobs of those that were not filed before.</summary>
    private async ValueTask<List<NewJob>> FileAsync(SqlCommands commands, List<ScheduleStep> taken, CancellationToken cancellationToken)
    {
        var rows = taken.SelectMany(step => step.Occurrences.Select(one => (step.ScheduleId, One: one))).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        var filed = (await commands.QueryAsync(
            insertOccurrences, readFiled, cancellationToken, SqlArgument.Json("occurrences", JsonRows.Write(rows, WriteOccurrence)),
            parts.Now()).ConfigureAwait(false))
                .ToHashSet();
        return [
            .. rows.Where(row => row.One.Job is not null && filed.Contains(Filed.Of(row.ScheduleId, row.One))).Select(row => row.One.Job!)];
    }

    private readonly record struct Filed(Guid ScheduleId, DateTimeOffset At, bool IsByHand)
    {
        public static Filed Of(Guid scheduleId, PlannedOccurrence one) =>
            new(scheduleId, SqlTime.ToInstant(SqlTime.ToMicroseconds(one.At)), one.Result == OccurrenceResult.RunByHand);
    }
}
