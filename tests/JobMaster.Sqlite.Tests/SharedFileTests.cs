using System.Collections.Concurrent;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

public sealed class SharedFileTests : StoreFile
{
    [Fact]
    public async Task Any_number_of_starters_may_create_and_migrate_one_new_file()
    {
        var starters = Enumerable.Range(0, 6).Select(_ => Open()).ToList();
        await Task.WhenAll(starters.Select(async starter =>
        {
            await Task.Yield();
            (await starter.Schema.ReadVersionAsync(default)).ShouldBeInRange(0, starter.Schema.SupportedVersions.Newest);
            await starter.Schema.MigrateAsync(default);
        })).WaitAsync(Patience);

        (await starters[0].Schema.ReadVersionAsync(default)).ShouldBe(starters[0].Schema.SupportedVersions.Newest);
        starters[0].Schema.MigrationsAfter(starters[0].Schema.SupportedVersions.Newest).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_stores_on_one_file_claim_every_job_and_share_none()
    {
        var one = await OpenMigratedAsync();
        var two = Open();
        var jobs = Enumerable.Range(0, 600).Select(_ => Job()).ToList();
        await one.Jobs.InsertAsync(jobs, mayBeStored: false, default);
        var claimed = new ConcurrentBag<Guid>();

        await Task.WhenAll(ClaimAllAsync(one), ClaimAllAsync(two)).WaitAsync(Patience);

        claimed.ShouldBe(jobs.Select(job => job.Id), ignoreOrder: true);

        async Task ClaimAllAsync(SqliteMasterStore store)
        {
            var request = await StartSessionAsync(store) with { FreeSlots = 7 };
            while (await store.Jobs.ClaimAsync(request, default) is { Count: > 0 } taken)
            {
                taken.ToList().ForEach(job => claimed.Add(job.Id));
                await store.Jobs.RecordAsync(
                    [.. taken.Select(job => new AttemptOutcome { JobId = job.Id, ClaimNo = job.ClaimNo, Kind = OutcomeKind.Succeeded })],
                    default);
            }
        }
    }

    [Fact]
    public async Task Two_clusters_live_side_by_side_in_one_file_under_their_own_prefix()
    {
        var one = await OpenMigratedAsync();
        await using var other = SqliteMasterStore.Create(
            Conformance.StoreContexts.Create(storeClock: null, tablePrefix: "other_"),
            new SqliteStoreOptions { ConnectionString = FilePath });
        await other.Schema.MigrateAsync(default);

        await one.Jobs.InsertAsync([Job()], mayBeStored: false, default);

        (await other.Reads.CountAsync(10, default)).ShouldBeEmpty();
        (await one.Reads.CountAsync(10, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_job_is_due_by_the_file_stores_own_clock_when_none_stands_in_for_it()
    {
        var store = await OpenMigratedAsync();
        var before = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1);
        var inserted = (await store.Jobs.InsertAsync([Job()], mayBeStored: false, default))[0];

        inserted.CreatedAt.ShouldBeInRange(before, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1));
        inserted.DueAt.ShouldBe(inserted.CreatedAt);
        (await store.Jobs.ClaimAsync(await StartSessionAsync(store), default)).ShouldHaveSingleItem().Id.ShouldBe(inserted.Id);
    }
}
