using JobMaster.Conformance.Faults;
using JobMaster.Monitoring;

namespace JobMaster.Conformance;

/// <summary>Filing what nodes counted, adding it up, reading and pruning it.</summary>
public abstract class StatisticConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly StatisticFold Fold = new(100, MostNames: 3, MostTenants: 2);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_batch_is_added_to_its_minute_hour_and_day()
    {
        var writer = await RegisterAsync();
        (await Store.Statistics.AddAsync(writer, 1, [Of(StatisticScope.Lane, "mail", 1, 2, 0, 4)], default))
            .ShouldBe(StatisticAnswer.Added);
        (await ReadAsync(StatisticScope.Lane)).ShouldBeEmpty("nothing is folded yet");

        (await Open().Statistics.FoldAsync(Fold, default)).ShouldBe(1);
        (await Store.Statistics.FoldAsync(Fold, default)).ShouldBe(0);

        foreach (var resolution in Enum.GetValues<StatisticResolution>())
        {
            var sum = (await ReadAsync(StatisticScope.Lane, resolution: resolution)).ShouldHaveSingleItem();
            sum.Start.ShouldBe(StatisticFolding.StartOf(resolution, Clock.Now));
            (sum.Scope, sum.Name).ShouldBe((StatisticScope.Lane, "mail"));
            sum.Counts.ShouldBe([1, 2, 0, 4]);
        }
    }

    [Fact]
    public async Task A_batch_sent_again_counts_once_whether_it_was_added_up_or_not()
    {
        var writer = await RegisterAsync();
        await AddAsync(writer, 1, Of(StatisticScope.Cluster, "", 5));
        (await AddAsync(writer, 1, Of(StatisticScope.Cluster, "", 5))).ShouldBe(StatisticAnswer.AddedBefore);
        await Store.Statistics.FoldAsync(Fold, default);
        await Store.Statistics.RegisterAsync(writer, default);

        (await AddAsync(writer, 1, Of(StatisticScope.Cluster, "", 5))).ShouldBe(StatisticAnswer.AddedBefore);
        (await AddAsync(writer, 2, Of(StatisticScope.Cluster, "", 7))).ShouldBe(StatisticAnswer.Added);
        await Store.Statistics.FoldAsync(Fold, default);

        (await ReadAsync(StatisticScope.Cluster)).ShouldHaveSingleItem().Counts.ShouldBe([12]);
    }

    [Fact]
    public async Task A_batch_sent_twice_at_once_counts_once()
    {
        var writer = await RegisterAsync();
        var stores = Enumerable.Range(0, 4).Select(_ => Open()).ToList();

        for (var sequence = 1; sequence <= 10; sequence++)
        {
            var answers = await Task.WhenAll(stores.Select(store => Task.Run(
                () => store.Statistics.AddAsync(writer, sequence, [Of(StatisticScope.Cluster, "", 1)], default))));
            answers.Count(answer => answer == StatisticAnswer.Added).ShouldBe(1);
        }

        await Store.Statistics.FoldAsync(Fold, default);
        (await ReadAsync(StatisticScope.Cluster)).ShouldHaveSingleItem().Counts.ShouldBe([10]);
    }

    [Fact]
    public async Task Nodes_that_write_and_fold_at_once_lose_nothing()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => Open()).ToList();

        await Task.WhenAll(nodes.Select((store, node) => Task.Run(async () =>
        {
            var writer = Guid.CreateVersion7();
            await store.Statistics.RegisterAsync(writer, default);
            for (var sequence = 1; sequence <= 25; sequence++)
            {
                await store.Statistics.AddAsync(
                    writer, sequence, [Of(StatisticScope.Cluster, "", 1, node), Of(StatisticScope.Lane, $"lane-{node % 2}", 1)], default);
                await store.Statistics.FoldAsync(new StatisticFold(3, 10, 10), default);
            }
        })));
        while (await Store.Statistics.FoldAsync(Fold, default) > 0)
        {
        }

        (await ReadAsync(StatisticScope.Cluster)).ShouldHaveSingleItem().Counts.ShouldBe([100, 25 * (0 + 1 + 2 + 3)]);
        (await ReadAsync(StatisticScope.Lane)).Select(sum => (sum.Name, sum.Counts[0])).ShouldBe([("lane-0", 50), ("lane-1", 50)]);
    }

    [Fact]
    public async Task A_writer_that_is_not_known_or_was_pruned_is_refused()
    {
        (await AddAsync(Guid.CreateVersion7(), 1, Of(StatisticScope.Cluster, "", 1))).ShouldBe(StatisticAnswer.UnknownWriter);
        var (gone, kept) = (await RegisterAsync(), await RegisterAsync());
        await AddAsync(gone, 1, Of(StatisticScope.Cluster, "", 1));
        Clock.Move(Day);
        await AddAsync(kept, 1, Of(StatisticScope.Cluster, "", 1));
        Clock.Move(Microsecond);

        (await Store.Statistics.PruneAsync(Keep() with { Writers = Day }, default)).ShouldBe(1);

        (await AddAsync(gone, 1, Of(StatisticScope.Cluster, "", 1))).ShouldBe(StatisticAnswer.UnknownWriter);
        (await AddAsync(kept, 2, Of(StatisticScope.Cluster, "", 1))).ShouldBe(StatisticAnswer.Added);
    }

    [Fact]
    public async Task A_count_belongs_to_when_it_was_counted_by_the_stores_clock()
    {
        var writer = await RegisterAsync();
        var at = StatisticFolding.StartOf(StatisticResolution.Day, Clock.Now + Day).At;
        Clock.Move(at - Clock.Now + (30 * Second));
        await AddAsync(
            writer, 1, Of(StatisticScope.Cluster, "", 1), Of(StatisticScope.Cluster, "", 2) with { Age = 31 * Second },
            Of(StatisticScope.Cluster, "", 4) with { Age = TimeSpan.FromMinutes(2) },
            Of(StatisticScope.Cluster, "", 8) with { Age = -Day });
        Clock.Move(Hour);

        await Store.Statistics.FoldAsync(Fold, default);

        (await ReadAsync(StatisticScope.Cluster)).Select(sum => (sum.Start.At - at, sum.Counts[0])).ShouldBe(
            [(TimeSpan.FromMinutes(-2), 4), (TimeSpan.FromMinutes(-1), 2), (TimeSpan.Zero, 9)]);
        (await ReadAsync(StatisticScope.Cluster, resolution: StatisticResolution.Day))
            .Select(sum => (sum.Start.At - at, sum.Counts[0])).ShouldBe([(-Day, 6), (TimeSpan.Zero, 9)]);
    }

    [Fact]
    public async Task Names_beyond_the_limit_of_a_day_are_counted_together()
    {
        var writer = await RegisterAsync();
        await AddAsync(writer, 1, Of(StatisticScope.Tenant, "a", 1), Of(StatisticScope.Tenant, "b", 2));
        await Store.Statistics.FoldAsync(Fold, default);
        await AddAsync(writer, 2, Of(StatisticScope.Tenant, "c", 4), Of(StatisticScope.Tenant, "", 8), Of(StatisticScope.Tenant, "a", 16));
        await AddAsync(writer, 3, [.. Enumerable.Range(0, 5).Select(i => Of(StatisticScope.Lane, $"lane-{i}", 1))]);
        await Store.Statistics.FoldAsync(Fold, default);

        (await ReadAsync(StatisticScope.Tenant)).Select(sum => (sum.Name, sum.Counts[0])).ShouldBe([("", 12), ("a", 17), ("b", 2)]);
        (await ReadAsync(StatisticScope.Lane)).Select(sum => (sum.Name, sum.Counts[0]))
            .ShouldBe([("", 2), ("lane-0", 1), ("lane-1", 1), ("lane-2", 1)]);
        Clock.Move(Day);
        await AddAsync(writer, 4, Of(StatisticScope.Tenant, "c", 32));
        await Store.Statistics.FoldAsync(Fold, default);
        (await ReadAsync(StatisticScope.Tenant, "c")).ShouldHaveSingleItem().Counts.ShouldBe([32]);
    }

    [Fact]
    public async Task Counts_of_other_versions_are_added_by_their_place()
    {
        var writer = await RegisterAsync();
        await AddAsync(writer, 1, Of(StatisticScope.Cluster, "", 1, 1, 1, long.MaxValue / 2), Of(StatisticScope.Lane, "x", 3));
        await AddAsync(writer, 2, Of(StatisticScope.Cluster, "", 2), Of(StatisticScope.Lane, "x", 4, 5));

        await Store.Statistics.FoldAsync(Fold, default);

        (await ReadAsync(StatisticScope.Cluster)).ShouldHaveSingleItem().Counts.ShouldBe([3, 1, 1, long.MaxValue / 2]);
        (await ReadAsync(StatisticScope.Lane)).ShouldHaveSingleItem().Counts.ShouldBe([7, 5]);
    }

    [Fact]
    public async Task Any_name_is_kept_as_it_is()
    {
        var writer = await RegisterAsync();
        string[] names = ["İstanbul", "it's \"quoted\"", "a\\b;--", "\U0001F600", "ABC", "abc"];
        await AddAsync(writer, 1, [.. names.Append("half \uD800").Select(name => Of(StatisticScope.Definition, name, 1))]);

        await Store.Statistics.FoldAsync(new StatisticFold(10, 100, 100), default);

        (await ReadAsync(StatisticScope.Definition)).Select(sum => sum.Name).ShouldBe([.. names, "half \uFFFD"], ignoreOrder: true);
        foreach (var name in names)
        {
            (await ReadAsync(StatisticScope.Definition, name)).ShouldHaveSingleItem().Name.ShouldBe(name);
        }
    }

    [Fact]
    public async Task A_read_is_of_a_span_in_order_and_limited()
    {
        var writer = await RegisterAsync();
        var first = StatisticFolding.StartOf(StatisticResolution.Minute, Clock.Now).At;
        for (var minute = 0; minute < 4; minute++)
        {
            await AddAsync(writer, minute + 1, Of(StatisticScope.Lane, "b", minute), Of(StatisticScope.Lane, "a", minute));
            Clock.Move(TimeSpan.FromMinutes(1));
        }

        await Store.Statistics.FoldAsync(Fold, default);
        var minutes = new StatisticRequest(
            StatisticScope.Lane, "a", StatisticResolution.Minute, first + TimeSpan.FromMinutes(1), first + TimeSpan.FromMinutes(3), 10);

        (await Store.Statistics.ReadAsync(minutes, default)).Select(sum => (sum.Name, sum.Counts[0])).ShouldBe([("a", 1), ("a", 2)]);
        (await Store.Statistics.ReadAsync(minutes with { Limit = 1 }, default)).ShouldHaveSingleItem().Counts.ShouldBe([1]);
        (await Store.Statistics.ReadAsync(minutes with { Name = null, Limit = 3 }, default))
            .Select(sum => (sum.Name, sum.Counts[0])).ShouldBe([("a", 1), ("b", 1), ("a", 2)]);
        (await Store.Statistics.ReadAsync(minutes with { Scope = StatisticScope.Definition }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_resolution_is_pruned_after_its_own_retention_a_part_at_a_time()
    {
        var writer = await RegisterAsync();
        for (var hour = 0; hour < 4; hour++)
        {
            await AddAsync(writer, hour + 1, Of(StatisticScope.Cluster, "", 1), Of(StatisticScope.Lane, "a", 1));
            Clock.Move(Hour);
        }

        await Store.Statistics.FoldAsync(Fold, default);
        (await Store.Statistics.PruneAsync(Keep(), default)).ShouldBe(0);
        var request = Keep() with { Minutes = TimeSpan.FromMinutes(90), Limit = 2 };

        (await Store.Statistics.PruneAsync(request, default)).ShouldBe(4);
        (await ReadAsync(StatisticScope.Lane)).Count.ShouldBe(2);
        (await Store.Statistics.PruneAsync(request, default)).ShouldBe(2);
        (await ReadAsync(StatisticScope.Lane)).Count.ShouldBe(1);
        (await ReadAsync(StatisticScope.Lane, resolution: StatisticResolution.Hour)).Count.ShouldBe(4);
        (await ReadAsync(StatisticScope.Lane, resolution: StatisticResolution.Day)).Sum(day => day.Counts[0]).ShouldBe(4);
    }

    [Fact]
    public async Task A_chart_of_a_day_a_week_or_a_month_is_whole_and_comes_from_2000_rows_at_most()
    {
        const int Days = 31;
        const int DaysOfMinutes = 2;
        var writer = await RegisterAsync();
        var counted = new List<DateTimeOffset>();
        for (var day = 1; day <= Days; day++)
        {
            // The day before the clock: every minute of the last two, every hour of the others.
            Clock.Move(Day);
            var unit = day > Days - DaysOfMinutes ? TimeSpan.FromMinutes(1) : Hour;
            var ages = Enumerable.Range(1, (int)(Day / unit)).Select(place => place * unit).ToList();
            counted.AddRange(ages.Select(age => Clock.Now - age));
            await AddAsync(writer, day, [.. ages.Select(age => Of(StatisticScope.Lane, "mail", 1) with { Age = age })]);
            (await Store.Statistics.FoldAsync(Fold, default)).ShouldBe(1);
        }

        var store = new FaultyStore(Store, new StoreFaults());
        var monitor = new StatisticMonitor(store, new JobMasterClusterOptions(), Clock);
        foreach (var days in new[] { 1, 2, 7, Days })
        {
            foreach (var most in new[] { 300, 2000 })
            {
                var series = await monitor.GetSeriesAsync(
                    new StatisticFilter { From = Clock.Now - (days * Day), Lane = "mail", MaxPoints = most });

                series.Points.Count.ShouldBeLessThanOrEqualTo(most);
                ((FaultyStatisticStore)store.Statistics).RowsRead.ShouldBeInRange(2, 2000, $"{days} days");
                series.Points.Sum(point => point.Counts.Accepted).ShouldBe(counted.Count(at => at >= series.From), $"{days} days");
            }
        }
    }

    private static NewStatistic Of(StatisticScope scope, string name, params long[] counts) => new(scope, name, TimeSpan.Zero, counts);

    private static StatisticRetention Keep() => new(100 * Day, 100 * Day, 100 * Day, 100 * Day, 100);

    private async Task<Guid> RegisterAsync()
    {
        var writer = Guid.CreateVersion7();
        await Store.Statistics.RegisterAsync(writer, default);
        return writer;
    }

    private Task<StatisticAnswer> AddAsync(Guid writer, long sequence, params NewStatistic[] statistics) =>
        Store.Statistics.AddAsync(writer, sequence, statistics, default);

    private Task<IReadOnlyList<StoredStatistic>> ReadAsync(
        StatisticScope scope, string? name = null, StatisticResolution resolution = StatisticResolution.Minute) =>
        Store.Statistics.ReadAsync(
            new StatisticRequest(scope, name, resolution, Clock.Now - (10 * Day), Clock.Now + Day, 1000), default);
}
