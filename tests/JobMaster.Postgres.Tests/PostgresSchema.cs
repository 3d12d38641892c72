using JobMaster.Storage;
using Npgsql;

namespace JobMaster.Postgres.Tests;

/// <summary>The base of this provider's own tests: a migrated schema of its own, and short words.</summary>
public abstract class PostgresSchema : IAsyncLifetime
{
    private readonly List<PostgresMasterStore> _opened = [];

    protected static JobQueue Queue { get; } = new("default", JobMasterPriority.Medium);

    protected PostgresFixture Fixture { get; } = new();

    protected PostgresMasterStore Store { get; private set; } = null!;

    /// <summary>What every table's name begins with.</summary>
    protected string T => $"{Fixture.Schema}.jobmaster_";

    public virtual async Task InitializeAsync()
    {
        Store = Open();
        await Store.Schema.MigrateAsync(default);
    }

    public async Task DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }

        await Fixture.CleanUpAsync();
    }

    protected PostgresMasterStore Open(Action<PostgresStoreOptions>? configure = null, TimeProvider? clock = null)
    {
        var store = Fixture.Open(clock, configure ?? (_ => { }));
        _opened.Add(store);
        return store;
    }

    protected static NewJob Job(DateTimeOffset? dueAt = null) => new()
    {
        Id = Guid.CreateVersion7(),
        DefinitionId = "email.send",
        Lane = Queue.Lane,
        Priority = Queue.Priority,
        DueAt = dueAt,
        Timeout = TimeSpan.FromMinutes(1),
        MaxRetries = 3,
    };

    protected static List<NewJob> Jobs(int count) => [.. Enumerable.Range(0, count).Select(_ => Job())];

    protected async Task<Guid> InsertAsync(NewJob? job = null) =>
        (await Store.Jobs.InsertAsync([job ?? Job()], false, default)).Single().Id;

    protected async Task<ClaimRequest> RequestAsync(int freeSlots = 1000)
    {
        var id = Guid.CreateVersion7();
        await Store.Sessions.StartAsync(
            new NewSession { Id = id, WorkerName = "w", NodeName = "n", Lanes = [Queue.Lane], Concurrency = 1, Version = "1" }, default);
        return new ClaimRequest { SessionId = id, Queues = [new QueueShare(Queue, 1000)], FreeSlots = freeSlots };
    }

    protected async Task<StoredJob> RunOneAsync()
    {
        await InsertAsync();
        return (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).Single();
    }

    protected static AttemptOutcome Succeeded(StoredJob job) =>
        new() { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Succeeded };

    protected static async Task<NpgsqlConnection> ConnectAsync(string? connectionString = null)
    {
        // Unpooled: a pool would hand out connections that a restarted server has forgotten.
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString ?? PostgresFixture.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    protected static async Task<List<string>> RowsAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }
}
