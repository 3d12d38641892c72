using JobMaster.Execution;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Execution;

public sealed class DueQueuesTests
{
    private static readonly JobQueue Queue = new("default", JobMasterPriority.Medium);

    [Fact]
    public void Many_polls_about_one_due_time_push_out_none_of_the_own_jobs_and_cost_one_claim()
    {
        var time = new FakeTimeProvider();
        var queues = new DueQueues([Queue], time, () => { });
        queues.Note(Queue, TimeSpan.FromHours(2));
        for (var poll = 0; poll < 1000; poll++)
        {
            queues.Polled([new QueueDue(Queue, TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(poll))], queues.Version);
        }

        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        queues.Ready().ShouldBe([Queue]);
        queues.Drained(Queue, queues.Version);
        queues.Ready().ShouldBeEmpty();
        queues.UntilNext().ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public void A_poll_that_finds_no_job_waiting_any_more_takes_back_what_the_one_before_said()
    {
        var queues = new DueQueues([Queue], new FakeTimeProvider(), () => { });
        queues.Polled([new QueueDue(Queue, TimeSpan.FromHours(1))], queues.Version);
        queues.Polled([], queues.Version);
        queues.UntilNext().ShouldBeNull();
    }

    [Fact]
    public void Queues_of_patterns_become_known_by_signals_and_searches_and_are_forgotten_once_they_stay_empty()
    {
        var time = new FakeTimeProvider();
        var queues = new DueQueues([Queue], time, () => { }, ["eu-*"]);
        queues.Note(InLane("eu-1"), TimeSpan.Zero);
        queues.Note(InLane("us-1"), TimeSpan.Zero);
        queues.NoteComing(InLane("eu-2"));
        queues.Found([new FoundQueue(InLane("eu-3"), TimeSpan.FromMinutes(1), IsSolo: false)]).Count.ShouldBe(1);
        queues.Found([new FoundQueue(InLane("eu-1"), TimeSpan.Zero, IsSolo: false)]).ShouldBeEmpty();
        queues.Found([new FoundQueue(InLane("us-1"), TimeSpan.Zero, IsSolo: false)]).ShouldBeEmpty();

        queues.Known.ShouldBe([Queue, InLane("eu-1"), InLane("eu-2"), InLane("eu-3")], ignoreOrder: true);
        queues.Ready().ShouldBe([InLane("eu-1")]);
        queues.UntilNext().ShouldBe(TimeSpan.FromMinutes(1));

        queues.Drained(InLane("eu-1"), queues.Version);
        time.Advance(TimeSpan.FromMinutes(2));
        queues.Ready().ShouldBe([InLane("eu-3")]);
        queues.Polled([new QueueDue(InLane("eu-3"), TimeSpan.Zero)], queues.Version);
        time.Advance(TimeSpan.FromMinutes(4));
        queues.Polled([new QueueDue(InLane("eu-3"), TimeSpan.Zero)], queues.Version);
        queues.Known.ShouldBe([Queue, InLane("eu-3")], ignoreOrder: true);

        queues.Polled([], queues.Version);
        time.Advance(TimeSpan.FromMinutes(6));
        queues.Polled([], queues.Version);
        queues.Known.ShouldBe([Queue]);
        queues.Drained(InLane("eu-3"), queues.Version);
    }

    [Fact]
    public void All_queues_of_one_search_are_known_before_the_worker_is_told()
    {
        IReadOnlyList<JobQueue> known = [];
        DueQueues? queues = null;
        queues = new DueQueues([], new FakeTimeProvider(), () => known = [.. known, .. queues!.Known], ["eu-*"]);

        queues.Found([
            new FoundQueue(InLane("eu-1"), TimeSpan.Zero, IsSolo: false), new FoundQueue(InLane("eu-2"), TimeSpan.Zero, IsSolo: true)]);

        known.ShouldBe([InLane("eu-1"), InLane("eu-2")], ignoreOrder: true);
    }

    [Fact]
    public void Of_very_many_lanes_those_known_for_longest_make_room_for_others()
    {
        var queues = new DueQueues([Queue], new FakeTimeProvider(), () => { }, ["*"]);
        for (var i = 0; i < PatternQueues.MostKnown + 10; i++)
        {
            queues.Note(InLane($"lane-{i}"), TimeSpan.Zero);
        }

        queues.Known.Count.ShouldBe(PatternQueues.MostKnown + 1);
        queues.Known.ShouldNotContain(InLane("lane-9"));
        queues.Ready().ShouldContain(InLane($"lane-{PatternQueues.MostKnown + 9}"));
        queues.Found([new FoundQueue(InLane("lane-0"), TimeSpan.Zero, IsSolo: false)]).Count
            .ShouldBe(1, "it is found again while it holds jobs");
    }

    [Theory]
    [InlineData(TimeSpan.TicksPerSecond)]
    [InlineData(1_000_000_000)]
    public void A_job_due_in_the_year_9999_makes_no_queue_ready(long frequency)
    {
        var time = new SteppedTime(frequency);
        var queues = new DueQueues([Queue], time, () => { });

        queues.Note(Queue, DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch);
        queues.Polled([new QueueDue(Queue, DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch)], queues.Version);

        queues.Ready().ShouldBeEmpty();
        (queues.UntilNext() ?? TimeSpan.MaxValue).ShouldBeGreaterThan(TimeSpan.FromDays(365));
    }

    [Theory]
    [InlineData(TimeSpan.TicksPerSecond)]
    [InlineData(1_000_000_000)]
    public void A_queue_is_ready_when_its_next_job_falls_due(long frequency)
    {
        var time = new SteppedTime(frequency);
        var queues = new DueQueues([Queue], time, () => { });

        queues.Note(Queue, TimeSpan.FromDays(100));
        queues.UntilNext().ShouldBe(TimeSpan.FromDays(100));
        time.Move(TimeSpan.FromDays(99));
        queues.Ready().ShouldBeEmpty();
        time.Move(TimeSpan.FromDays(1));

        queues.Ready().ShouldBe([Queue]);
        queues.UntilNext().ShouldBeNull();
    }

    private static JobQueue InLane(string lane) => Queue with { Lane = lane };
}
