using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobMaster.Conformance.Jobs;
using JobMaster.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.Tests.Diagnostics;

/// <summary>Log providers and listeners that throw, each asked by itself.</summary>
public sealed class GuardTests
{
    [Fact]
    public void A_logger_never_throws_whatever_the_apps_own_does()
    {
        using var app = new BrokenLoggers();
        var logger = ClusterLoggers.Create(app, jsonlDirectory: null, TimeProvider.System).CreateLogger("JobMaster");

        logger.IsEnabled(LogLevel.Debug).ShouldBeTrue("another provider may want the message");
        logger.LogError("a message");
        logger.BeginScope("a scope").ShouldNotBeNull().Dispose();

        app.Asked.ShouldBe(["IsEnabled", "Log", "BeginScope", "scope.Dispose"]);
    }

    [Fact]
    public void Loggers_that_cannot_be_made_are_done_without()
    {
        using var app = new BrokenLoggers { CannotCreate = true };

        ClusterLoggers.Create(app, jsonlDirectory: null, TimeProvider.System)
            .CreateLogger("JobMaster")
            .IsEnabled(LogLevel.Critical)
            .ShouldBeFalse();
    }

    [Fact]
    public async Task The_debug_log_gets_each_message_although_the_apps_own_log_throws()
    {
        var directory = Directory.CreateTempSubdirectory("jobmaster-").FullName;
        using var app = new BrokenLoggers();
        using (var loggers = ClusterLoggers.Create(app, directory, TimeProvider.System))
        {
            loggers.CreateLogger("JobMaster").LogError("kept");
        }

        (await File.ReadAllTextAsync(Directory.GetFiles(directory).ShouldHaveSingleItem())).ShouldContain("\"message\":\"kept\"");
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void The_apps_loggers_outlive_its_clusters()
    {
        using var app = new BrokenLoggers();

        ClusterLoggers.Create(app, jsonlDirectory: null, TimeProvider.System).Dispose();

        app.IsDisposed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Sample")]
    [InlineData("ActivityStarted")]
    [InlineData("ActivityStopped")]
    public void A_listener_that_throws_neither_stops_the_call_nor_changes_the_current_activity(string broken)
    {
        var (name, stopped) = ($"guard-{Guid.NewGuid():N}", 0);
        using var good = Listen(name, _ => { }, () => stopped++);
        using var bad = Listen(name, callback => Throw(callback == broken), () => Throw(broken == "ActivityStopped"));
        using var source = GuardedSpan.CreateSource(name)!;
        using var outer = new Activity("outer").Start();

        using (GuardedSpan.Start(source, "inner", ActivityKind.Internal).SetTag("key", "value"))
        {
            Activity.Current.ShouldNotBeNull();
        }

        Activity.Current.ShouldBeSameAs(outer);
        stopped.ShouldBe(broken == "Sample" ? 0 : 1, "the other listener sees the end of what it saw begin");
    }

    [Fact]
    public void A_source_or_an_instrument_whose_listener_throws_at_its_birth_is_done_without()
    {
        var name = $"guard-{Guid.NewGuid():N}";
        using var spans = new ActivityListener { ShouldListenTo = source => source.Name == name && Throw(true) };
        ActivitySource.AddActivityListener(spans);
        using var meters = new MeterListener { InstrumentPublished = (instrument, _) => Throw(instrument.Meter.Name == name) };
        meters.Start();
        using var meter = GuardedInstruments.CreateMeter(name, null);

        GuardedSpan.Start(GuardedSpan.CreateSource(name), "nothing", ActivityKind.Internal).IsEmpty.ShouldBeTrue();
        var counter = GuardedInstruments.Create(() => meter.CreateCounter<long>("count"));
        counter.ShouldBeNull();
        counter.Count(1, default);
    }

    [Fact]
    public void A_listener_that_throws_at_a_measurement_does_not_reach_who_measures()
    {
        var (name, measured) = ($"guard-{Guid.NewGuid():N}", 0);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw(++measured > 0));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Throw(++measured > 0));
        listener.Start();
        using var meter = GuardedInstruments.CreateMeter(name, null);

        GuardedInstruments.Create(() => meter.CreateCounter<long>("a")).Count(1, default);
        GuardedInstruments.Create(() => meter.CreateUpDownCounter<long>("b")).Count(1, default);
        GuardedInstruments.Create(() => meter.CreateHistogram<double>("c")).Measure(1, default);

        measured.ShouldBe(3);
    }

    [Fact]
    public async Task A_node_starts_runs_and_stops_with_loggers_and_meters_that_cannot_be_made()
    {
        var done = new TaskCompletionSource();
        var probe = new Probe { Run = _ => Task.Run(done.SetResult) };
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ILoggerFactory>(new BrokenLoggers { CannotCreate = true, OnlyFor = "JobMaster" })
            .AddSingleton<IMeterFactory, BrokenMeters>().AddSingleton(probe)
            .AddJobMasterCluster(config => config.UseInMemory().AddJobHandler<ProbeHandler>().AddWorker());
        using var host = builder.Build();

        await host.StartAsync();
        await host.Services.GetRequiredService<IJobMasterScheduler>().OnceNowAsync<ProbeHandler>();
        await done.Task.Soon();
        await host.StopAsync();
    }

    private static ActivityListener Listen(string name, Action<string> on, Action stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            {
                on("Sample");
                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStarted = _ => on("ActivityStarted"),
            ActivityStopped = _ => stopped(),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static bool Throw(bool really) => really ? throw new InvalidOperationException("a broken listener") : true;

    private sealed class BrokenMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => throw new InvalidOperationException("a broken meter factory");

        public void Dispose()
        {
        }
    }

    private sealed class BrokenLoggers : ILoggerFactory, ILogger
    {
        public bool CannotCreate { get; init; }

        public string OnlyFor { get; init; } = "";

        public bool IsDisposed { get; private set; }

        public List<string> Asked { get; } = [];

        public ILogger CreateLogger(string categoryName) =>
            !categoryName.StartsWith(OnlyFor, StringComparison.Ordinal) ? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            : CannotCreate ? throw new InvalidOperationException("a broken provider") : this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Asked.Add("BeginScope");
            return new BrokenScope(Asked);
        }

        public bool IsEnabled(LogLevel logLevel)
        {
            Asked.Add("IsEnabled");
            return Throw(true);
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Asked.Add("Log");
            Throw(true);
        }

        public void Dispose() => IsDisposed = true;

        private sealed class BrokenScope(List<string> asked) : IDisposable
        {
            public void Dispose()
            {
                asked.Add("scope.Dispose");
                Throw(true);
            }
        }
    }
}
