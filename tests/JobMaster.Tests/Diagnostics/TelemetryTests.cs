using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobMaster.Conformance.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Diagnostics;

/// <summary>What a listener of the source and the meter named JobMaster gets to hear.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_run_is_linked_to_the_call_that_scheduled_it()
    {
        var spans = new ConcurrentQueue<Activity>();
        var clusterId = $"spans-{Guid.NewGuid():N}";
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JobMaster",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await StartAsync(clusterId);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        var schedule = spans.Single(span => span.OperationName == "jobmaster.schedule" && Equals(span.GetTagItem("jobmaster.cluster"), clusterId));
        var run = spans.Single(span => span.OperationName == "jobmaster.run" && Equals(span.GetTagItem("jobmaster.cluster"), clusterId));
        run.Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(schedule.SpanId);
        run.TraceId.ShouldNotBe(schedule.TraceId, "a job may run days later");
        run.GetTagItem("jobmaster.outcome").ShouldBe("Succeeded");
        (await app.Monitor.GetAsync(job.Id))!.TraceParent.ShouldBe(schedule.Id);
    }

    [Fact]
    public async Task Jobs_attempts_and_store_calls_are_measured()
    {
        var clusterId = $"metrics-{Guid.NewGuid():N}";
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "JobMaster")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        await using var app = await StartAsync(clusterId);

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        await app.Logs.WaitAsync(message => message.Contains("succeeded in", StringComparison.Ordinal));

        sums["jobmaster.jobs.scheduled"].ShouldBe(1);
        sums["jobmaster.attempts.finished/Succeeded"].ShouldBe(1);
        sums["jobmaster.attempts.running"].ShouldBe(0, "it went up and down again");
        sums.ShouldContainKey("jobmaster.attempt.duration");
        sums.ShouldContainKey("jobmaster.job.wait");
        sums.ShouldContainKey("jobmaster.store.duration");

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var outcome = "";
            var isOurs = false;
            foreach (var tag in tags)
            {
                isOurs |= tag.Key == "jobmaster.cluster" && Equals(tag.Value, clusterId);
                outcome = tag.Key == "jobmaster.outcome" ? $"/{tag.Value}" : outcome;
            }

            if (isOurs)
            {
                sums.AddOrUpdate(instrument.Name + outcome, value, (_, sum) => sum + value);
            }
        }
    }

    private static Task<TestApp> StartAsync(string clusterId) => TestApp.StartAsync(
        config => config.UseInMemory().ClusterId(clusterId).AddJobHandler<ProbeHandler>().AddWorker(), services => services.AddSingleton(new Probe()));
}
