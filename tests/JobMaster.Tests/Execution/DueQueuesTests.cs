using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Tests.Execution;

public sealed class DueQueuesTests
{
    private static readonly JobQueue Queue = new("default", JobMasterPriority.Medium);

    [Fact]
    public void Many_polls_about_one_due_time_push_out_none_of_the_own_jobs_and_cost_one_claim()
    {
        var time = new SteppedTime();
        var queues = new DueQueues([Queue], time, () => { });
        queues.Note(Queue, TimeSpan.FromHours(2));
        for (var poll = 0; poll < 1000; poll++)
        {
            queues.Polled([new QueueDue(Queue, TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(poll))], queues.Version);
        }

        time.Move(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        queues.Ready().ShouldBe([Queue]);
        queues.Drained(Queue, queues.Version);
        queues.Ready().ShouldBeEmpty();
        queues.UntilNext().ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public void A_poll_that_finds_no_job_waiting_any_more_takes_back_what_the_one_before_said()
    {
        var queues = new DueQueues([Queue], new SteppedTime(), () => { });
        queues.Polled([new QueueDue(Queue, TimeSpan.FromHours(1))], queues.Version);
        queues.Polled([], queues.Version);
        queues.UntilNext().ShouldBeNull();
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
}
