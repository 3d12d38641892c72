using JobMaster.Maintenance;

namespace JobMaster.Tests.Maintenance;

public class IdlePaceTests
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private readonly IdlePace _pace = new(Shortest, TimeSpan.FromMinutes(1), new Middle());

    [Fact]
    public void Passes_that_find_nothing_come_ever_later_but_no_later_than_the_longest_wait()
    {
        int[] seconds = [.. Enumerable.Range(0, 6).Select(_ => (int)_pace.After(0, 100).TotalSeconds)];

        seconds.ShouldBe([20, 40, 60, 60, 60, 60]);
    }

    [Fact]
    public void One_that_finds_something_brings_back_the_shortest_wait()
    {
        _pace.After(0, 100);
        _pace.After(0, 100);

        _pace.After(1, 100).ShouldBe(Shortest);
    }

    [Fact]
    public void A_full_batch_is_followed_by_the_next_at_once_and_brings_back_the_shortest_wait_too()
    {
        _pace.After(0, 100);
        _pace.After(0, 100);

        _pace.After(100, 100).ShouldBe(TimeSpan.FromMilliseconds(100));
        _pace.After(0, 100).ShouldBe(2 * Shortest);
    }

    [Fact]
    public void What_is_announced_brings_back_short_waits_without_a_pass()
    {
        _pace.IsVain.ShouldBeFalse();
        _pace.After(0, 100);
        _pace.After(0, 100);
        _pace.IsVain.ShouldBeTrue();

        _pace.Quicken();

        _pace.IsVain.ShouldBeFalse();
        _pace.After(0, 100).ShouldBe(2 * Shortest);
    }

    /// <summary>Draws the middle of every range, so that the spread of the waits is none.</summary>
    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
