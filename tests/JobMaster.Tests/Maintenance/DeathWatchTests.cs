using JobMaster.Maintenance;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Maintenance;

public sealed class DeathWatchTests
{
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly DeathWatch _watch;
    private readonly Guid _session = Guid.CreateVersion7();

    public DeathWatchTests() => _watch = new DeathWatch(HeartbeatTimeout, longestGap: HeartbeatTimeout / 2, _time);

    [Fact]
    public void A_session_is_dead_once_its_heartbeat_stood_still_for_one_timeout()
    {
        Observe(beat: 7).ShouldBeEmpty();
        for (var step = 1; step < 6; step++)
        {
            After(Step, beat: 7).ShouldBeEmpty();
        }

        After(Step, beat: 7).ShouldBe([new SessionBeat(_session, 7)]);
    }

    [Fact]
    public void A_beat_starts_the_timeout_anew()
    {
        Observe(beat: 7);
        for (var step = 1; step < 6; step++)
        {
            After(Step, beat: 7);
        }

        After(Step, beat: 8).ShouldBeEmpty();
        After(Step, beat: 8).ShouldBeEmpty();
    }

    [Fact]
    public void Time_in_which_this_node_could_not_look_makes_nobody_dead()
    {
        Observe(beat: 7);
        After(100 * HeartbeatTimeout, beat: 7).ShouldBeEmpty("an outage of the store, or a pause of this process");
        After(100 * HeartbeatTimeout, beat: 7).ShouldBeEmpty();
        After(Step, beat: 7).ShouldBeEmpty();
    }

    [Fact]
    public void A_session_that_ends_is_seen_once()
    {
        _watch.SawEnd.ShouldBeFalse();
        Observe(beat: 7);
        _watch.SawEnd.ShouldBeFalse();

        _watch.Observe([], _time.GetTimestamp());
        _watch.SawEnd.ShouldBeTrue();
        _watch.Observe([], _time.GetTimestamp());
        _watch.SawEnd.ShouldBeFalse();
    }

    private IReadOnlyList<SessionBeat> After(TimeSpan step, long beat)
    {
        _time.Advance(step);
        return Observe(beat);
    }

    private IReadOnlyList<SessionBeat> Observe(long beat) => _watch.Observe([new SessionBeat(_session, beat)], _time.GetTimestamp());
}
