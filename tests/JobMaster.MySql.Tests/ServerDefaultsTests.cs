using JobMaster.Conformance;
using JobMaster.Storage;
using JobMaster.TestServers;
using MySqlConnector;

namespace JobMaster.MySql.Tests;

/// <summary>A server whose own defaults are not those the store wants: the store works, or the start fails with what to do.</summary>
public sealed class ServerDefaultsTests(OwnServer server) : IClassFixture<OwnServer>
{
    private static readonly JobQueue Queue = new("default", JobMasterPriority.Medium);

    [Theory]
    [InlineData("tx_isolation", "'SERIALIZABLE'")]
    [InlineData("tx_isolation", "'READ-UNCOMMITTED'")]
    [InlineData("sql_mode", "'ANSI_QUOTES,PIPES_AS_CONCAT,ONLY_FULL_GROUP_BY,NO_ZERO_DATE'")]
    [InlineData("sql_mode", "'NO_BACKSLASH_ESCAPES'")]
    [InlineData("sql_mode", "''")]
    [InlineData("character_set_server", "'latin1'")]
    [InlineData("time_zone", "'+05:30'")]
    [InlineData("innodb_snapshot_isolation", "1")]
    [InlineData("innodb_lock_wait_timeout", "1")]
    [InlineData("autocommit", "0")]
    [NeedsOwnServer("mysql")]
    public Task With_this_default_jobs_are_stored_and_run(string name, string value) => WithAsync(name, value, async () =>
    {
        await using var place = await OpenAsync();
        var store = place.Store;
        await store.Schema.MigrateAsync(default);
        var at = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero);
        var sent = new NewJob
        {
            Id = Guid.CreateVersion7(),
            DefinitionId = "email.send",
            Lane = Queue.Lane,
            Priority = Queue.Priority,
            DueAt = at,
            Timeout = TimeSpan.FromMinutes(1),
            MaxRetries = 3,
            IdempotencyKey = "Ω \"'\\ ",
            Payload = """{"text":"Grüße 😀 \" \\ || %"}""",
        };
        var session = Guid.CreateVersion7();
        await store.Sessions.StartAsync(
            new NewSession { Id = session, WorkerName = "w", NodeName = "n", Lanes = [Queue.Lane], Concurrency = 1, Version = "1" },
            default);

        (await store.Jobs.InsertAsync([sent], true, default)).Single().IsNew.ShouldBeTrue();
        (await store.Jobs.InsertAsync([sent with { Id = Guid.CreateVersion7() }], true, default)).Single().Id.ShouldBe(sent.Id);
        var request = new ClaimRequest { SessionId = session, Queues = [new QueueShare(Queue, 10)], FreeSlots = 10 };
        var claimed = (await store.Jobs.ClaimAsync(request, default)).Single();
        (claimed.Payload, claimed.DueAt, claimed.IdempotencyKey).ShouldBe((sent.Payload, at, sent.IdempotencyKey));
        var outcome = new AttemptOutcome { JobId = claimed.Id, ClaimNo = claimed.ClaimNo, Kind = OutcomeKind.Succeeded };
        (await store.Jobs.RecordAsync([outcome], default)).ShouldBe([RecordResult.Recorded]);
        await using var other = MySqlMasterStore.Create(StoreContexts.Create(null), place.Options);
        (await other.Reads.GetAsync(sent.Id, default))!.State.ShouldBe(JobState.Succeeded);
    });

    [Theory]
    [InlineData("max_allowed_packet", "1048576", "Set max_allowed_packet to 4194304 or more")]
    [InlineData("read_only", "1", "Connect to the primary")]
    [NeedsOwnServer("mysql")]
    public Task With_this_default_the_start_fails_and_says_what_to_do(string name, string value, string remedy) =>
        WithAsync(name, value, async () =>
        {
            await using var place = await OpenAsync();

            var error = await Should.ThrowAsync<JobMasterStoreException>(() => place.Store.Schema.ReadVersionAsync(default));

            error.Message.ShouldContain(remedy);
        });

    private async Task WithAsync(string name, string value, Func<Task> run)
    {
        string before = await server.ReadAsync($"select @@global.{name}");
        await server.ExecuteAsync($"set global {name} = {value}");
        try
        {
            await run();
        }
        finally
        {
            await server.ExecuteAsync(
                long.TryParse(before, out long number) ? $"set global {name} = {number}" : $"set global {name} = '{before}'");
        }
    }

    private async Task<Place> OpenAsync()
    {
        string database = $"defaults_{Guid.NewGuid():N}";
        await server.ExecuteAsync($"create database {database}");
        var options = new MySqlStoreOptions
        {
            ConnectionString = new MySqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString,
        };
        return new Place(MySqlMasterStore.Create(StoreContexts.Create(null), options), options);
    }

    private sealed record Place(MySqlMasterStore Store, MySqlStoreOptions Options) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Store.DisposeAsync();
    }
}
