using JobMaster.Scheduling;
using JobMaster.Testing;

namespace JobMaster.Tests.Scheduling;

/// <summary>When a node looks for what the user's own transaction may have committed.</summary>
public sealed class CommitPollsTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private readonly TestClock _clock = new();
    private readonly List<TimeSpan> _looks = [];
    private readonly CommitPolls _polls;
    private readonly long _start;

    public CommitPollsTests()
    {
        _start = _clock.GetTimestamp();
        _polls = new CommitPolls(() => _looks.Add(_clock.GetElapsedTime(_start)), _clock);
    }

    public void Dispose() => _polls.Dispose();

    [Fact]
    public void A_commit_within_half_a_second_is_looked_for_within_40_ms()
    {
        _polls.Wrote();
        Pass(TimeSpan.FromSeconds(5));

        _looks[0].ShouldBe(TimeSpan.FromMilliseconds(10));
        _looks.Zip(_looks.Skip(1), (earlier, later) => later - earlier).ShouldAllBe(pause => pause <= TimeSpan.FromMilliseconds(40));
        _looks[^1].ShouldBeInRange(CommitPolls.Watched + Tick, CommitPolls.Watched + TimeSpan.FromMilliseconds(80));
    }

    [Fact]
    public void Many_writes_share_the_looks_and_the_last_counts()
    {
        for (int write = 0; write < 1000; write++)
        {
            _polls.Wrote();
            Pass(Tick);
        }

        Pass(TimeSpan.FromSeconds(5));

        _looks.Count.ShouldBeLessThan(50);
        _looks[^1].ShouldBeGreaterThan(TimeSpan.FromMilliseconds(999) + CommitPolls.Watched);
    }

    [Fact]
    public void A_write_after_a_while_is_looked_for_soon_again()
    {
        _polls.Wrote();
        Pass(TimeSpan.FromSeconds(5));
        int before = _looks.Count;

        _polls.Wrote();
        Pass(TimeSpan.FromMilliseconds(10));

        _looks.Count.ShouldBe(before + 1);
    }

    [Fact]
    public void A_node_that_is_disposed_looks_no_more()
    {
        _polls.Wrote();
        _polls.Dispose();
        Pass(TimeSpan.FromSeconds(1));
        _polls.Wrote();
        Pass(TimeSpan.FromSeconds(1));

        _looks.ShouldBeEmpty();
        _clock.TimerCount.ShouldBe(0);
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Tick)
        {
            _clock.Advance(Tick);
        }
    }
}
