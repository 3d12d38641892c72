using JobMaster.Storage;

namespace JobMaster.Postgres.Tests;

/// <summary>Claims that start where the last one ended, and what may hide behind that place.</summary>
public sealed class ClaimWatermarkTests : PostgresSchema
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly ClaimFilter Free = ClaimFilter.ForFreeSlots;
    private static readonly ClaimFilter Ahead = Free with { LostBelow = 1 };
    private readonly TickingClock _time = new();

    [Fact]
    public void A_claim_starts_where_the_last_ended_until_the_interval_is_over()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(5), _time.GetTimestamp(), marks.Version);
        marks.Next(Queue, Free).ShouldBe(Place(5));
        marks.Claimed(Queue, Free, Place(5), Place(9), _time.GetTimestamp(), marks.Version);
        marks.Claimed(Queue, Free, Place(5), Place(7), _time.GetTimestamp(), marks.Version);
        marks.Next(Queue, Free).ShouldBe(Place(9));
        marks.Next(Queue with { Lane = "mail" }, Free).ShouldBe(QueuePlace.Start);

        _time.Tick(Interval);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_comes_in_behind_the_place_is_looked_for_at_once()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(5), _time.GetTimestamp(), marks.Version);
        marks.Inserted(Queue, Place(6).DueAt);
        marks.Next(Queue, Free).ShouldBe(Place(5));
        marks.Inserted(Queue, Place(4).DueAt);
        marks.Next(Queue, Free).ShouldBe(new QueuePlace(Place(4).DueAt, 0));

        marks.Reset();
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void With_an_interval_of_zero_every_claim_starts_at_the_front()
    {
        var marks = new ClaimWatermarks(TimeSpan.Zero, _time);
        long started = _time.GetTimestamp();
        _time.Tick(Interval);
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(5), started, marks.Version);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_one_claim_has_passed_over_is_still_before_the_place_of_another()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(3), _time.GetTimestamp(), marks.Version);
        marks.Claimed(Queue, Ahead, QueuePlace.Start, Place(9), _time.GetTimestamp(), marks.Version);
        marks.Next(Queue, Ahead).ShouldBe(Place(9));
        marks.Next(Queue, Free).ShouldBe(Place(3));

        marks.Inserted(Queue, Place(2).DueAt);
        marks.Next(Queue, Ahead).ShouldBe(marks.Next(Queue, Free));

        marks.Claimed(Queue, Free with { Excluded = """["report.build"]""" }, QueuePlace.Start, Place(9), _time.GetTimestamp(), marks.Version);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_comes_in_while_a_claim_is_on_its_way_is_not_forgotten()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        long version = marks.Version;
        marks.Reset();
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(5), _time.GetTimestamp(), version);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void Looking_from_the_front_takes_no_more_than_its_share_of_the_time()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        long started = _time.GetTimestamp();
        _time.Tick(TimeSpan.FromMilliseconds(50));
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(5), started, marks.Version);
        marks.MayScan(Queue, Free).ShouldBeFalse();
        marks.NextLook(Queue).ShouldBe(Place(5));
        _time.Tick(TimeSpan.FromMilliseconds(499));
        marks.MayScan(Queue, Free).ShouldBeFalse();
        _time.Tick(TimeSpan.FromMilliseconds(1));
        marks.MayScan(Queue, Free).ShouldBeTrue();
        marks.NextLook(Queue).ShouldBe(QueuePlace.Start);

        started = _time.GetTimestamp();
        _time.Tick(Interval);
        marks.Claimed(Queue, Free, QueuePlace.Start, Place(6), started, marks.Version);
        _time.Tick(Interval * 9);
        marks.Next(Queue, Free).ShouldBe(Place(6));
        _time.Tick(Interval);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public async Task Jobs_of_other_processes_that_come_in_behind_the_place_are_found_though_the_queue_is_never_empty()
    {
        var other = Open();
        var request = await RequestAsync(10);
        await Store.Jobs.InsertAsync(Jobs(200), false, default);
        (await Store.Jobs.ClaimAsync(request, default)).Count.ShouldBe(10);
        var late = Job(DateTimeOffset.UtcNow.AddHours(-1));
        await other.Jobs.InsertAsync([late], false, default);
        var stored = TimeProvider.System.GetTimestamp();

        for (bool isFound = false; !isFound;)
        {
            await other.Jobs.InsertAsync(Jobs(10), false, default);
            isFound = (await Store.Jobs.ClaimAsync(request, default)).Any(job => job.Id == late.Id);
            TimeProvider.System.GetElapsedTime(stored).ShouldBeLessThan(Interval + TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Released_and_rescued_jobs_are_claimed_next()
    {
        await Store.Jobs.InsertAsync(Jobs(30), false, default);
        var request = await RequestAsync(5);
        var first = await Store.Jobs.ClaimAsync(request, default);
        await Store.Jobs.ClaimAsync(request, default);

        await Store.Jobs.RecordAsync([.. first.Select(job => Succeeded(job) with { Kind = OutcomeKind.Release })], default);
        var again = await Store.Jobs.ClaimAsync(request, default);
        again.Select(job => job.Id).ShouldBe(first.Select(job => job.Id));

        await Store.Sessions.EndAsync([request.SessionId], default);
        await Store.Jobs.RescueAsync(new RescueRequest(100, 5), default);
        (await Store.Jobs.ClaimAsync(await RequestAsync(5), default)).Select(job => job.Id).ShouldBe(first.Select(job => job.Id));
    }

    private static QueuePlace Place(int at) => new(DateTimeOffset.UnixEpoch.AddSeconds(at), at);

    /// <summary>Monotonic time that a test moves.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Tick(TimeSpan by) => _ticks += by.Ticks;
    }
}
