using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Tests.Execution;

public sealed class DueQueuesTests
{
    private static readonly JobQueue Queue = new("default", JobMasterPriority.Medium);

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
