using System.Diagnostics.Metrics;
using JobMaster.Conformance;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;

namespace JobMaster.Sqlite.Tests;

/// <summary>The gauges when the live jobs cannot be counted.</summary>
public sealed class GaugeFaultTests : JobsConformance<SqliteFixture>
{
    private readonly StoreFaults _faults = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), _faults);

    [Fact]
    public async Task A_count_that_fails_keeps_the_gauges_of_limits_from_nothing()
    {
        var done = new TaskCompletionSource();
        Probe.Run = _ => done.Task;
        _faults.TakeAway("CountAsync");
        var app = await StartAsync(config =>
        {
            config.AddWorker().MaxConcurrency(5);
            config.AddLimit("smtp", limit => limit.MaxConcurrent(1));
        });
        var one = await app.Jobs.ScheduleAsync(
            JobRequest.For<ProbeHandler>() with { Options = new JobOptions { LimitKeys = ["smtp"] } });
        await app.WaitAsync(one.Id, JobState.Running);
        long seen = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name is "jobmaster.limit.in_use" or "jobmaster.jobs.live")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => seen += instrument.Name == "jobmaster.limit.in_use" ? value : 0);
        listener.Start();
        await Eventually.BecomesAsync(
            "the gauge of limits is sampled",
            () =>
            {
                listener.RecordObservableInstruments();
                return Task.FromResult(seen > 0);
            },
            TestTime.Patience);
        done.SetResult();
    }
}
