using JobMaster.Diagnostics;
using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace JobMaster.Tests.Maintenance;

public sealed class StatisticWriterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly NodeStatistics _statistics = new(maxTenants: 2);
    private readonly IMasterStore _store = Substitute.For<IMasterStore>();
    private readonly List<(Guid Writer, long Sequence, IReadOnlyList<NewStatistic> Batch)> _sent = [];
    private readonly StatisticWriter _writer;
    private int _written;
    private Func<StatisticAnswer> _answer = () => StatisticAnswer.Added;

    public StatisticWriterTests()
    {
        _store.Statistics.AddAsync(default, default, default!, default).ReturnsForAnyArgs(call =>
        {
            _sent.Add((call.ArgAt<Guid>(0), call.ArgAt<long>(1), call.ArgAt<IReadOnlyList<NewStatistic>>(2)));
            return Task.FromResult(_answer());
        });
        _writer = new StatisticWriter(
            NodeServicesOf.Store(_store, new JobMasterClusterOptions { ClusterId = "test" }, _telemetry, _time), _statistics,
            () => _written++);
    }

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task Nothing_counted_is_nothing_sent()
    {
        await _writer.RunOnceAsync(default);

        _sent.ShouldBeEmpty();
        await _store.Statistics.DidNotReceiveWithAnyArgs().RegisterAsync(default, default);
        _written.ShouldBe(0);
    }

    [Fact]
    public async Task Each_batch_that_was_written_is_told_to_the_one_who_adds_them_up()
    {
        Count(1);
        await _writer.RunOnceAsync(default);
        Count(1);
        await _writer.RunOnceAsync(default);

        _written.ShouldBe(2);
    }

    [Fact]
    public async Task While_nothing_is_counted_the_loop_rests_and_the_first_count_is_written_a_few_seconds_after_it()
    {
        var usual = (Least: TimeSpan.FromSeconds(3), Most: TimeSpan.FromSeconds(7));
        Count(1);
        (await _writer.RunOnceAsync(default)).ShouldBeInRange(usual.Least, usual.Most);
        (await _writer.RunOnceAsync(default)).ShouldBe(Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromHours(1));
        Count(2);
        (await _writer.RunOnceAsync(default)).ShouldBeInRange(usual.Least, usual.Most);
        _sent.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(4));
        (await _writer.RunOnceAsync(default)).ShouldBeInRange(usual.Least, usual.Most);

        _sent.Select(batch => (Accepted(batch.Batch), batch.Batch[0].Age.TotalSeconds)).ShouldBe([(1, 0), (2, 2)]);
    }

    [Fact]
    public async Task After_a_long_rest_names_without_jobs_make_room_for_new_ones()
    {
        for (var i = 0; i < 1000; i++)
        {
            _statistics.Count(StatisticSlots.Accepted, "email", $"lane-{i}", tenant: null);
        }

        await _writer.RunOnceAsync(default);
        await _writer.RunOnceAsync(default);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
        {
            _statistics.Count(StatisticSlots.Accepted, "email", "late", tenant: null);
            await _writer.RunOnceAsync(default);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        _sent[^1].Batch.ShouldContain(statistic => statistic.Scope == StatisticScope.Lane && statistic.Name == "late");
    }

    [Fact]
    public async Task A_batch_that_failed_is_sent_again_unchanged_and_older_and_later_counts_follow_it()
    {
        Count(1);
        _answer = () => throw new TimeoutException();
        _time.Advance(TimeSpan.FromSeconds(4));
        await Should.ThrowAsync<TimeoutException>(() => _writer.RunOnceAsync(default));
        Count(2);
        _time.Advance(TimeSpan.FromSeconds(4));
        _answer = () => StatisticAnswer.AddedBefore;
        await _writer.RunOnceAsync(default);
        _answer = () => StatisticAnswer.Added;
        await _writer.RunOnceAsync(default);

        _sent.Select(batch => (batch.Sequence, Accepted(batch.Batch), batch.Batch[0].Age.TotalSeconds))
            .ShouldBe([(1, 1, 2), (1, 1, 6), (2, 2, 2)]);
        _sent.Select(batch => batch.Writer).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_writer_that_was_forgotten_drops_its_batch_and_goes_on_under_a_new_id()
    {
        Count(1);
        await _writer.RunOnceAsync(default);
        Count(2);
        _answer = () => throw new TimeoutException();
        await Should.ThrowAsync<TimeoutException>(() => _writer.RunOnceAsync(default));
        _answer = () => StatisticAnswer.UnknownWriter;
        await _writer.RunOnceAsync(default);
        Count(4);
        _answer = () => StatisticAnswer.Added;
        await _writer.RunOnceAsync(default);

        _sent.Select(batch => (batch.Sequence, Accepted(batch.Batch))).ShouldBe([(1, 1), (2, 2), (2, 2), (1, 4)]);
        _sent[3].Writer.ShouldNotBe(_sent[2].Writer);
    }

    [Fact]
    public async Task A_writer_that_was_forgotten_while_it_had_nothing_to_write_loses_nothing()
    {
        Count(1);
        await _writer.RunOnceAsync(default);
        Count(2);
        _answer = () => _sent.Count == 2 ? StatisticAnswer.UnknownWriter : StatisticAnswer.Added;
        await _writer.RunOnceAsync(default);
        Count(4);
        await _writer.RunOnceAsync(default);

        _sent.Select(batch => (batch.Sequence, Accepted(batch.Batch))).ShouldBe([(1, 1), (2, 2), (1, 2), (2, 4)]);
        _sent.Select(batch => batch.Writer).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_that_the_store_refuses_is_dropped()
    {
        _store.IsRefusal(null!).ReturnsForAnyArgs(true);
        Count(1);
        _answer = () => throw new FormatException();
        await _writer.RunOnceAsync(default);
        Count(2);
        _answer = () => StatisticAnswer.Added;
        await _writer.RunOnceAsync(default);

        _sent.Select(batch => (batch.Sequence, Accepted(batch.Batch))).ShouldBe([(1, 1), (2, 2)]);
    }

    [Fact]
    public async Task In_a_long_outage_later_counts_share_the_last_take()
    {
        _answer = () => throw new TimeoutException();
        for (var i = 0; i < 100; i++)
        {
            Count(1);
            _time.Advance(TimeSpan.FromSeconds(10));
            await Should.ThrowAsync<TimeoutException>(() => _writer.RunOnceAsync(default));
        }

        _answer = () => StatisticAnswer.Added;
        _sent.Clear();
        await _writer.FlushAsync();

        _sent.Select(batch => Accepted(batch.Batch)).ShouldBe([1, 99]);
        _sent[1].Batch.Count(statistic => statistic.Scope == StatisticScope.Cluster).ShouldBe(60);
        _sent[1].Batch.Last(statistic => statistic.Scope == StatisticScope.Cluster).Age.ShouldBe(TimeSpan.FromSeconds(5));
    }

    private static long Accepted(IReadOnlyList<NewStatistic> batch) =>
        batch.Where(statistic => statistic.Scope == StatisticScope.Cluster).Sum(statistic => statistic.Counts[StatisticSlots.Accepted]);

    private void Count(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _statistics.Count(StatisticSlots.Accepted, "email", "mail", "acme");
        }
    }
}
