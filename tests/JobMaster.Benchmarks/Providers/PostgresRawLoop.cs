using JobMaster.Postgres;
using JobMaster.Sql;
using JobMaster.Storage;
using Npgsql;
using NpgsqlTypes;

namespace JobMaster.Benchmarks.Providers;

/// <summary>
/// The store's own statements, prepared, on a connection of their own. A claim starts where the last one ended, as the store's does.
/// </summary>
internal sealed class PostgresRawLoop : IRawLoop
{
    private static readonly (string Name, NpgsqlDbType Type, object? Value)[] Columns =
    [
        ("definition_id", NpgsqlDbType.Text, WorkHandler.DefinitionId), ("lane", NpgsqlDbType.Text, RawJob.Lane),
        ("priority", NpgsqlDbType.Bigint, (long)JobMasterPriority.Medium), ("due_at", NpgsqlDbType.TimestampTz, null),
        ("delay", NpgsqlDbType.Bigint, 0L),
        ("timeout", NpgsqlDbType.Bigint, RawJob.Timeout), ("max_retries", NpgsqlDbType.Bigint, (long)RawJob.MaxRetries),
        ("expires_at", NpgsqlDbType.TimestampTz, null),
        ("trigger_source", NpgsqlDbType.Bigint, (long)TriggerSourceType.Once), ("recurring_schedule_id", NpgsqlDbType.Uuid, null),
        ("tenant", NpgsqlDbType.Text, null),
        ("idempotency_key", NpgsqlDbType.Text, null), ("trace_parent", NpgsqlDbType.Text, null),
        ("scheduled_by", NpgsqlDbType.Text, null), ("metadata", NpgsqlDbType.Text, null),
        ("limits", NpgsqlDbType.Text, null), ("payload", NpgsqlDbType.Text, RawJob.Payload),
    ];

    private readonly NpgsqlConnection _connection;
    private readonly SqlStatements _statements = new(typeof(PostgresMasterStore).Assembly, "jobmaster", RawJob.TablePrefix);
    private readonly NpgsqlCommand _insertOne;
    private readonly NpgsqlCommand _insertMany;
    private readonly NpgsqlCommand _claim;
    private readonly NpgsqlCommand _admit;
    private readonly NpgsqlCommand _dropStored;
    private readonly NpgsqlCommand _finish;
    private readonly Guid _session = Guid.CreateVersion7();
    private (DateTime DueAt, long Seq) _place = (DateTime.MinValue, 0);

    private PostgresRawLoop(NpgsqlConnection connection)
    {
        _connection = connection;
        _insertOne = Command("enter_job", [("id", NpgsqlDbType.Uuid, Guid.Empty), .. Columns, ("now", NpgsqlDbType.TimestampTz, null)]);
        (string Name, NpgsqlDbType Type, object? Value)[] many =
        [
            ("ids", NpgsqlDbType.Array | NpgsqlDbType.Uuid, Array.Empty<Guid>()), .. Columns,
            .. Columns.Select(column => (column.Name + "_each", NpgsqlDbType.Array | column.Type, (object?)NoneOf(column.Type))),
            ("now", NpgsqlDbType.TimestampTz, null),
        ];
        _insertMany = Command("enter_jobs", [.. many, ("session", NpgsqlDbType.Uuid, null), ("window", NpgsqlDbType.Bigint, null)]);
        _admit = Command(
            "enter_jobs", [.. many, ("session", NpgsqlDbType.Uuid, _session), ("window", NpgsqlDbType.Bigint, RawJob.DedupeWindow)]);
        _dropStored = Command("drop_stored", ("ids", NpgsqlDbType.Json, "[]"));
        _claim = Command(
            "claim_jobs",
            ("after_due_at", NpgsqlDbType.TimestampTz, DateTime.MinValue), ("after_seq", NpgsqlDbType.Bigint, 0L),
            ("limit", NpgsqlDbType.Bigint, 0L),
            ("session", NpgsqlDbType.Uuid, _session), ("lane", NpgsqlDbType.Text, RawJob.Lane),
            ("priority", NpgsqlDbType.Bigint, (long)JobMasterPriority.Medium),
            ("lost_below", NpgsqlDbType.Bigint, 1L), ("ahead", NpgsqlDbType.Bigint, 0L),
            ("excluded", NpgsqlDbType.Array | NpgsqlDbType.Text, Array.Empty<string>()),
            ("reader", NpgsqlDbType.Text, "-"), ("now", NpgsqlDbType.TimestampTz, null));
        _finish = Command(
            _statements.Into("leave_jobs", "job_history"),
            ("leaving", NpgsqlDbType.Json, "[]"), ("patience", NpgsqlDbType.Text, "500ms"), ("running", NpgsqlDbType.Boolean, true),
            ("now", NpgsqlDbType.TimestampTz, null));
    }

    public static async Task<PostgresRawLoop> OpenAsync(string connection)
    {
        var loop = new PostgresRawLoop(await PostgresBenchmarkPlace.OpenAsync(connection));
        await using var start = loop.Command(
            "start_session",
            ("id", NpgsqlDbType.Uuid, loop._session), ("worker_name", NpgsqlDbType.Text, "raw"), ("node_name", NpgsqlDbType.Text, "raw"),
            ("lanes", NpgsqlDbType.Text, "[]"), ("agent_name", NpgsqlDbType.Text, null),
            ("concurrency", NpgsqlDbType.Integer, 1), ("version", NpgsqlDbType.Text, "1"), ("reader", NpgsqlDbType.Text, null),
            ("now", NpgsqlDbType.TimestampTz, null));
        await start.ExecuteNonQueryAsync();
        foreach (
            var command in (NpgsqlCommand[])[loop._insertOne, loop._insertMany, loop._claim, loop._admit, loop._dropStored, loop._finish])
        {
            await command.PrepareAsync();
        }

        return loop;
    }

    public Task InsertAsync(int jobs, DateTimeOffset? dueAt)
    {
        var command = jobs == 1 ? _insertOne : _insertMany;
        command.Parameters[0].Value = jobs == 1 ? Guid.CreateVersion7() : NewIds(jobs);
        command.Parameters["due_at"].Value = dueAt is { } due ? due.UtcDateTime : DBNull.Value;
        return command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<JobClaim>> ClaimAsync(int limit)
    {
        var claims = await ClaimBehindAsync(_place, limit);
        return claims.Count == 0 && _place.Seq > 0 ? await ClaimBehindAsync((DateTime.MinValue, 0), limit) : claims;
    }

    /// <summary>Admits so many jobs, pushed now.</summary>
    public Task<IReadOnlyList<JobClaim>> AdmitAsync(int jobs)
    {
        var now = DateTime.UtcNow;
        return AdmitAsync(NewIds(jobs), [.. Enumerable.Range(0, jobs).Select(_ => now)]);
    }

    /// <summary>Admits jobs that nothing is known of: those two statements and one commit.</summary>
    public async Task<IReadOnlyList<JobClaim>> AdmitAsync(Guid[] ids, DateTime[] pushedAt)
    {
        (_admit.Parameters["ids"].Value, _admit.Parameters["due_at_each"].Value) = (ids, pushedAt);
        _dropStored.Parameters[0].Value = JsonRows.Ids(ids);
        var claims = new List<JobClaim>(ids.Length);
        await using var transaction = await _connection.BeginTransactionAsync();
        await using (var reader = await _admit.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                claims.Add(new JobClaim(reader.GetGuid(0), 1));
            }
        }

        await ReadAsync(_dropStored);
        await transaction.CommitAsync();
        return claims;
    }

    public Task FinishAsync(IReadOnlyList<JobClaim> claims)
    {
        _finish.Parameters[0].Value = RawJob.Succeeded(claims);
        return ReadAsync(_finish);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task ReadAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }
    }

    private static Guid[] NewIds(int count)
    {
        var ids = new Guid[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = Guid.CreateVersion7();
        }

        return ids;
    }

    private static Array NoneOf(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Text => Array.Empty<string>(),
        NpgsqlDbType.Bigint => Array.Empty<long>(),
        NpgsqlDbType.Uuid => Array.Empty<Guid>(),
        _ => Array.Empty<DateTime>(),
    };

    private async Task<List<JobClaim>> ClaimBehindAsync((DateTime DueAt, long Seq) place, int limit)
    {
        (_claim.Parameters[0].Value, _claim.Parameters[1].Value, _claim.Parameters[2].Value) = (place.DueAt, place.Seq, (long)limit);
        var claims = new List<JobClaim>(limit);
        await using var reader = await _claim.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            claims.Add(new JobClaim(reader.GetGuid(0), reader.GetInt32(12)));
            (DateTime, long) last = (reader.GetDateTime(7), reader.GetInt64(reader.GetOrdinal("seq")));
            _place = last.CompareTo(_place) > 0 ? last : _place;
        }

        return claims;
    }

    private NpgsqlCommand Command(string name, params ReadOnlySpan<(string Name, NpgsqlDbType Type, object? Value)> parameters) =>
        Command(_statements[name], parameters);

    private NpgsqlCommand Command(SqlStatement statement, params ReadOnlySpan<(string Name, NpgsqlDbType Type, object? Value)> parameters)
    {
        var command = new NpgsqlCommand(statement.Text, _connection);
        foreach (var (parameter, type, value) in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter(parameter, type) { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
