using System.Diagnostics.Metrics;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using JobMaster.Execution;

namespace JobMaster.Tests.Execution;

/// <summary>A subscriber that is too slow loses events; whoever tells never waits, and no other subscriber loses any.</summary>
public sealed class JobEventFeedTests : IDisposable
{
    private readonly LogSink _logs = new();
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task A_slow_subscriber_is_dropped_from_with_one_line_in_the_log()
    {
        var slow = new GatedEvents();
        var dropped = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "JobMaster", Name: "jobmaster.events.dropped" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => dropped += tags.ToArray().Any(tag => Equals(tag.Value, nameof(GatedEvents))) ? value : 0);
        listener.Start();
        var feed = new JobEventFeed(slow, _telemetry, _logs);
        var running = feed.RunAsync(_stop.Token);
        feed.Offer(Event());
        await slow.Called.Task.Soon();
        for (var index = 0; index < JobEventFeed.Capacity + 500; index++)
        {
            feed.Offer(Event());
        }

        dropped.ShouldBe(500);
        _logs.Warnings.Count(line => line.Contains("GatedEvents", StringComparison.Ordinal)).ShouldBe(1);
        slow.Gate.SetResult();
        await _stop.CancelAsync();
        await running.Soon();
        slow.Told.ShouldBe(1 + JobEventFeed.Capacity);
        slow.Largest.ShouldBe(JobEventFeed.MostAtOnce);
    }

    [Fact]
    public async Task A_subscriber_that_throws_is_told_what_comes_next()
    {
        var feed = new JobEventFeed(new GatedEvents { Throws = true }, _telemetry, _logs);
        for (var index = 0; index < JobEventFeed.MostAtOnce + 1; index++)
        {
            feed.Offer(Event());
        }

        await _stop.CancelAsync();
        await feed.RunAsync(_stop.Token).Soon();
        _logs.Errors.Count(line => line.Contains("GatedEvents threw", StringComparison.Ordinal)).ShouldBe(2);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _telemetry.Dispose();
    }

    private static JobEvent Event() => new()
    {
        Kind = JobEventKind.Failed, At = DateTimeOffset.UnixEpoch, ClusterId = "test", JobId = Guid.NewGuid(), JobDefinitionId = "d",
        WorkerLane = "default",
    };

    private sealed class GatedEvents : IJobEvents
    {
        public TaskCompletionSource Called { get; } = new();

        public TaskCompletionSource Gate { get; } = new();

        public bool Throws { get; init; }

        public int Told { get; private set; }

        public int Largest { get; private set; }

        public async Task OnEventsAsync(IReadOnlyList<JobEvent> events, CancellationToken cancellationToken)
        {
            if (Throws)
            {
                throw new InvalidOperationException("no thanks");
            }

            (Told, Largest) = (Told + events.Count, Math.Max(Largest, events.Count));
            Called.TrySetResult();
            await Gate.Task;
        }
    }
}
