using JobMaster.Diagnostics;
using JobMaster.Storage;

namespace JobMaster.Tests.Diagnostics;

public class NodeStatisticsTests
{
    [Fact]
    public void A_count_is_of_the_cluster_its_lane_its_definition_and_its_tenant()
    {
        var statistics = new NodeStatistics(maxTenants: 1);
        statistics.Count(StatisticSlots.Accepted, "email", "mail", "acme");
        statistics.Count(StatisticSlots.Accepted, "email", "default", tenant: null);

        var taken = Taken(statistics);

        taken.ShouldBe(
            [
                (StatisticScope.Cluster, "", 2), (StatisticScope.Lane, "default", 1), (StatisticScope.Lane, "mail", 1),
                (StatisticScope.Definition, "email", 2), (StatisticScope.Tenant, "acme", 1),
            ]);
        Taken(statistics).ShouldBeEmpty();
    }

    [Fact]
    public void Names_beyond_the_limit_share_a_cell()
    {
        var statistics = new NodeStatistics(maxTenants: 2);
        for (var i = 0; i < 1500; i++)
        {
            statistics.Count(StatisticSlots.Accepted, $"definition-{i}", "mail", $"tenant-{i}");
        }

        var taken = Taken(statistics);

        taken.Where(one => one.Scope == StatisticScope.Tenant).ShouldBe(
            [(StatisticScope.Tenant, "", 1498), (StatisticScope.Tenant, "tenant-0", 1), (StatisticScope.Tenant, "tenant-1", 1)]);
        taken.Count(one => one.Scope == StatisticScope.Definition).ShouldBe(1001);
        taken.ShouldContain((StatisticScope.Definition, "", 500));
        taken.ShouldContain((StatisticScope.Cluster, "", 1500));
    }

    [Fact]
    public void A_tenant_that_is_idle_for_long_gives_its_place_to_another()
    {
        var statistics = new NodeStatistics(maxTenants: 1);
        statistics.Count(StatisticSlots.Accepted, "email", "mail", "old");
        for (var i = 0; i < 121; i++)
        {
            statistics.Take();
        }

        statistics.Count(StatisticSlots.Accepted, "email", "mail", "new");

        Taken(statistics).ShouldContain((StatisticScope.Tenant, "new", 1));
    }

    [Fact]
    public void A_pair_that_is_idle_for_long_gives_its_place_to_another_and_is_counted_apart_again()
    {
        var statistics = new NodeStatistics(maxTenants: 0);
        for (var i = 0; i < 1000; i++)
        {
            statistics.Count(StatisticSlots.Accepted, "old", $"lane-{i}", tenant: null);
        }

        for (var i = 0; i < 121; i++)
        {
            statistics.Take();
            statistics.Count(StatisticSlots.Accepted, "old", "lane-0", tenant: null);
        }

        statistics.Count(StatisticSlots.Accepted, "new", "lane-new", tenant: null);
        statistics.Count(StatisticSlots.Accepted, "old", "lane-999", tenant: null);

        var taken = Taken(statistics);
        taken.ShouldContain((StatisticScope.Definition, "new", 1));
        taken.ShouldContain((StatisticScope.Lane, "lane-new", 1));
        taken.ShouldContain((StatisticScope.Lane, "lane-0", 1));
        taken.ShouldContain((StatisticScope.Lane, "lane-999", 1));
        taken.ShouldNotContain(one => one.Name == "" && one.Scope != StatisticScope.Cluster);
    }

    [Fact]
    public void Names_without_jobs_for_long_give_their_places_away_also_if_nobody_looked_meanwhile()
    {
        var statistics = new NodeStatistics(maxTenants: 0);
        for (var i = 0; i < 1000; i++)
        {
            statistics.Count(StatisticSlots.Accepted, "email", $"lane-{i}", tenant: null);
        }

        statistics.Take();
        statistics.Count(StatisticSlots.Accepted, "email", "late", tenant: null);
        Taken(statistics).ShouldNotContain(one => one.Name == "late");
        statistics.Take(periods: 1000);
        statistics.Count(StatisticSlots.Accepted, "email", "late", tenant: null);

        Taken(statistics).ShouldContain((StatisticScope.Lane, "late", 1));
    }

    [Fact]
    public void The_pair_counted_last_is_counted_after_it_has_given_its_place_away()
    {
        var statistics = new NodeStatistics(maxTenants: 0);
        statistics.Count(StatisticSlots.Accepted, "email", "mail", tenant: null);
        for (var i = 0; i < 123; i++)
        {
            statistics.Take();
        }

        statistics.Count(StatisticSlots.Accepted, "email", "mail", tenant: null);

        Taken(statistics).ShouldContain((StatisticScope.Lane, "mail", 1));
    }

    [Fact]
    public async Task Counts_added_while_they_are_taken_are_taken_once()
    {
        var statistics = new NodeStatistics(maxTenants: 0);
        var adding = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                statistics.Count(StatisticSlots.Accepted, "email", "mail", tenant: null);
            }
        })).ToArray();
        var sum = 0L;
        while (!Task.WhenAll(adding).IsCompleted)
        {
            sum += OfCluster(statistics);
        }

        await Task.WhenAll(adding);
        sum += OfCluster(statistics);
        sum.ShouldBe(200_000);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(5.1, 1)]
    [InlineData(1000, 7)]
    [InlineData(3_600_000, 14)]
    [InlineData(3_600_001, 15)]
    public void A_time_is_in_the_bucket_whose_bound_it_does_not_exceed(double milliseconds, int bucket) =>
        StatisticSlots.BucketOf(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(bucket);

    [Fact]
    public void Counting_allocates_nothing()
    {
        var statistics = new NodeStatistics(maxTenants: 1);
        CountOften();
        var before = GC.GetAllocatedBytesForCurrentThread();

        CountOften();

        // The runtime itself may allocate a little on any thread.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);

        void CountOften()
        {
            for (var i = 0; i < 100_000; i++)
            {
                statistics.Count(StatisticSlots.Accepted, "email", "mail", "acme");
            }
        }
    }

    private static List<(StatisticScope Scope, string Name, long Accepted)> Taken(NodeStatistics statistics) =>
    [
        .. statistics.Take().Select(one => (one.Scope, one.Name, one.Counts[StatisticSlots.Accepted]))
            .OrderBy(one => one.Scope).ThenBy(one => one.Name, StringComparer.Ordinal),
    ];

    private static long OfCluster(NodeStatistics statistics) =>
        statistics.Take().Where(one => one.Scope == StatisticScope.Cluster).Sum(one => one.Counts[StatisticSlots.Accepted]);
}
