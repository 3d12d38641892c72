using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobMaster.Conformance;
using JobMaster.Conformance.Faults;
using JobMaster.Conformance.Jobs;
using JobMaster.Storage;
using JobMaster.Testing;
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

        var schedule = spans.Single(span =>
            Equals(span.GetTagItem("messaging.operation.name"), "schedule") && Equals(span.GetTagItem("jobmaster.cluster"), clusterId));
        var run = spans.Single(span =>
            Equals(span.GetTagItem("messaging.operation.name"), "run") && Equals(span.GetTagItem("jobmaster.cluster"), clusterId));
        run.Links.ShouldHaveSingleItem().Context.SpanId.ShouldBe(schedule.SpanId);
        run.TraceId.ShouldNotBe(schedule.TraceId, "a job may run days later");
        run.GetTagItem("jobmaster.outcome").ShouldBe("Succeeded");
        (await app.Monitor.GetAsync(job.Id))!.TraceParent.ShouldBe(schedule.Id);
    }

    [Fact]
    public async Task A_failed_attempt_is_an_error_with_its_exception()
    {
        using var spans = new SpanSink($"errors-{Guid.NewGuid():N}");
        await using var app = await StartAsync(spans.ClusterId, job => job.NumberOfFailures switch
        {
            0 => throw new IOException("the disk is full"),
            1 => GiveUp(job),
            _ => Task.CompletedTask,
        });

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await app.WaitAsync(job.Id, JobState.Failed);

        var runs = spans.Of("run");
        runs.Select(run => run.GetTagItem("jobmaster.outcome")).ShouldBe(["Retry", "Failed"]);
        runs.Select(run => (run.Status, run.StatusDescription))
            .ShouldBe([(ActivityStatusCode.Error, "the disk is full"), (ActivityStatusCode.Error, "no such order")]);
        runs.Select(run => run.GetTagItem("error.type")).ShouldBe(["System.IO.IOException", "failed"]);
        var tags = runs[0].Events.ShouldHaveSingleItem().Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        (tags["exception.type"], tags["exception.message"]).ShouldBe(("System.IO.IOException", "the disk is full"));
        tags["exception.stacktrace"].ShouldBeOfType<string>().ShouldContain(nameof(A_failed_attempt_is_an_error_with_its_exception));
        runs[1].Events.ShouldBeEmpty();

        static Task GiveUp(JobContext job)
        {
            job.Attempt.Fail("no such order");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_attempt_past_its_timeout_is_a_timeout_and_one_that_snoozes_or_succeeds_no_error()
    {
        using var spans = new SpanSink($"timeouts-{Guid.NewGuid():N}");
        await using var app = await StartAsync(spans.ClusterId, async job =>
        {
            if (job.NumberOfFailures == 0)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, job.CancellationToken);
            }

            if (job.Attempt.Number == 2)
            {
                job.Attempt.Snooze(TimeSpan.Zero);
            }
        });

        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(timeout: TimeSpan.FromMilliseconds(50));
        await app.WaitAsync(job.Id, JobState.Succeeded);

        var runs = spans.Of("run");
        runs.Select(run => run.GetTagItem("jobmaster.outcome")).ShouldBe(["Retry", "Snooze", "Succeeded"]);
        runs.Select(run => run.Status).ShouldBe([ActivityStatusCode.Error, ActivityStatusCode.Unset, ActivityStatusCode.Unset]);
        runs.Select(run => run.GetTagItem("error.type")).ShouldBe(["System.TimeoutException", null, null]);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_is_an_error_of_its_own_kind()
    {
        using var spans = new SpanSink($"unreadable-{Guid.NewGuid():N}");
        await using var app = await TestApp.StartAsync(
            config =>
                config.UseInMemory().ClusterId(spans.ClusterId).AddJobHandler<OrderHandler>().AddWorker(), services =>
                    services.AddSingleton(new Probe()));

        var job = await app.Jobs.OnceNowAsync("order", new { }, new JobOptions { PayloadVersion = 2 });
        await app.WaitAsync(job.Id, details => details.ParkedReason is not null);

        var run = spans.Of("run").ShouldHaveSingleItem();
        (
            run.Status, run.GetTagItem("error.type"),
            run.GetTagItem("jobmaster.outcome")).ShouldBe((ActivityStatusCode.Error, "System.FormatException", "Park"));
    }

    [Fact]
    public async Task A_scheduling_call_and_the_store_call_within_it_that_fail_are_errors()
    {
        using var spans = new SpanSink($"refused-{Guid.NewGuid():N}");
        var faults = new StoreFaults();
        faults.TakeAway(nameof(IJobStore.InsertAsync));
        await using var app = TestApp.Build(
            config =>
                config.ClusterId(spans.ClusterId).UseMasterStore(
                    "faulty", context => new FaultyStore(InMemoryMasterStore.Create(context, new InMemoryState()), faults)));

        await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.OnceNowAsync("probe"));
        await Should.ThrowAsync<JobMasterStoreException>(app.Jobs.ScheduleManyAsync([JobRequest.ForDefinition("probe")]));

        var calls = spans.Of("schedule");
        calls.Select(call => (call.Status, call.GetTagItem("error.type"))).ShouldBe(
            Enumerable.Repeat<(ActivityStatusCode, object?)>((ActivityStatusCode.Error, "JobMaster.JobMasterStoreException"), 2));
        calls.ShouldAllBe(call => call.Events.Single().Name == "exception");
        var insert = spans.All.First(span => span.OperationName == "jobmaster.store.insert" && span.TraceId == calls[1].TraceId);
        (insert.Status, insert.GetTagItem("error.type")).ShouldBe((ActivityStatusCode.Error, typeof(StoreAwayException).FullName));
        insert.Events.Single().Name.ShouldBe("exception");
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

        // The attempt is counted once the store has answered, which is after others can see what it recorded.
        await Eventually.BecomesAsync(
            "the attempt is counted", () => Task.FromResult(sums.ContainsKey("jobmaster.attempts.finished/Succeeded")), TestTime.Patience);

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
    public async Task The_busiest_keys_of_limits_are_measured_once_somebody_reads_the_gauges()
    {
        var clusterId = $"limits-{Guid.NewGuid():N}";
        var (listener, levels) = Gauges(
            clusterId, "jobmaster.limit.", static (gauge, tags) => $"{gauge} {tags["jobmaster.limit"]}:{tags["jobmaster.limit_key"]}");
        using var listening = listener;
        await using var host = await TestHost.StartAsync(
            config => config.ClusterId(clusterId).AddJobHandler<ProbeHandler>()
                .AddLimit("smtp", limit => limit.MaxConcurrent(2)).AddLimit("rate", limit => limit.Rate(1, TimeSpan.FromHours(1))),
            services => services.AddSingleton(new Probe()));
        var options = new JobOptions { LimitKeys = ["smtp:a"] };
        await host.Jobs.ScheduleManyAsync([
            .. Enumerable.Range(0, 5).Select(_ => JobRequest.For<ProbeHandler>() with { Options = options }),
            JobRequest.For<ProbeHandler>() with { Options = new JobOptions { LimitKeys = ["rate"] } }]);

        await host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        listener.RecordObservableInstruments();
        await host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        levels.Clear();
        listener.RecordObservableInstruments();
        levels.OrderBy(level => level.Key, StringComparer.Ordinal).Select(level => (level.Key, level.Value)).ShouldBe([
            ("jobmaster.limit.in_use rate:", 1), ("jobmaster.limit.in_use smtp:a", 2), ("jobmaster.limit.maximum smtp:a", 2),
            ("jobmaster.limit.waiting rate:", 0), ("jobmaster.limit.waiting smtp:a", 3)]);
    }

    [Fact]
    public async Task Live_jobs_are_counted_by_lane_and_state_once_somebody_reads_the_gauge()
    {
        var clusterId = $"depth-{Guid.NewGuid():N}";
        var (listener, depths) = Gauges(
            clusterId, "jobmaster.jobs.live", static (_, tags) => $"{tags["jobmaster.lane"]} {tags["jobmaster.state"]}");
        using var listening = listener;
        await using var host = await TestHost.StartAsync(
            config =>
                config.ClusterId(clusterId).AddJobHandler<ProbeHandler>().AddWorker(), services => services.AddSingleton(new Probe()));
        await host.Jobs.OnceNowAsync<ProbeHandler>(workerLane: "Mail");
        await host.Jobs.OnceAfterAsync<ProbeHandler>(TimeSpan.FromHours(1), workerLane: "Mail");
        await host.Jobs.OnceNowAsync("unknown");

        await host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        listener.RecordObservableInstruments();
        depths.ShouldBeEmpty("nobody had asked for them before");
        await host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        listener.RecordObservableInstruments();

        depths.ShouldBe(
            new Dictionary<string, long> { ["Mail Ready"] = 1, ["Mail Scheduled"] = 1, ["default Parked"] = 1 }, ignoreOrder: true);
    }

    /// <summary>Listens to the gauges of one cluster.</summary>
    /// <param name="clusterId">The cluster.</param>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="nameOf">What a value is called, by the gauge and its tags.</param>
    private static (MeterListener Listener, ConcurrentDictionary<string, long> Values) Gauges(
        string clusterId, string prefix, Func<string, Dictionary<string, object?>, string> nameOf)
    {
        var values = new ConcurrentDictionary<string, long>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "JobMaster" && instrument.Name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (Equals(named["jobmaster.cluster"], clusterId))
            {
                values[nameOf(instrument.Name, named)] = value;
            }
        });
        listener.Start();
        return (listener, values);
    }

    [Fact]
    public async Task What_a_handler_logs_carries_its_job()
    {
        var scopes = new ScopeSink();
        await using var app = await TestApp.StartAsync(
            config =>
                config.UseInMemory().AddJobHandler<LoggingHandler>().AddWorker(), services =>
                    services.AddSingleton<ILoggerProvider>(scopes));

        var job = await app.Jobs.OnceNowAsync<LoggingHandler>();
        await app.WaitAsync(job.Id, JobState.Succeeded);

        (await scopes.OfHandler.Task.Soon()).ShouldBe(
            new Dictionary<string, object?> { ["JobId"] = job.Id, ["DefinitionId"] = "logging", ["Lane"] = "default", ["Attempt"] = 1 },
            ignoreOrder: true);
    }

    private static Task<TestApp> StartAsync(string clusterId, Func<JobContext, Task>? run = null) => TestApp.StartAsync(
        config => config.UseInMemory().ClusterId(clusterId).AddJobHandler<ProbeHandler>().AddWorker(),
        services => services.AddSingleton(run is null ? new Probe() : new Probe { Run = run }));

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

        public TaskCompletionSource<Dictionary<string, object?>> OfHandler { get; } = new(
            TaskCreationOptions.RunContinuationsAsynchronously);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception) == "from the handler")
            {
                var all = new Dictionary<string, object?>();
                _scopes!.ForEachScope(
                    (scope, found) =>
                        (scope as IEnumerable<KeyValuePair<string, object?>>)?.ToList().ForEach(entry => found[entry.Key] = entry.Value),
                    all);
                OfHandler.TrySetResult(all);
            }
        }

        public void Dispose()
        {
        }
    }
}
