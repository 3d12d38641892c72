using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>Keys past their window go as fast as an app may file them, whatever the limit for jobs.</summary>
public sealed class KeyPruneTests : StoreFile
{
    [Fact]
    public async Task One_call_prunes_many_batches_of_keys_and_no_key_within_its_window()
    {
        var store = await OpenMigratedAsync();
        await using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = """
            insert into jobmaster_job_key (key, job_id, created_at, expires_at)
            with recursive one(at) as (select 1 union all select at + 1 from one where at < 5001)
            select 'key-' || at, randomblob(16), 0, case when at = 5001 then 9000000000000000 else at end from one;
            """;
        command.ExecuteNonQuery();

        await store.Retention.PruneAsync(new PruneRequest(TimeSpan.FromDays(10), TimeSpan.FromDays(10), 100), default);

        command.CommandText = "select group_concat(key) from jobmaster_job_key";
        command.ExecuteScalar().ShouldBe("key-5001");
    }
}
