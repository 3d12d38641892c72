using JobMaster.Sql;
using JobMaster.Sqlite;
using JobMaster.Storage;
using Microsoft.Data.Sqlite;

namespace JobMaster.Benchmarks.Providers;

/// <summary>The store's own statements on a connection set up as the store's writer is.</summary>
internal sealed class SqliteRawLoop : IRawLoop
{
    private readonly SqliteConnection _connection;
    private readonly SqlStatements _statements = new(typeof(SqliteMasterStore).Assembly, schema: null, RawJob.TablePrefix);
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _claim;
    private readonly SqliteCommand _finish;
    private readonly SqliteCommand _remove;
    private readonly byte[] _session = NewId();

    public SqliteRawLoop(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute(Command("connect_writer"));
        Execute(Command("synchronous_full"));
        _begin = Command("begin");
        _commit = Command("commit");
        _insert = Command(
            "enter_plain_job",
            ("id", null), ("created_at", null), ("due_at", null), ("definition_id", WorkHandler.DefinitionId), ("lane", RawJob.Lane),
            ("priority", (long)JobMasterPriority.Medium), ("timeout", RawJob.Timeout), ("max_retries", (long)RawJob.MaxRetries),
            ("trigger_source", (long)TriggerSourceType.Once), ("trace_parent", null), ("scheduled_by", null),
            ("payload", RawJob.Payload));
        _claim = Command(
            "claim_jobs",
            ("limit", null), ("session", _session), ("lane", RawJob.Lane), ("priority", (long)JobMasterPriority.Medium), ("lost_below", 1L),
            ("ahead", 0L),
            ("excluded", "[]"), ("reader", "-"), ("now", null));
        _finish = Command(_statements.Into("leave_jobs", "job_history"), ("leaving", null), ("running", 1L), ("now", null));
        _remove = Command("remove_jobs", ("ids", null));
        Execute(Command(
            "start_session",
            ("id", _session), ("worker_name", "raw"), ("node_name", "raw"), ("lanes", "[]"), ("agent_name", null), ("concurrency", 1L),
            ("version", "1"), ("reader", null), ("now", null)));
    }

    public Task InsertAsync(int jobs, DateTimeOffset? dueAt)
    {
        long now = SqlTime.ToMicroseconds(DateTimeOffset.UtcNow);
        Execute(_begin);
        _insert.Parameters[1].Value = now;
        _insert.Parameters[2].Value = dueAt is { } due ? SqlTime.ToMicroseconds(due) : now;
        for (int i = 0; i < jobs; i++)
        {
            _insert.Parameters[0].Value = NewId();
            Execute(_insert);
        }

        Execute(_commit);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JobClaim>> ClaimAsync(int limit)
    {
        Execute(_begin);
        _claim.Parameters[0].Value = (long)limit;
        var claims = new List<JobClaim>(limit);
        using (var reader = _claim.ExecuteReader())
        {
            while (reader.Read())
            {
                claims.Add(new JobClaim(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true), reader.GetInt32(12)));
            }
        }

        Execute(_commit);
        return Task.FromResult<IReadOnlyList<JobClaim>>(claims);
    }

    public Task FinishAsync(IReadOnlyList<JobClaim> claims)
    {
        Execute(_begin);
        _finish.Parameters[0].Value = RawJob.Succeeded(claims);
        using (var reader = _finish.ExecuteReader())
        {
            while (reader.Read())
            {
            }
        }

        _remove.Parameters[0].Value = JsonRows.Ids(claims.Select(claim => claim.JobId));
        Execute(_remove);
        Execute(_commit);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static byte[] NewId() => Guid.CreateVersion7().ToByteArray(bigEndian: true);

    private static void Execute(SqliteCommand command) => command.ExecuteNonQuery();

    private SqliteCommand Command(string name, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(_statements[name], parameters);

    private SqliteCommand Command(SqlStatement statement, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = statement.Text;
        foreach (var (parameter, value) in parameters)
        {
            command.Parameters.AddWithValue("@" + parameter, value ?? DBNull.Value);
        }

        return command;
    }
}
