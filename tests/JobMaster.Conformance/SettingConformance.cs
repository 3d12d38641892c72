namespace JobMaster.Conformance;

/// <summary>Settings changed at run time.</summary>
public abstract class SettingConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task At_first_there_are_none()
    {
        (await Store.Settings.ReadAsync(default)).Values.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_setting_is_set_changed_and_removed_and_every_node_sees_it()
    {
        var other = Open();
        await Store.Settings.WriteAsync("mode", "Passive", default);
        await Store.Settings.WriteAsync("lane:mail", "paused", default);
        (await other.Settings.ReadAsync(default)).Values.ShouldBe(
            new Dictionary<string, string> { ["mode"] = "Passive", ["lane:mail"] = "paused" }, ignoreOrder: true);

        await other.Settings.WriteAsync("mode", "Active", default);
        await other.Settings.WriteAsync("lane:mail", null, default);
        (await Store.Settings.ReadAsync(default)).Values.ShouldBe(new Dictionary<string, string> { ["mode"] = "Active" });
    }

    [Fact]
    public async Task The_version_rises_with_every_change()
    {
        var versions = new List<long> { (await Store.Settings.ReadAsync(default)).Version };
        foreach (var value in new[] { "a", "b", null, "c" })
        {
            await Store.Settings.WriteAsync("name", value, default);
            versions.Add((await Store.Settings.ReadAsync(default)).Version);
        }

        versions.ShouldBe(versions.Order());
        versions.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task Removing_what_is_not_there_does_no_harm()
    {
        await Store.Settings.WriteAsync("never", null, default);
        (await Store.Settings.ReadAsync(default)).Values.ShouldBeEmpty();
    }

    [Fact]
    public async Task Writers_at_once_lose_no_change()
    {
        IMasterStore[] stores = [Store, Open()];
        var before = (await Store.Settings.ReadAsync(default)).Version;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(at => Task.Run(
            () => stores[at % 2].Settings.WriteAsync($"name-{at}", $"{at}", default))));
        var after = await Store.Settings.ReadAsync(default);
        after.Values.Count.ShouldBe(20);
        after.Version.ShouldBeGreaterThanOrEqualTo(before + 20);
    }

    [Fact]
    public async Task Any_text_can_be_a_value()
    {
        await Store.Settings.WriteAsync("näme 🙂", "{\"a\":\"\0\"} 世界 '", default);
        (await Store.Settings.ReadAsync(default)).Values.ShouldBe(
            new Dictionary<string, string> { ["näme 🙂"] = "{\"a\":\"\uFFFD\"} 世界 '" });
    }
}
