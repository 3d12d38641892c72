using JobMaster.Execution;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Execution;

public sealed class WorkerSessionTests
{
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task What_is_buffered_starts_only_while_the_heartbeat_is_younger_than_the_timeout()
    {
        var session = new WorkerSession(Guid.CreateVersion7(), HeartbeatTimeout, _time);
        (await session.WaitUntilMayStartAsync(default)).ShouldBeTrue();

        _time.Advance(HeartbeatTimeout);
        session.MayStart.ShouldBeFalse();
        var waiting = session.WaitUntilMayStartAsync(default);
        waiting.IsCompleted.ShouldBeFalse();

        session.Beaten(_time.GetTimestamp());
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task A_beat_counts_from_when_it_was_sent()
    {
        var session = new WorkerSession(Guid.CreateVersion7(), HeartbeatTimeout, _time);
        var sentAt = _time.GetTimestamp();
        _time.Advance(HeartbeatTimeout);
        session.Beaten(sentAt);

        session.MayStart.ShouldBeFalse("the answer took so long that others may have its jobs");
        session.Lose();
        (await session.WaitUntilMayStartAsync(default)).ShouldBeFalse("a lost session starts nothing ever again");
    }
}
