using System.Collections.Concurrent;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Live;
using JobMaster.Conformance;
using JobMaster.Conformance.Jobs;
using JobMaster.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.AspNetCore.Tests.Live;

/// <summary>The one reader and its listeners.</summary>
public sealed class LiveHubTests
{
    private static readonly ApiCaller Caller = new("ada", ApiPermissions.Read);

    private readonly ConcurrentQueue<(LiveTopic Topic, DateTimeOffset At)> _reads = new();
    private readonly ConcurrentQueue<string> _states = new(["1"]);
    private readonly TestClock _time = new();

    [Fact]
    public async Task Many_listeners_have_one_reader_and_none_has_no_reader()
    {
        var hub = Hub();
        var listeners = Enumerable.Range(0, 20).Select(_ => Listener(LiveTopic.Lanes)).ToList();
        listeners.ForEach(listener => hub.TryJoin(listener, null).ShouldBeTrue());
        foreach (var listener in listeners)
        {
            await HasAsync(listener, "lanes");
        }

        listeners.ForEach(hub.Leave);
        await Eventually.BecomesAsync(
            "the reader ends", () =>
            {
                _time.Advance(TimeSpan.FromSeconds(2));
                return Task.FromResult(!hub.IsReading);
            },
            TestTime.Patience);
        int read = _reads.Count;
        read.ShouldBeGreaterThan(0);
        _time.Advance(TimeSpan.FromMinutes(5));
        _reads.Count.ShouldBe(read);

        // One reader waits after each round, so it reads a topic once at any time of this clock. Twenty would read it twenty times.
        _reads.GroupBy(one => one).ShouldAllBe(same => same.Count() == 1);

        // A listener that comes later starts it again, and is told what it has not seen.
        var late = Listener(LiveTopic.Lanes);
        hub.TryJoin(late, after: 1).ShouldBeTrue();
        await HasAsync(late, "lanes");
        hub.Leave(late);
    }

    [Fact]
    public void A_listener_that_is_slow_keeps_one_event_of_each_thing_and_is_told_to_reload()
    {
        var listener = Listener(LiveTopic.Lanes, LiveTopic.Overview);
        for (int sequence = 1; sequence <= 1_000; sequence++)
        {
            listener.Offer(new LiveEvent(LiveTopic.Lanes, "lanes", [], sequence));
        }

        listener.Offer(new LiveEvent(LiveTopic.Overview, "overview", [], 1_001));
        var (isReload, events) = listener.Take();
        isReload.ShouldBeFalse();
        events.Select(one => one.Sequence).ShouldBe([1_000, 1_001]);

        // The send of these takes too long.
        listener.Offer(new LiveEvent(LiveTopic.Lanes, "lanes", [], 1_002));
        _time.Advance(TimeSpan.FromSeconds(11));
        listener.Offer(new LiveEvent(LiveTopic.Lanes, "lanes", [], 1_003));
        listener.Sent();
        (isReload, events) = listener.Take();
        (isReload, events.Count).ShouldBe((true, 0));
        listener.Sent();
        listener.Offer(new LiveEvent(LiveTopic.Lanes, "lanes", [], 1_004));
        listener.Take().Events.ShouldHaveSingleItem().Sequence.ShouldBe(1_004);
    }

    [Fact]
    public void A_listener_that_comes_back_is_not_told_again_what_it_has()
    {
        var hub = Hub();
        var first = Listener(LiveTopic.Lanes);
        hub.TryJoin(first, null).ShouldBeTrue();
        hub.Publish(LiveTopic.Lanes, "lanes", "7"u8.ToArray());
        long last = first.Take().Events[^1].Sequence;
        var again = Listener(LiveTopic.Lanes);
        hub.TryJoin(again, last).ShouldBeTrue();
        again.Take().Events.ShouldAllBe(one => one.Sequence > last);
        hub.Publish(LiveTopic.Lanes, "lanes", "7"u8.ToArray());
        again.Take().Events.ShouldNotContain(one => one.Sequence == last);
        hub.Leave(first);
        hub.Leave(again);
    }

    [Fact]
    public async Task Listeners_are_told_when_the_store_does_not_answer_and_when_it_does_again()
    {
        var hub = Hub();
        _states.Clear();
        var listener = Listener(LiveTopic.Failures);
        hub.TryJoin(listener, null).ShouldBeTrue();
        await HasAsync(listener, "store", """{"isReachable":false}""");
        _states.Enqueue("1");
        await HasAsync(listener, "store", """{"isReachable":true}""");
        hub.Leave(listener);
    }

    private LiveListener Listener(params LiveTopic[] topics) => new(
        new LiveTopics(topics.ToHashSet(), new HashSet<Guid>()), Caller, _time, TimeSpan.FromSeconds(10));

    private LiveHub Hub() => new(
        new LiveReads(
            (topic, _) =>
            {
                _reads.Enqueue((topic, _time.GetUtcNow()));
                return _states.TryPeek(out string? state)
                    ? Task.FromResult(System.Text.Encoding.UTF8.GetBytes(state))
                    : throw new InvalidOperationException("The store is away.");
            },
            (_, _) => Task.FromResult<JobDetails?>(null)),
        new JobMasterApiOptions(), _time, NullLogger.Instance);

    private Task HasAsync(LiveListener listener, string name, string? data = null) => Eventually.BecomesAsync(
        $"there is an event '{name}'",
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(listener.Take().Events.Any(
                one => one.Name == name && (data is null || System.Text.Encoding.UTF8.GetString(one.Data) == data)));
        },
        TestTime.Patience);

    [Fact]
    public async Task A_topic_that_cannot_be_read_keeps_no_other_from_being_told()
    {
        var hub = new LiveHub(
            new LiveReads(
                (topic, _) => topic == LiveTopic.Overview
                    ? throw new TimeoutException("The count takes too long.")
                    : Task.FromResult("1"u8.ToArray()),
                (_, _) => Task.FromResult<JobDetails?>(null)),
            new JobMasterApiOptions(), TimeProvider.System, NullLogger.Instance);
        var overview = OneFor(LiveTopic.Overview);
        var lanes = OneFor(LiveTopic.Lanes);
        hub.TryJoin(overview, null).ShouldBeTrue();
        hub.TryJoin(lanes, null).ShouldBeTrue();
        List<string> told = [];
        await Eventually.BecomesAsync(
            "the other topic is told",
            () =>
            {
                told.AddRange(lanes.Take().Events.Select(one => one.Name));
                lanes.Sent();
                return Task.FromResult(told.Contains("lanes"));
            },
            TestTime.Patience);
        hub.Leave(overview);
        hub.Leave(lanes);
        told.ShouldContain("lanes");
    }

    [Fact]
    public async Task Listeners_are_told_at_the_first_read_that_fails_and_before_the_reads_after_it()
    {
        var logs = new LogSink();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int topics = 0, jobs = 0;
        var hub = new LiveHub(
            new LiveReads(
                async (_, _) =>
                {
                    if (Interlocked.Increment(ref topics) == 1)
                    {
                        throw new TimeoutException("The count takes too long.");
                    }

                    begun.SetResult();
                    await goOn.Task;
                    return "1"u8.ToArray();
                },
                (_, _) =>
                {
                    Interlocked.Increment(ref jobs);
                    throw new TimeoutException("The job takes too long.");
                }),
            new JobMasterApiOptions(), _time, logs);
        var listener = new LiveListener(
            new LiveTopics(
                new HashSet<LiveTopic> { LiveTopic.Overview, LiveTopic.Lanes },
                new HashSet<Guid> { Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7() }),
            Caller, _time, TimeSpan.FromSeconds(10));
        hub.TryJoin(listener, null).ShouldBeTrue();

        await begun.Task.WaitAsync(TestTime.Patience);
        listener.Take().Events.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.Name.ShouldBe("store"),
            one => System.Text.Encoding.UTF8.GetString(one.Data).ShouldBe("""{"isReachable":false}"""));
        listener.Sent();
        jobs.ShouldBe(0);

        // The other topic is told nevertheless. Of the jobs, which are all read in the same way, one is waited for.
        goOn.SetResult();
        await logs.WaitAsync(message => message.Contains("The job takes too long.", StringComparison.Ordinal));
        listener.Take().Events.ShouldHaveSingleItem().Key.ShouldBeOfType<LiveTopic>();
        (topics, jobs).ShouldBe((2, 1));
        hub.Leave(listener);
    }

    private static LiveListener OneFor(LiveTopic topic) => new(
        new LiveTopics(new HashSet<LiveTopic> { topic }, new HashSet<Guid>()), new ApiCaller("ada", ApiPermissions.Read),
        TimeProvider.System, TimeSpan.FromSeconds(10));
}
