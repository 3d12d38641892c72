using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobMaster.Conformance.Jobs;
using JobMaster.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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

    [Fact]
    public async Task Live_jobs_are_counted_by_lane_and_state_once_somebody_reads_the_gauge()
    {
        var clusterId = $"depth-{Guid.NewGuid():N}";
        var depths = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "JobMaster", Name: "jobmaster.jobs.live" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (Equals(named["jobmaster.cluster"], clusterId))
            {
                depths[$"{named["jobmaster.lane"]} {named["jobmaster.state"]}"] = value;
            }
        });
        listener.Start();
        await using var host = await TestHost.StartAsync(
            config => config.ClusterId(clusterId).AddJobHandler<ProbeHandler>().AddWorker(), services => services.AddSingleton(new Probe()));
        await host.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "Mail");
        await host.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1), workerLane: "Mail");
        await host.Jobs.OnceNowAsync("unknown");

        await host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        listener.RecordObservableInstruments();
        depths.ShouldBeEmpty("nobody had asked for them before");
        await host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        listener.RecordObservableInstruments();

        depths.ShouldBe(new Dictionary<string, long> { ["Mail Ready"] = 1, ["Mail Scheduled"] = 1, ["default Parked"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_handler_logs_carries_its_job()
    {
        var scopes = new ScopeSink();
        await using var app = await TestApp.StartAsync(
            config => config.UseInMemory().AddJobHandler<LoggingHandler>().AddWorker(), services => services.AddSingleton<ILoggerProvider>(scopes));

        var job = await app.Jobs.OnceNowAsync<LoggingHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        (await scopes.OfHandler.Task.Soon()).ShouldBe(
            new Dictionary<string, object?> { ["JobId"] = job.Id, ["DefinitionId"] = "logging", ["Lane"] = "default", ["Attempt"] = 1 }, ignoreOrder: true);
    }

    private static Task<TestApp> StartAsync(string clusterId) => TestApp.StartAsync(
        config => config.UseInMemory().ClusterId(clusterId).AddJobHandler<ProbeHandler>().AddWorker(), services => services.AddSingleton(new Probe()));

    [JobMasterDefinitionId("logging")]
    private sealed class LoggingHandler(ILogger<LoggingHandler> logger) : IJobHandler
    {
        public Task HandleAsync(JobContext job)
        {
            logger.Log(LogLevel.Information, "from the handler");
            return Task.CompletedTask;
        }
    }

    /// <summary>Keeps the scope in which the handler logged.</summary>
    private sealed class ScopeSink : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider? _scopes;

        public TaskCompletionSource<Dictionary<string, object?>> OfHandler { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) == "from the handler")
            {
                var all = new Dictionary<string, object?>();
                _scopes!.ForEachScope((scope, found) => (scope as IEnumerable<KeyValuePair<string, object?>>)?.ToList().ForEach(entry => found[entry.Key] = entry.Value), all);
                OfHandler.TrySetResult(all);
            }
        }

        public void Dispose()
        {
        }
    }
}
