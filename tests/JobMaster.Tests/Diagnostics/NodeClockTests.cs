using JobMaster.Diagnostics;

namespace JobMaster.Tests.Diagnostics;

public sealed class NodeClockTests
{
    /// <summary>From now to the end of the year 9999, which many write for "not yet".</summary>
    private static readonly TimeSpan EndOfTime = DateTimeOffset.MaxValue - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(TimeSpan.TicksPerSecond)]
    [InlineData(1_000_000_000)]
    [InlineData(2_441_406)]
    public void A_delay_comes_round_again_at_any_frequency(long frequency)
    {
        var time = new SteppedTime(frequency);
        var due = time.DueAfter(TimeSpan.FromHours(3));

        time.Until(due).ShouldBe(TimeSpan.FromHours(3));
        time.Move(TimeSpan.FromHours(1));
        time.Until(due).ShouldBe(TimeSpan.FromHours(2));
        time.Move(TimeSpan.FromHours(2));
        time.Until(due).ShouldBe(TimeSpan.Zero);
        time.Move(TimeSpan.FromHours(2));
        time.Until(due).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(TimeSpan.TicksPerSecond)]
    [InlineData(1_000_000_000)]
    public void What_is_due_at_the_end_of_time_stays_in_the_future(long frequency)
    {
        var time = new SteppedTime(frequency);

        foreach (var delay in new[] { EndOfTime, TimeSpan.MaxValue })
        {
            time.Until(time.DueAfter(delay)).ShouldBeGreaterThan(TimeSpan.FromDays(365 * 290));
        }

        time.Until(time.DueAfter(long.MaxValue - 1, EndOfTime)).ShouldBeGreaterThan(TimeSpan.FromDays(365 * 290));
        time.DueAfter(TimeSpan.MinValue).ShouldBeLessThan(0);
    }

    [Fact]
    public void The_systems_timers_get_a_millisecond_more()
    {
        var time = TimeProvider.System;

        time.GetElapsedTime(1, time.DueAfter(1, TimeSpan.FromSeconds(1))).ShouldBe(TimeSpan.FromMilliseconds(1001));
    }
}
