using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The recurring schedules of a relational store and their ledger.</summary>
[Experimental("JM9001")]
public sealed class SqlScheduleStore : IScheduleStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlScheduleStep step;
    private readonly SqlAudit audit;
    private readonly ScheduleRow row;
    private readonly SqlStatement readSchedule;
    private readonly SqlStatement findSchedule;
    private readonly SqlStatement insertSchedule;
    private readonly SqlStatement updateSchedule;
    private readonly SqlStatement readDueSchedules;
    private readonly SqlStatement advertiseProfiles;
    private readonly SqlStatement readProfiles;
    private readonly SqlStatement[] prunes;
    private readonly Func<DbDataReader, (StoredSchedule? Schedule, DateTimeOffset Now)> readRow;

    /// <summary>Creates the schedules of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="insert">Inserts many jobs.</param>
    /// <param name="exit">Moves jobs out of live work.</param>
    public SqlScheduleStore(SqlStoreParts parts, SqlJobInsert insert, SqlJobExit exit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        step = new SqlScheduleStep(parts, insert, exit);
        audit = new SqlAudit(parts);
        row = new ScheduleRow(parts.Dialect);
        readSchedule = parts.Statements["read_schedule"];
        findSchedule = parts.Statements["find_schedule"];
        insertSchedule = parts.Statements["insert_schedule"];
        updateSchedule = parts.Statements["update_schedule"];
        readDueSchedules = parts.Statements["read_due_schedules"];
        advertiseProfiles = parts.Statements["advertise_profiles"];
        readProfiles = parts.Statements["read_profiles"];
        prunes = [parts.Statements["prune_occurrences"], parts.Statements["prune_schedules"], parts.Statements["prune_profiles"]];
        readRow = reader => (row.Read(reader), row.ReadNow(reader));
    }

    /// <inheritdoc/>
    public Task<ScheduleReading> GetAsync(Guid id, CancellationToken cancellationToken) =>
        ReadOneAsync(readSchedule, cancellationToken, SqlArgument.Id("id", id), parts.Now());

    /// <inheritdoc/>
    public Task<ScheduleReading> FindAsync(string? profileId, string key, CancellationToken cancellationToken) =>
        ReadOneAsync(
            findSchedule, cancellationToken, SqlArgument.Text("profile_id", StoredText.Clean(profileId) ?? ""),
            SqlArgument.Text("key", StoredText.Clean(key)), parts.Now());

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredSchedule>> ListAsync(ScheduleListRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var names = new List<string> { "list_schedules" };
        var arguments = new List<SqlArgument> { parts.Now(), SqlArgument.Number("limit", request.Limit) };
        Add(request.State is not null, "list_schedules_state", SqlArgument.Number("state", (int)request.State.GetValueOrDefault()));
        Add(request.DefinitionId is not null, "list_definition", SqlArgument.Text("definition", StoredText.Clean(request.DefinitionId)));
        Add(request.Tenant is not null, "list_schedules_tenant", SqlArgument.Text("tenant", StoredText.Clean(request.Tenant)));
        Add(request.After is not null, "list_schedules_after", SqlArgument.Id("after_id", request.After));
        if (request.OnlyStatic)
        {
            names.Add("list_schedules_static");
        }

        names.Add("list_schedules_order");
        var rows = await parts.Runner.ReadAsync(
            (commands, token) =>
                commands.QueryAsync(parts.Statements.Compose([.. names]), readRow, token, [.. arguments]),
                cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(found => found.Schedule!)];

        void Add(bool isAsked, string fragment, SqlArgument argument)
        {
            if (isAsked)
            {
                names.Add(fragment);
                arguments.Add(argument);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> InsertAsync(StoredSchedule schedule, CancellationToken cancellationToken) =>
        await WriteAsync(insertSchedule, schedule, cancellationToken).ConfigureAwait(false) > 0;

    /// <inheritdoc/>
    public async Task<bool> UpdateAsync(StoredSchedule schedule, NewAuditEntry? audit, CancellationToken cancellationToken) =>
        0 < await (audit is null
            ? WriteAsync(updateSchedule, schedule, cancellationToken)
            : parts.Runner.WriteAsync((commands, token) => UpdateAsync(commands, schedule, audit, token), cancellationToken))
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<DueSchedules> ReadDueAsync(DueScheduleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string excluded = JsonRows.Ids(request.ExcludedIds);
        var rows = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                readDueSchedules, ReadDue, token, SqlArgument.Json("excluded", excluded), SqlArgument.Number("limit", request.Limit),
                parts.Now()),
            cancellationToken).ConfigureAwait(false);
        return new DueSchedules(
            [.. rows.Where(due => due.Schedule is not null).Select(due => new DueSchedule(due.Schedule!, due.HasLiveJob))], rows[0].Now);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepResult>> StepAsync(IReadOnlyList<ScheduleStep> steps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
        {
            return [];
        }

        try
        {
            var results = await parts.Runner.WriteAsync(
                (commands, token) => step.RunAsync(commands, steps, token), cancellationToken).ConfigureAwait(false);
            var dueAt = results.SelectMany(result => result.Jobs).ToDictionary(job => job.Id, job => job.DueAt);
            Tell(steps, job => dueAt.TryGetValue(job.Id, out var due) ? due : null);
            return results;
        }
        catch (Exception exception) when (parts.MayBeCommitted(exception))
        {
            Tell(steps, static job => job.DueAt ?? DateTimeOffset.MinValue);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredOccurrence>> ListOccurrencesAsync(
        OccurrenceListRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var statement = request.Before is null
            ? parts.Statements.Compose("list_occurrences", "list_occurrences_order")
            : parts.Statements.Compose("list_occurrences", "list_occurrences_before", "list_occurrences_order");
        var arguments =
            new List<SqlArgument> { SqlArgument.Id("schedule_id", request.ScheduleId), SqlArgument.Number("limit", request.Limit) };
        if (request.Before is not null)
        {
            arguments.Add(SqlArgument.Time("before", request.Before));
        }

        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statement, ReadOccurrence, token, [.. arguments]),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProfileUse>> AdvertiseAsync(IReadOnlyList<ProfileContent> contents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contents);
        if (contents.Count == 0)
        {
            return await parts.Runner.ReadAsync(
                (commands, token) => commands.QueryAsync(readProfiles, ReadProfile, token), cancellationToken).ConfigureAwait(false);
        }

        string rows = JsonRows.Write(contents, WriteContent);
        return await parts.Runner.WriteAsync(
            async (commands, token) =>
            {
                await commands.ExecuteAsync(
                    advertiseProfiles, token, SqlArgument.Json("contents", rows), parts.Now()).ConfigureAwait(false);
                return await commands.QueryAsync(readProfiles, ReadProfile, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken)
    {
        int pruned = 0;
        foreach (var statement in prunes)
        {
            pruned += await parts.Runner.WriteOneAsync(
                (commands, token) =>
                    commands.ExecuteAsync(
                        statement, token, SqlArgument.Interval("retention", retention), SqlArgument.Number("limit", limit), parts.Now()),
                cancellationToken).ConfigureAwait(false);
        }

        return pruned;
    }

    /// <summary>
    /// Reports the jobs of occurrences. Each is due at its occurrence, which has passed, so it may come before jobs that wait already.
    /// </summary>
    private void Tell(IReadOnlyList<ScheduleStep> steps, Func<NewJob, DateTimeOffset?> dueAt)
    {
        var jobs = parts.Arrived is null ? [] : steps.SelectMany(one => one.Occurrences).Select(one => one.Job).OfType<NewJob>();
        foreach (var job in jobs)
        {
            if (dueAt(job) is { } due)
            {
                parts.Arrived!(new JobQueue(job.Lane, job.Priority), due);
            }
        }
    }

    private static void WriteContent(Utf8JsonWriter writer, ProfileContent content)
    {
        writer.WriteStartObject();
        writer.Text("profile_id", content.ProfileId);
        writer.Text("hash", content.Hash);
        writer.Number("declared_revision", content.DeclaredRevision);
        writer.Text("keys", JsonRows.Texts(content.Keys));
        writer.WriteEndObject();
    }

    private static ProfileUse ReadProfile(DbDataReader reader)
    {
        using var keys = JsonDocument.Parse(reader.GetString(3));
        var content = new ProfileContent(
            reader.GetString(0), reader.GetString(1), reader.GetInt64(2),
            [.. keys.RootElement.EnumerateArray().Select(key => key.GetString()!)]);
        return new ProfileUse(content, reader.GetInt64(4), reader.GetInt64(5));
    }

    private async Task<ScheduleReading> ReadOneAsync(
        SqlStatement statement, CancellationToken cancellationToken, params SqlArgument[] arguments)
    {
        var rows = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statement, readRow, token, arguments), cancellationToken).ConfigureAwait(false);
        return new ScheduleReading(rows[0].Schedule, rows[0].Now);
    }

    private Task<int> WriteAsync(SqlStatement statement, StoredSchedule schedule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        string json = JsonRows.Write([schedule], ScheduleRow.Write);
        return parts.Runner.WriteOneAsync(
            (commands, token) => commands.ExecuteAsync(statement, token, SqlArgument.Json("schedules", json)), cancellationToken);
    }

    private async ValueTask<int> UpdateAsync(
        SqlCommands commands, StoredSchedule schedule, NewAuditEntry entry, CancellationToken cancellationToken)
    {
        var sent = SqlArgument.Json("schedules", JsonRows.Write([schedule], ScheduleRow.Write));
        int updated = await commands.ExecuteAsync(updateSchedule, cancellationToken, sent).ConfigureAwait(false);
        await audit.FileAsync(commands, updated == 0 ? [] : [entry], cancellationToken).ConfigureAwait(false);
        return updated;
    }

    private (StoredSchedule? Schedule, DateTimeOffset Now, bool HasLiveJob) ReadDue(DbDataReader reader) =>
        (row.Read(reader), row.ReadNow(reader), !reader.IsDBNull(ScheduleRow.Behind) && reader.GetInt32(ScheduleRow.Behind) != 0);

    private StoredOccurrence ReadOccurrence(DbDataReader reader) => new()
    {
        ScheduleId = parts.Dialect.ReadId(reader, 0),
        At = parts.Dialect.ReadTime(reader, 1),
        Result = (OccurrenceResult)reader.GetInt32(2),
        Cause = reader.Text(3),
        JobId = parts.Dialect.Id(reader, 4),
        FiledAt = parts.Dialect.ReadTime(reader, 5),
        Range = parts.Dialect.Time(reader, 6) is { } to ? new OccurrenceRange(to, reader.GetInt64(7), reader.GetInt32(8) != 0) : null,
    };
}
