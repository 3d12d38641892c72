using System.Data.Common;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Applies steps of schedules within one transaction: advances the schedules that still have the planned version, stops jobs as planned,
/// stores the occurrences, and inserts the jobs of occurrences that were not stored before.
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
    private readonly SqlStatement refileOccurrences;
    private readonly SqlStatement correctSchedules;
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
        refileOccurrences = parts.Statements["refile_occurrences"];
        correctSchedules = parts.Statements["correct_schedules"];
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
        var answers = await InsertAsync(commands, jobs, cancellationToken).ConfigureAwait(false);
        var results = taken.ConvertAll(step => (Step: step, Answers: new ScheduleStepAnswers(step, answers)));
        await CorrectAsync(commands, results.FindAll(result => result.Answers.Unstored.Count > 0), cancellationToken).ConfigureAwait(false);
        await audit.FileAsync(commands, [.. results.Select(result => result.Answers.Audit).OfType<NewAuditEntry>()], cancellationToken)
            .ConfigureAwait(false);
        int next = 0;
        return [.. steps.Select(step => moved.Contains(step.ScheduleId)
            ? ResultOf(results[next++].Answers, stopped.GetValueOrDefault(step.ScheduleId))
            : new StepResult(false, [], []))];
    }

    private static StepResult ResultOf(ScheduleStepAnswers answers, List<Guid>? stopped) =>
        new(true, answers.Stored, stopped ?? []) { Holders = answers.Holders };

    /// <summary>
    /// Stores the jobs and returns the results by their ids. Waits only briefly for a unique key that a transaction of the app holds: the
    /// steps stay due.
    /// </summary>
    private async ValueTask<Dictionary<Guid, InsertedJob>> InsertAsync(
        SqlCommands commands, List<NewJob> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0)
        {
            return [];
        }

        var answers = await insert.RunAsync(
            commands, jobs, mayBeStored: false, limitsWaiting: jobs.Exists(job => job.Unique is not null), cancellationToken)
            .ConfigureAwait(false);
        return jobs.Zip(answers).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    /// <summary>Corrects the occurrences whose job was not stored because of its unique key, and the schedules' last jobs.</summary>
    private async ValueTask CorrectAsync(
        SqlCommands commands, List<(ScheduleStep Step, ScheduleStepAnswers Answers)> wrong, CancellationToken cancellationToken)
    {
        if (wrong.Count == 0)
        {
            return;
        }

        var rows = wrong.SelectMany(each => each.Answers.Unstored.Select(one => (each.Step.ScheduleId, one)));
        await commands.ExecuteAsync(
            refileOccurrences, cancellationToken, SqlArgument.Json("occurrences", JsonRows.Write(rows, WriteOccurrence)))
            .ConfigureAwait(false);
        var right = wrong.Select(each => each.Step with { LastAt = each.Answers.LastAt, LastJobId = each.Answers.LastJobId });
        await commands.ExecuteAsync(correctSchedules, cancellationToken, SqlArgument.Json("steps", JsonRows.Write(right, WriteStep)))
            .ConfigureAwait(false);
    }

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
        writer.Id("job_id", row.One.JobId);
        if (row.One.Range is { } range)
        {
            writer.Time("last_at", range.To);
            writer.Number("occurrences", range.Count);
            writer.Number("is_exact", range.IsExact ? 1 : 0);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Cancels the live jobs of schedules whose step says so. Returns, by schedule, the running ones that were asked to stop.
    /// </summary>
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

    /// <summary>Stores the occurrences, and returns the jobs of those that were not stored before.</summary>
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
