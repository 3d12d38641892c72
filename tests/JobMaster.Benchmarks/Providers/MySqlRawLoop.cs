using System.Data;
using System.Data.Common;
using JobMaster.MySql;
using JobMaster.Sql;
using JobMaster.Storage;
using MySqlConnector;

namespace JobMaster.Benchmarks.Providers;

/// <summary>
/// The store's own statements on a connection set up as the store's are. They are not prepared: the server takes long lists of ids as text.
/// </summary>
internal sealed class MySqlRawLoop : IRawLoop
{
    private static readonly SqlArgument Now = SqlArgument.Time("now", null);

    private readonly MySqlConnection _connection;
    private readonly MySqlDialect _dialect = new(new MySqlFailures("The raw loop"));
    private readonly SqlStatements _statements = new(typeof(MySqlMasterStore).Assembly, schema: null, RawJob.TablePrefix);
    private readonly SqlCommands _commands;
    private readonly SqlStatement _insertOne;
    private readonly SqlStatement _insertMany;
    private readonly SqlStatement _claim;
    private readonly SqlStatement _finish;
    private readonly SqlArgument _session = SqlArgument.Id("session", Guid.CreateVersion7());

    private MySqlRawLoop(MySqlConnection connection)
    {
        _connection = connection;
        _commands = new SqlCommands(_dialect, connection);
        _insertOne = _statements["enter_job"];
        _insertMany = _statements["enter_jobs"];
        _claim = _statements["claim_jobs"];
        _finish = _statements.Into("leave_jobs", "job_history");
    }

    public static async Task<MySqlRawLoop> OpenAsync(string connection)
    {
        var loop = new MySqlRawLoop(await MySqlBenchmarkPlace.OpenAsync(connection));
        await loop._commands.ExecuteAsync(loop._statements["set_up_connection"], CancellationToken.None);
        await loop._commands.ExecuteAsync(
            loop._statements["start_session"], CancellationToken.None,
            loop._session with { Name = "id" }, SqlArgument.Text("worker_name", "raw"), SqlArgument.Text("node_name", "raw"),
            SqlArgument.Text("lanes", "[]"), SqlArgument.Text("agent_name", null), SqlArgument.Number("concurrency", 1),
            SqlArgument.Text("version", "1"), SqlArgument.Text("reader", null), Now);
        return loop;
    }

    public async Task InsertAsync(int jobs, DateTimeOffset? dueAt)
    {
        var ids = Enumerable.Range(0, jobs).Select(_ => Guid.CreateVersion7()).ToList();
        if (jobs == 1)
        {
            await _commands.QueryAsync(_insertOne, static _ => 0, CancellationToken.None, [.. Values(ids[0], dueAt), Now]);
            return;
        }

        var job = RawJob.New() with { DueAt = dueAt };
        await _commands.QueryAsync(
            _insertMany, static _ => 0, CancellationToken.None,
            SqlArgument.Json("jobs", JsonRows.Write(ids, (writer, id) => NewJobRow.Write(writer, job with { Id = id }))),
            SqlArgument.Json("ids", JsonRows.Ids(ids)), SqlArgument.Id("session", null),
            new SqlArgument("window", SqlArgumentKind.Number, null), Now);
    }

    public async Task<IReadOnlyList<JobClaim>> ClaimAsync(int limit) => await CommitAsync(() => _commands.QueryAsync(
        _claim, ReadClaim, CancellationToken.None,
        _session, SqlArgument.Text("lane", RawJob.Lane), SqlArgument.Number("priority", (int)JobMasterPriority.Medium),
        SqlArgument.Number("lost_below", 1), SqlArgument.Number("limit", limit), SqlArgument.Number("ahead", 0),
        SqlArgument.Json("excluded", "[]"), SqlArgument.Text("reader", "-"), Now));

    public Task FinishAsync(IReadOnlyList<JobClaim> claims) => CommitAsync(() => _commands.QueryAsync(
        _finish, static _ => 0, CancellationToken.None,
        SqlArgument.Json("leaving", RawJob.Succeeded(claims)), SqlArgument.Flag("running", true), SqlArgument.Text("patience", null), Now));

    public ValueTask DisposeAsync()
    {
        _commands.Dispose();
        return _connection.DisposeAsync();
    }

    private static SqlArgument[] Values(Guid id, DateTimeOffset? dueAt) =>
    [
        SqlArgument.Id("id", id), SqlArgument.Text("definition_id", WorkHandler.DefinitionId), SqlArgument.Text("lane", RawJob.Lane),
        SqlArgument.Number("priority", (int)JobMasterPriority.Medium), SqlArgument.Time("due_at", dueAt), SqlArgument.Number("delay", 0),
        SqlArgument.Number("timeout", RawJob.Timeout), SqlArgument.Number("max_retries", RawJob.MaxRetries),
        SqlArgument.Time("expires_at", null), SqlArgument.Number("trigger_source", (int)TriggerSourceType.Once),
        SqlArgument.Id("recurring_schedule_id", null), SqlArgument.Text("tenant", null), SqlArgument.Text("idempotency_key", null),
        SqlArgument.Text("trace_parent", null), SqlArgument.Text("scheduled_by", null),
        SqlArgument.Text("metadata", null), SqlArgument.Text("limits", null),
        SqlArgument.Text("payload", RawJob.Payload),
    ];

    private JobClaim ReadClaim(DbDataReader reader) => new(_dialect.ReadId(reader, 0), reader.GetInt32(12));

    /// <summary>Runs a transaction, again when it lost a deadlock, as the store does.</summary>
    private async Task<List<T>> CommitAsync<T>(Func<ValueTask<List<T>>> run)
    {
        while (true)
        {
            await using var transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
            _commands.Transaction = transaction;
            try
            {
                var rows = await run();
                await transaction.CommitAsync();
                return rows;
            }
            catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.LockDeadlock)
            {
                // The server has rolled it back.
            }
            finally
            {
                _commands.Transaction = null;
            }
        }
    }
}
