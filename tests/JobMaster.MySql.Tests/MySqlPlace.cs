using JobMaster.Storage;

namespace JobMaster.MySql.Tests;

/// <summary>The base of this provider's own tests: a migrated database of its own, and short words.</summary>
public abstract class MySqlPlace : IAsyncLifetime
{
    private readonly List<MySqlMasterStore> _opened = [];

    protected static JobQueue Queue { get; } = new("default", JobMasterPriority.Medium);

    protected MySqlFixture Fixture { get; } = new();

    protected MySqlMasterStore Store { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        await Fixture.PrepareMigratedAsync();
        Store = Open();
    }

    public async Task DisposeAsync()
    {
        foreach (var store in _opened)
        {
            await store.DisposeAsync();
        }

        await Fixture.CleanUpAsync();
    }

    protected MySqlMasterStore Open(Action<MySqlStoreOptions>? configure = null, TimeProvider? clock = null)
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
}
