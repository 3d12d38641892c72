namespace JobMaster.Conformance;

/// <summary>What nodes say about their definitions.</summary>
public abstract class DefinitionConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_node_adds_what_is_not_stored_and_every_node_sees_it()
    {
        var (node, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (await Store.Definitions.SeeAsync(node, "host:1", ["b", "a"], Hour, default)).ShouldBeEmpty();
        await Store.Definitions.AddAsync([Of("b"), Of("a")], default);
        var first = Clock.Now;
        Clock.Move(Microsecond);
        (await Open().Definitions.SeeAsync(other, "host:2", ["a"], Hour, default)).ShouldBe(["a", "b"], ignoreOrder: true);

        var stored = await Open().Definitions.ListAsync(default);

        stored.Definitions.ShouldBe([new StoredDefinition(Of("a"), first, first), new StoredDefinition(Of("b"), first, first)]);
        stored.Nodes.Select(one => (one.Id, one.Name, string.Join(' ', one.Hashes), one.FirstSeenAt))
            .ShouldBe([(node, "host:1", "b a", first), (other, "host:2", "a", Clock.Now)]);
    }

    [Fact]
    public async Task What_is_stored_stays_as_it_is_and_is_seen_again_once_an_interval()
    {
        var node = Guid.CreateVersion7();
        await Store.Definitions.AddAsync([Of("a"), Of("b")], default);
        var first = Clock.Now;
        Clock.Move(Hour);
        await Store.Definitions.SeeAsync(node, "host:1", ["a"], Hour, default);
        (await Store.Definitions.ListAsync(default)).Definitions.ShouldAllBe(one => one.LastSeenAt == first);

        Clock.Move(Microsecond);
        await Store.Definitions.SeeAsync(node, "host:1", ["a"], Hour, default);
        await Store.Definitions.AddAsync([Of("a") with { Content = "other" }], default);

        var stored = await Store.Definitions.ListAsync(default);
        stored.Definitions.ShouldBe([new StoredDefinition(Of("a"), first, Clock.Now), new StoredDefinition(Of("b"), first, first)]);
        stored.Nodes.ShouldHaveSingleItem().FirstSeenAt.ShouldBe(Clock.Now - Microsecond);
        stored.Nodes[0].LastSeenAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task What_nobody_has_had_for_long_is_pruned_and_nodes_before_it()
    {
        var (gone, live) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Store.Definitions.AddAsync([Of("old"), Of("kept")], default);
        await Store.Definitions.SeeAsync(gone, "gone", ["old", "kept"], Hour, default);
        Clock.Move(2 * Day);
        await Store.Definitions.SeeAsync(live, "live", ["kept"], Hour, default);

        (await Store.Definitions.PruneAsync(3 * Day, Day, default)).ShouldBe(1);
        (await Store.Definitions.ListAsync(default)).Nodes.ShouldHaveSingleItem().Id.ShouldBe(live);
        Clock.Move(Day + Microsecond);
        await Store.Definitions.SeeAsync(live, "live", ["kept"], Hour, default);
        (await Store.Definitions.PruneAsync(3 * Day, Day, default)).ShouldBe(1);

        (await Store.Definitions.ListAsync(default)).Definitions.ShouldHaveSingleItem().Definition.Hash.ShouldBe("kept");
        (await Store.Definitions.SeeAsync(live, "live", ["kept"], Hour, default)).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_store_each_definition_once()
    {
        var definitions = Enumerable.Range(0, 50).Select(i => Of($"hash-{i:00}")).ToList();
        var nodes = Enumerable.Range(0, 8).Select(_ => Open()).ToList();
        await Task.WhenAll(nodes.Select((store, i) => Task.Run(async () =>
        {
            await store.Definitions.SeeAsync(Guid.CreateVersion7(), $"host:{i}", [.. definitions.Select(one => one.Hash)], Hour, default);
            await store.Definitions.AddAsync([.. i % 2 == 0 ? definitions : definitions.AsEnumerable().Reverse()], default);
        })));

        var stored = await Store.Definitions.ListAsync(default);
        stored.Definitions.Select(one => one.Definition).ShouldBe(definitions);
        stored.Nodes.Count.ShouldBe(8);
    }

    private static NewDefinition Of(string hash) => new(hash, $"id of {hash}", $$"""{"hash":"{{hash}}"}""");
}
