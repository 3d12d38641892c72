namespace JobMaster.Conformance;

/// <summary>The schema and its migrations.</summary>
public abstract class MigrationConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private protected override bool StartsMigrated => false;

    [Fact]
    public async Task An_empty_place_has_version_zero()
    {
        (await Store.Schema.ReadVersionAsync(default)).ShouldBe(0);
        Store.Schema.SupportedVersions.Oldest.ShouldBeInRange(1, Store.Schema.SupportedVersions.Newest);
    }

    [Fact]
    public async Task Migrating_brings_the_newest_version()
    {
        await Store.Schema.MigrateAsync(default);
        (await Store.Schema.ReadVersionAsync(default)).ShouldBe(Store.Schema.SupportedVersions.Newest);
        (await Open().Schema.ReadVersionAsync(default)).ShouldBe(Store.Schema.SupportedVersions.Newest);
        await InsertAsync();
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await Store.Schema.MigrateAsync(default);
        var id = await InsertAsync();
        await Store.Schema.MigrateAsync(default);
        await Open().Schema.MigrateAsync(default);
        (await Store.Schema.ReadVersionAsync(default)).ShouldBe(Store.Schema.SupportedVersions.Newest);
        (await GetAsync(id)).Id.ShouldBe(id);
    }

    [Fact]
    public async Task Starters_at_once_migrate_once_and_all_go_on()
    {
        IMasterStore[] stores = [Store, Open(), Open(), Open()];
        await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            await store.Schema.MigrateAsync(default);
            (await store.Schema.ReadVersionAsync(default)).ShouldBe(store.Schema.SupportedVersions.Newest);
            await StartSessionAsync(store);
        })));
        (await Store.Sessions.ListAsync(default)).Count.ShouldBe(4);
    }

    [Fact]
    public void Every_migration_can_be_printed()
    {
        var newest = Store.Schema.SupportedVersions.Newest;

        var migrations = Store.Schema.MigrationsAfter(0);

        migrations.Select(migration => migration.Version).ShouldBe(Enumerable.Range(1, newest));
        migrations.ShouldAllBe(migration => migration.Name.Length > 0 && migration.Sql.Trim().Length > 0);
        Store.Schema.MigrationsAfter(newest - 1).ShouldHaveSingleItem().ShouldBe(migrations[^1]);
        Store.Schema.MigrationsAfter(newest).ShouldBeEmpty();
    }
}
