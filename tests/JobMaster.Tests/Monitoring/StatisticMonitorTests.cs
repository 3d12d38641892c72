using System.Globalization;
using JobMaster.Monitoring;
using JobMaster.Storage;
using NSubstitute;

namespace JobMaster.Tests.Monitoring;

public class StatisticMonitorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 34, 56, TimeSpan.Zero);

    private readonly IMasterStore _store = Substitute.For<IMasterStore>();
    private readonly StatisticMonitor _monitor;

    public StatisticMonitorTests()
    {
        Stored();
        _monitor = new StatisticMonitor(_store, new JobMasterClusterOptions(), new At(Now));
    }

    [Theory]
    [InlineData(1, 300, "00:01:00", StatisticResolution.Minute)]
    [InlineData(24, 300, "00:05:00", StatisticResolution.Minute)]
    [InlineData(24, 2000, "00:01:00", StatisticResolution.Minute)]
    [InlineData(24 * 7, 300, "01:00:00", StatisticResolution.Hour)]
    [InlineData(24 * 31, 300, "03:00:00", StatisticResolution.Hour)]
    [InlineData(24 * 31, 2000, "01:00:00", StatisticResolution.Hour)]
    [InlineData(24 * 100, 300, "1.00:00:00", StatisticResolution.Day)]
    [InlineData(24 * 700, 300, "7.00:00:00", StatisticResolution.Day)]
    [InlineData(24 * 1990, 10, "400.00:00:00", StatisticResolution.Day)]
    [InlineData(24 * 1990, 1, "2000.00:00:00", StatisticResolution.Day)]
    public async Task A_span_is_cut_into_points_that_few_rows_fill(
        int hours, int maxPoints, string step, StatisticResolution resolution)
    {
        var series = await _monitor.GetSeriesAsync(new StatisticFilter { From = Now.AddHours(-hours), MaxPoints = maxPoints });

        series.Step.ShouldBe(TimeSpan.Parse(step, CultureInfo.InvariantCulture));
        series.From.ShouldBeLessThanOrEqualTo(Now.AddHours(-hours));
        series.Before.ShouldBeGreaterThanOrEqualTo(Now);
        series.Points.Select(point => point.At).ShouldBe(
            Enumerable.Range(0, series.Points.Count).Select(point => series.From + (point * series.Step)));
        var request = (StatisticRequest)_store.Statistics.ReceivedCalls().Single().GetArguments()[0]!;
        request.Resolution.ShouldBe(resolution);
        ((Now - request.From) / StatisticFolding.LengthOf(resolution)).ShouldBeLessThanOrEqualTo(2000);
    }

    [Fact]
    public async Task A_span_from_before_the_minutes_kept_is_read_in_hours()
    {
        var series = await _monitor.GetSeriesAsync(
            new StatisticFilter { From = Now.AddDays(-3), Before = Now.AddDays(-3).AddHours(1) });

        series.Step.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Rows_are_added_to_their_points_and_gaps_are_zeros()
    {
        var hour = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
        Stored(Row(hour, 1), Row(hour.AddMinutes(4), 2), Row(hour.AddMinutes(10), 4));

        var series = await _monitor.GetSeriesAsync(
            new StatisticFilter { From = hour, Before = hour.AddMinutes(20), MaxPoints = 4, Lane = "mail" });

        series.Step.ShouldBe(TimeSpan.FromMinutes(5));
        series.Points.Select(point => point.Counts.Accepted).ShouldBe([3, 0, 4, 0]);
    }

    [Fact]
    public async Task Groups_are_summed_by_name_and_what_is_not_kept_apart_has_none()
    {
        Stored(Row(Now, 1, "a", started: 1), Row(Now, 2, "b", started: 5), Row(Now.AddMinutes(1), 4, "a", started: 1), Row(Now, 8, ""));

        var groups = await _monitor.GetGroupsAsync(StatisticScope.Lane, Now.AddMinutes(-10));

        groups.Select(group => (group.Name, group.Counts.Accepted)).ShouldBe([("b", 2), ("a", 5), (null, 8)]);
    }

    [Fact]
    public async Task Groups_of_more_rows_than_one_page_are_summed_to_the_last_day()
    {
        var day = new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
        StoredStatistic[] rows = [
            .. from back in Enumerable.Range(0, 301) from name in Enumerable.Range(0, 350)
               select Row(day.AddDays(back - 300), 1, $"d{name}")];
        _store.Statistics.ReadAsync(default!, default).ReturnsForAnyArgs(call => Task.FromResult<IReadOnlyList<StoredStatistic>>(
            [.. rows.Where(row => row.Start.At >= call.Arg<StatisticRequest>().From).Take(call.Arg<StatisticRequest>().Limit)]));

        var groups = await _monitor.GetGroupsAsync(StatisticScope.Definition, day.AddDays(-300));

        groups.Count.ShouldBe(350);
        groups.ShouldAllBe(group => group.Counts.Accepted == 301);
    }

    [Fact]
    public void A_percentile_is_spread_within_its_bucket()
    {
        var times = new StatisticTimes(1_000_000, [0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 100]);

        times.Percentile(0.25).ShouldBe(TimeSpan.FromSeconds(0.75));
        times.Percentile(0.5).ShouldBe(TimeSpan.FromSeconds(1));
        times.Percentile(0.9).ShouldBe(TimeSpan.FromHours(1));
        times.Mean.ShouldBe(TimeSpan.FromMilliseconds(5));
        new StatisticTimes(0, new long[16]).Percentile(0.5).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => times.Percentile(95)).Message.ShouldContain("95th");
    }

    [Fact]
    public async Task Contradictions_are_named()
    {
        (await Refused(new StatisticFilter { Lane = "mail", Tenant = "acme" })).ShouldContain("Lane 'mail' and Tenant 'acme'");
        (await Refused(new StatisticFilter { Lane = "" })).ShouldContain("Lane is empty");
        (await Refused(new StatisticFilter { MaxPoints = 0 })).ShouldContain("MaxPoints 0");
        (await Refused(new StatisticFilter { From = Now, Before = Now })).ShouldContain("must be before");
        (await Refused(new StatisticFilter { From = DateTimeOffset.MinValue })).ShouldContain("1,999 days");

        async Task<string> Refused(StatisticFilter filter) =>
            (await Should.ThrowAsync<ArgumentException>(() => _monitor.GetSeriesAsync(filter))).Message;
    }

    private static StoredStatistic Row(DateTimeOffset at, long accepted, string name = "mail", long started = 0) =>
        new(StatisticFolding.StartOf(StatisticResolution.Minute, at), StatisticScope.Lane, name, [accepted, started]);

    private void Stored(params StoredStatistic[] rows) =>
        _store.Statistics.ReadAsync(default!, default).ReturnsForAnyArgs(Task.FromResult<IReadOnlyList<StoredStatistic>>(rows));

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
