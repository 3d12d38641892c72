using JobMaster.Testing;

namespace JobMaster.Tests.Testing;

public class TestClockTests
{
    private readonly TestClock _clock;

    public TestClockTests()
        : this(TimeSpan.TicksPerSecond)
    {
    }

    protected TestClockTests(long frequency) =>
        _clock = new TestClock(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)), frequency);

    [Fact]
    public void It_stands_until_it_is_moved()
    {
        var before = _clock.GetTimestamp();
        _clock.GetUtcNow().ShouldBe(new DateTimeOffset(2031, 5, 6, 5, 8, 9, TimeSpan.Zero));

        _clock.Advance(TimeSpan.FromMinutes(1));

        _clock.GetUtcNow().ShouldBe(new DateTimeOffset(2031, 5, 6, 5, 9, 9, TimeSpan.Zero));
        _clock.GetElapsedTime(before).ShouldBe(TimeSpan.FromMinutes(1));
        Should.Throw<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_fire_in_their_order_each_at_its_time()
    {
        var (fired, start) = (new List<string>(), _clock.GetTimestamp());
        Timer("late", 3);
        Timer("twin 1", 2);
        Timer("twin 2", 2);
        Timer("never", 9);
        using var early = _clock.CreateTimer(_ => Timer("set by early", 1), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(5));

        fired.ShouldBe(["twin 1 at 2", "twin 2 at 2", "set by early at 2", "late at 3"]);
        _clock.TimerCount.ShouldBe(1);

        void Timer(string name, int seconds) => _clock.CreateTimer(
            _ =>
                fired.Add($"{name} at {_clock.GetElapsedTime(start).TotalSeconds}"), null, TimeSpan.FromSeconds(seconds),
                Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_periodic_timer_fires_each_period_until_it_is_disposed_of()
    {
        var count = 0;
        var timer = _clock.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));
        count.ShouldBe(3);
        timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(9));
        count.ShouldBe(3);
        _clock.Advance(TimeSpan.FromSeconds(60));
        count.ShouldBe(4);

        timer.Dispose();
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).ShouldBeFalse();
        _clock.TimerCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_delay_of_the_clock_ends_when_it_is_moved()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), _clock);
        using var deadline = new CancellationTokenSource(TimeSpan.FromHours(2), _clock);

        _clock.Advance(TimeSpan.FromMinutes(59));
        delay.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
        deadline.IsCancellationRequested.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromHours(1));
        deadline.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_timer_due_at_once_fires_without_the_clock()
    {
        var fired = new TaskCompletionSource();
        using var timer = _clock.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_jump_changes_what_time_it_is_and_nothing_else()
    {
        var (now, fired, stamp) = (_clock.GetUtcNow(), 0, _clock.GetTimestamp());
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);

        _clock.Jump(TimeSpan.FromHours(1));
        _clock.GetUtcNow().ShouldBe(now.AddHours(1));
        _clock.Jump(TimeSpan.FromHours(-2));
        _clock.GetUtcNow().ShouldBe(now.AddHours(-1));

        fired.ShouldBe(0);
        _clock.GetTimestamp().ShouldBe(stamp);
    }

    [Fact]
    public void A_timer_beyond_the_end_of_time_never_fires()
    {
        var fired = 0;
        _clock.Advance(TimeSpan.FromDays(1));
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.MaxValue, Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromDays(365 * 300));
        _clock.TakeNext(TimeSpan.MaxValue).ShouldBeNull();

        fired.ShouldBe(0);
        _clock.GetTimestamp().ShouldBePositive();
    }

    [Fact]
    public void A_clock_that_is_coarser_than_its_timers_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TestClock(DateTimeOffset.UnixEpoch, TimeSpan.TicksPerSecond - 1));
}

/// <summary>The same on a clock that counts as that of Linux does.</summary>
public sealed class NanosecondTestClockTests() : TestClockTests(1_000_000_000);
