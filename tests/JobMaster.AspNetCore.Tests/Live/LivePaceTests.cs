using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Live;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.AspNetCore.Tests.Live;

/// <summary>A thing that changes all the time is told of five times a second at most, whatever wakes the reader.</summary>
public sealed class LivePaceTests
{
    private const int Seconds = 10;
    private const int MostOfASecond = 5;

    private static readonly ApiCaller Caller = new("ada", ApiPermissions.Read);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TestClock _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(1000)]
    public async Task A_listener_gets_five_events_a_second_of_each_thing_and_no_more(int interval)
    {
        var hub = Hub(TimeSpan.FromMilliseconds(interval));
        var listener = Listener();
        hub.TryJoin(listener, null).ShouldBeTrue();
        var told = new List<LiveEvent>();
        for (var past = TimeSpan.Zero; past < TimeSpan.FromSeconds(Seconds); past += Step)
        {
            // Each who comes wakes the reader, and goes at once.
            var other = Listener();
            hub.TryJoin(other, null).ShouldBeTrue();
            hub.Leave(other);
            await UntilItWaitsAsync();
            told.AddRange(listener.Take().Events);
            listener.Sent();
            _time.Advance(Step);
        }

        hub.Leave(listener);
        foreach (string name in new[] { "lanes", "overview" })
        {
            var times = told.Where(one => one.Name == name).Select(one => TimeSpan.FromTicks(BitConverter.ToInt64(one.Data))).ToList();
            times.Count.ShouldBeInRange((Seconds * MostOfASecond) - MostOfASecond, Seconds * MostOfASecond, name);
            times.ShouldAllBe(at => times.Count(one => one >= at && one < at + TimeSpan.FromSeconds(1)) <= MostOfASecond);
        }
    }

    [Fact]
    public async Task Reading_takes_a_twenty_fifth_of_the_time_at_most()
    {
        int readings = 0;
        var slow = new LiveReads(
            (_, _) =>
            {
                readings++;
                _time.Advance(TimeSpan.FromMilliseconds(50));
                return Task.FromResult(BitConverter.GetBytes(_time.GetUtcNow().Ticks));
            },
            (_, _) => Task.FromResult<JobDetails?>(null));
        var hub = new LiveHub(slow, new JobMasterApiOptions(), _time, NullLogger.Instance);
        var listener = Listener();
        hub.TryJoin(listener, null).ShouldBeTrue();
        var end = _time.GetUtcNow() + TimeSpan.FromSeconds(30);
        while (_time.GetUtcNow() < end)
        {
            await UntilItWaitsAsync();
            _time.Advance(Step);
        }

        hub.Leave(listener);

        // Rounds of 0.1 seconds, and 2.5 seconds between two; who joins wakes the reader once.
        readings.ShouldBeInRange(2 * 11, 2 * 14);
    }

    /// <summary>The reader has read what there was, and set the timer of its pause.</summary>
    private Task UntilItWaitsAsync() => Eventually.BecomesAsync(
        "the reader pauses", () => Task.FromResult(_time.TimerCount > 0), TestTime.Patience);

    private LiveListener Listener() => new(
        new LiveTopics(new HashSet<LiveTopic> { LiveTopic.Lanes, LiveTopic.Overview }, new HashSet<Guid>()), Caller, _time,
        TimeSpan.FromSeconds(10));

    /// <summary>A hub whose every reading finds something new: when it was.</summary>
    private LiveHub Hub(TimeSpan interval) => new(
        new LiveReads(
            (_, _) => Task.FromResult(BitConverter.GetBytes(_time.GetUtcNow().Ticks)), (_, _) => Task.FromResult<JobDetails?>(null)),
        new JobMasterApiOptions { LiveInterval = interval }, _time, NullLogger.Instance);
}
