using JobMaster.Conformance;
using JobMaster.Scheduling;
using JobMaster.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Scheduling;

public sealed class LaneWatchTests
{
    [Fact]
    public void However_many_lanes_callers_name_only_so_many_are_kept_in_mind()
    {
        var time = new FakeTimeProvider();
        var watch = new LaneWatch(
            InMemoryMasterStore.Create(StoreContexts.Create(null)).Sessions, ["default"], "c", time, NullLogger.Instance);

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 2 * LaneWatch.MostWatched; i++)
            {
                watch.Used($"lane-{round}-{i}");
                watch.Used("default");
            }

            watch.Watched.ShouldBe(LaneWatch.MostWatched);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        watch.Used("one more");
        watch.Watched.ShouldBe(1);
    }

    [Fact]
    public void Lanes_of_a_pattern_served_here_are_not_watched()
    {
        var watch = new LaneWatch(
            InMemoryMasterStore.Create(StoreContexts.Create(null)).Sessions, ["eu-*"], "c", new FakeTimeProvider(), NullLogger.Instance);

        watch.Used("eu-1");
        watch.Watched.ShouldBe(0);
        watch.Used("EU-1");
        watch.Watched.ShouldBe(1);
    }
}
