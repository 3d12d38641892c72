namespace JobMaster.Conformance;

/// <summary>Which groups of failed jobs grow, as alerts see them.</summary>
public abstract class GrowingFailureConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly GrowingFailuresRequest Usual =
        new(TimeSpan.FromMinutes(5), Growth: 3, WithNew: true, MostJobs: 1000, Limit: 100);

    [Fact]
    public async Task A_group_that_is_new_or_grows_is_found_and_others_are_not()
    {
        await FailAsync("old", 2);
        await FailAsync("grows", 1);
        Clock.Move(Hour);
        await FailAsync("old", 2);
        await FailAsync("grows", 3);
        await FailAsync("new", 1);

        var found = await FindAsync();

        found.Select(group => (group.Fingerprint, group.Failed, group.Jobs, group.IsNew)).ShouldBe(
            [("grows", 3, 4, false), ("new", 1, 1, true)]);
        found.ShouldAllBe(group => group.ExampleDefinitionId == Definition && group.ExampleError == "Refused" && group.MutedBelow == 0);
        (await FindAsync(Usual with { WithNew = false })).Select(group => group.Fingerprint).ShouldBe(["grows"]);
        Clock.Move(TimeSpan.FromMinutes(5) + Microsecond);
        (await FindAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Folding_the_counts_changes_nothing()
    {
        await FailAsync("new", 2);
        var before = await FindAsync();

        await Store.Failures.FoldAsync(100, default);

        (await FindAsync()).ShouldBe(before);
        before.ShouldHaveSingleItem().Jobs.ShouldBe(2);
    }

    [Fact]
    public async Task A_muted_group_is_silent_until_it_is_n_times_as_large_and_found_then()
    {
        await FailAsync("muted", 4);
        await MuteAsync("muted", Clock.Now + (10 * Hour), growth: 3);
        Clock.Move(Hour);
        await FailAsync("muted", 7);
        (await FindAsync()).ShouldBeEmpty("eleven are less than three times four");
        Clock.Move(Hour);

        await FailAsync("muted", 1);

        var group = (await FindAsync()).ShouldHaveSingleItem();
        (group.Failed, group.Jobs, group.MutedBelow, group.IsNew).ShouldBe((1, 12, 12, false));
        await Store.Failures.FoldAsync(100, default);
        (await FindAsync()).ShouldHaveSingleItem().ShouldBe(group);
    }

    [Fact]
    public async Task A_group_whose_mute_is_over_or_lifted_is_found_only_if_it_grows()
    {
        await FailAsync("muted", 4);
        await MuteAsync("muted", Clock.Now + Hour, growth: 3);
        Clock.Move(Hour + Microsecond);
        await FailAsync("muted", 2);
        (await FindAsync()).ShouldBeEmpty();
        await MuteAsync("muted", Clock.Now + Hour, growth: 3);
        await MuteAsync("muted", null, growth: 1);

        await FailAsync("muted", 1);

        (await FindAsync()).ShouldHaveSingleItem().Failed.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mute_that_was_outgrown_acts_until_its_time_or_until_it_is_lifted(bool isFolded)
    {
        await FailAsync("muted", 2);
        await MuteAsync("muted", Clock.Now + (3 * Hour), growth: 2);
        Clock.Move(Hour);
        await FailAsync("muted", 2);
        await FoldAsync();
        (await FindAsync()).ShouldHaveSingleItem().MutedBelow.ShouldBe(4);
        Clock.Move(Hour);
        await FailAsync("muted", 1);
        (await FindAsync()).ShouldHaveSingleItem("its time is not over").MutedBelow.ShouldBe(4);

        Clock.Move(Hour);
        await FailAsync("muted", 1);
        await FoldAsync();
        (await FindAsync()).ShouldBeEmpty("its time is over, and the group does not grow");
        await FailAsync("muted", 2);
        (await FindAsync()).ShouldHaveSingleItem("it grows").MutedBelow.ShouldBe(0);

        await MuteAsync("muted", Clock.Now + (3 * Hour), growth: 2);
        Clock.Move(Hour);
        await FailAsync("muted", 8);
        await FoldAsync();
        await MuteAsync("muted", null, growth: 1);
        Clock.Move(Hour);
        await FailAsync("muted", 1);
        (await FindAsync()).ShouldBeEmpty("the mute was lifted");

        async Task FoldAsync() => await Store.Failures.FoldAsync(isFolded ? 100 : 0, default);
    }

    [Fact]
    public async Task A_group_that_outgrows_a_mute_whose_time_is_over_is_found_only_if_it_grows()
    {
        await FailAsync("muted", 2);
        await MuteAsync("muted", Clock.Now + Hour, growth: 2);
        Clock.Move(2 * Hour);
        await FailAsync("muted", 2);
        await Store.Failures.FoldAsync(100, default);

        (await FindAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_more_than_so_many_failed_jobs_and_groups_are_looked_at()
    {
        await FailAsync("first", 3);
        Clock.Move(Microsecond);
        await FailAsync("second", 3);

        (await FindAsync(Usual with { MostJobs = 4 })).Select(group => (group.Fingerprint, group.Failed)).ShouldBe(
            [("second", 3), ("first", 1)]);
        (await FindAsync(Usual with { Limit = 1 })).Count.ShouldBe(1);
    }

    private Task<IReadOnlyList<GrowingFailures>> FindAsync(GrowingFailuresRequest? request = null) =>
        Store.Alerts.ReadGrowingFailuresAsync(request ?? Usual, default);

    private async Task FailAsync(string fingerprint, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await RecordAsync(Outcome(await RunOneAsync(), OutcomeKind.Failed) with { Fingerprint = fingerprint, Error = "Refused" }))
                .ShouldBe(RecordResult.Recorded);
        }
    }

    private async Task MuteAsync(string fingerprint, DateTimeOffset? until, int growth)
    {
        var audit = new NewAuditEntry
        {
            Origin = new AuditOrigin("ann", "host-a:1"), Action = "failures.mute", TargetKind = "failures", TargetId = fingerprint,
        };
        (await Store.Failures.MuteAsync(fingerprint, until, growth, audit, default)).ShouldBeTrue();
    }
}
