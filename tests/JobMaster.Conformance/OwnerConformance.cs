namespace JobMaster.Conformance;

/// <summary>Whose the tables are.</summary>
public abstract class OwnerConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task The_first_cluster_gets_the_tables_and_any_other_is_told_whose_they_are()
    {
        (await Store.Schema.OwnAsync("billing", null, default)).ShouldBe("billing");
        (await Open().Schema.OwnAsync("warehouse", null, default)).ShouldBe("billing");
        (await Open().Schema.OwnAsync("Billing", null, default)).ShouldBe("billing");
        (await Open().Schema.OwnAsync("billing", null, default)).ShouldBe("billing");
    }

    [Fact]
    public async Task A_cluster_that_names_its_former_id_takes_the_tables_and_what_is_in_them()
    {
        await Store.Schema.OwnAsync("billing", null, default);
        var id = await InsertAsync();

        (await Open().Schema.OwnAsync("invoicing", "payroll", default)).ShouldBe("billing", "that is not what they were called");
        (await Open().Schema.OwnAsync("invoicing", "billing", default)).ShouldBe("invoicing");
        (await Open().Schema.OwnAsync("invoicing", "billing", default)).ShouldBe("invoicing", "the call may stay");
        (await Open().Schema.OwnAsync("billing", null, default)).ShouldBe("invoicing");
        (await GetAsync(id)).Id.ShouldBe(id);
    }

    [Fact]
    public async Task Of_clusters_that_start_at_once_on_tables_of_nobody_one_gets_them()
    {
        string[] clusters = ["billing", "warehouse", "payroll", "mail"];
        var owners = await Task.WhenAll(clusters.Select(cluster => (Store: Open(), cluster)).ToList()
            .Select(starter => Task.Run(() => starter.Store.Schema.OwnAsync(starter.cluster, null, default))));

        clusters.ShouldContain(owners[0]);
        owners.ShouldAllBe(owner => owner == owners[0]);
    }

    [Fact]
    public async Task Of_renames_at_once_one_counts_and_all_are_told_so()
    {
        await Store.Schema.OwnAsync("billing", null, default);
        string[] clusters = ["invoicing", "invoicing", "warehouse", "invoicing"];
        var owners = await Task.WhenAll(clusters.Select(cluster => (Store: Open(), cluster)).ToList()
            .Select(starter => Task.Run(() => starter.Store.Schema.OwnAsync(starter.cluster, "billing", default))));

        clusters.ShouldContain(owners[0]);
        owners.ShouldAllBe(owner => owner == owners[0]);
    }

    [Fact]
    public async Task An_id_with_any_letters_is_kept_as_it_is()
    {
        const string Name = "Zürich 'ops' 世界 🙂";
        (await Store.Schema.OwnAsync(Name, null, default)).ShouldBe(Name);
        (await Open().Schema.OwnAsync("other", null, default)).ShouldBe(Name);
    }
}
