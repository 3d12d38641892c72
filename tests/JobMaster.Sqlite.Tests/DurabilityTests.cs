using JobMaster.Conformance;
using JobMaster.Sql;

namespace JobMaster.Sqlite.Tests;

public sealed class DurabilityTests : StoreFile
{
    [Theory]
    [InlineData(SqliteSynchronous.Full, 2)]
    [InlineData(SqliteSynchronous.Normal, 1)]
    public async Task A_commit_is_flushed_to_the_disk_as_the_option_says(SqliteSynchronous option, long inForce)
    {
        await using var store = SqliteMasterStore.Create(
            StoreContexts.Create(storeClock: null), new SqliteStoreOptions { ConnectionString = FilePath, Synchronous = option });
        await store.Schema.MigrateAsync(default);
        var synchronous = new SqlStatement("synchronous", "pragma synchronous");

        var values = await store.Parts.Runner.WriteAsync(
            (commands, cancellationToken) => commands.QueryAsync(synchronous, row => row.GetInt64(0), cancellationToken), default);

        values.ShouldBe([inForce]);
        new SqliteStoreOptions().Synchronous.ShouldBe(
            SqliteSynchronous.Full, "a commit survives a power cut unless the app chooses otherwise");
    }
}
