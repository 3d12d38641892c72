using System.Reflection;
using JobMaster.Conformance.Faults;
using JobMaster.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// A log provider that throws, at each event there is, while everything happens that is logged. No outcome, no loop and no stop may depend
/// on it.
/// </summary>
public abstract class LogFaultConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const int EventsOfAProvider = 15;

    /// <summary>The event of outcomes that are kept because the store is away.</summary>
    private const int OutcomesHeld = 27;

    private readonly ThrowingLogs _logs = new();

    private StoreFaults Faults { get; set; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Fact]
    public async Task A_log_provider_that_throws_at_one_event_changes_nothing_whichever_it_is()
    {
        Probe.Run = Work;
        var events = typeof(Log).GetMethods().Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>()
            .Concat(Enumerable.Range(1, EventsOfAProvider)).Distinct().Order().ToList();
        events.Count.ShouldBeGreaterThan(40);
        foreach (var id in events)
        {
            _logs.Throws = thrown => thrown == id;
            var app = await StartNodeAsync();
            try
            {
                await TroubledWorkAsync(app, holdsOutcomes: id == OutcomesHeld);
                await StopAsync(app).Soon();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"With a log provider that throws at event {id}: {exception.Message}\n{app.Logs.Text}", exception);
            }
        }

        // The workload is one only if it makes the library log.
        new[] { 1, 2, 3, 20, 21, 22, 23, 24, 27, 30, 42, 51, 52 }.Except(_logs.Seen).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_log_provider_that_throws_at_every_event_a_node_lives_through_an_outage_a_lost_session_and_its_stop()
    {
        _logs.Throws = _ => true;
        var (running, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        Probe.Run = job => job.MsgData.TryGetStringValue("Name") == "long" ? Long(job) : Work(job);
        var app = await StartNodeAsync();
        var longOne = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("long"));
        await running.Task.Soon();

        Faults.IsAway = true;
        await app.Logs.WaitAsync(message => message.StartsWith("The heartbeat of cluster", StringComparison.Ordinal));
        finish.SetResult();
        await app.Logs.WaitAsync(message => message.Contains("could not be recorded yet", StringComparison.Ordinal));
        Faults.BringBack();
        (await app.WaitAsync(longOne.Id, JobState.Succeeded)).NumberOfFailures.ShouldBe(0);

        await using (var store = Fixture.Open(null))
        {
            var session = (await store.Sessions.ListAsync(default)).ShouldHaveSingleItem();
            await store.Sessions.EndAsync([session.Session.Id], default);
        }

        await app.Logs.WaitAsync(message => message.Contains("was declared dead", StringComparison.Ordinal));
        await TroubledWorkAsync(app, holdsOutcomes: false);
        await StopAsync(app).Soon();
        app.Logs.Messages.ShouldContain(message => message.Contains("stopped", StringComparison.Ordinal));

        Task Long(JobContext job)
        {
            running.TrySetResult();
            return finish.Task;
        }
    }

    /// <summary>Fails once, for good, or not at all, and says something on the way, as the job's name wants it.</summary>
    private static Task Work(JobContext job)
    {
        job.Attempt.Log(LogLevel.Information, "at work");
        job.Attempt.ReportProgress(0.5);
        return (job.MsgData.TryGetStringValue("Name"), job.NumberOfFailures) switch
        {
            ("retried", 0) => throw new IOException("once"),
            ("failed", _) => throw new IOException("always"),
            ("cancelled", _) => Task.Delay(Timeout.Infinite, job.CancellationToken),
            _ => Task.CompletedTask,
        };
    }

    private async Task TroubledWorkAsync(TestApp app, bool holdsOutcomes)
    {
        var troubles = new List<Task>
        {
            Faults.FailNext(nameof(ISessionStore.Beat)), Faults.FailNext(nameof(IJobStore.ClaimAsync)),
            Faults.FailNext(nameof(IJobStore.ReportAsync)),
            Faults.LoseReplyOf(nameof(IJobStore.RecordAsync)),
        };
        if (holdsOutcomes)
        {
            Faults.TakeAway(nameof(IJobStore.RecordAsync));
        }

        var jobs = new Dictionary<JobContext, JobState>
        {
            [await app.Jobs.OnceNowAsync<ProbeHandler>(Named("succeeded"), maxNumberOfRetries: 0)] = JobState.Succeeded,
            [await app.Jobs.OnceNowAsync<ProbeHandler>(Named("retried"), maxNumberOfRetries: 1)] = JobState.Succeeded,
            [await app.Jobs.OnceNowAsync<ProbeHandler>(Named("failed"), maxNumberOfRetries: 0)] = JobState.Failed,
            [
                await app.Jobs.OnceNowAsync<ProbeHandler>(
                    Named("expired"), new JobOptions { IdempotencyKey = "late", ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) })] =
                    JobState.Cancelled,
        };
        var cancelled = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("cancelled"));
        var parked = await app.Jobs.OnceNowAsync("order", new { }, new JobOptions { PayloadVersion = 2 });
        await app.WaitAsync(cancelled.Id, JobState.Running);
        await app.Jobs.CancelJobAsync(cancelled.Id);
        jobs[cancelled] = JobState.Cancelled;
        if (holdsOutcomes)
        {
            await app.Logs.WaitAsync(message => message.Contains("could not be recorded yet", StringComparison.Ordinal));
            Faults.BringBack();
        }

        foreach (var (job, state) in jobs)
        {
            var done = await app.WaitAsync(job.Id, details => details.FinalizedAt is not null);
            done.State.ShouldBe(state, done.Error);
            done.Error?.ShouldNotContain(ThrowingLogs.Text);
        }

        await app.WaitAsync(parked.Id, details => details.ParkedReason is not null);
        await app.Jobs.CancelJobAsync(parked.Id);
        await Task.WhenAll(troubles).Soon();
    }

    private async Task<TestApp> StartNodeAsync()
    {
        Faults = new StoreFaults();
        return Track(await StartAppAsync(
            config =>
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddJobHandler<OrderHandler>().AddWorker(),
            services => services.AddSingleton(Probe).AddSingleton<ILoggerProvider>(new Provider(_logs))));
    }

    /// <summary>A log provider that throws at the events it is told to, and only out of the library's calls.</summary>
    private sealed class ThrowingLogs : ILogger
    {
        public const string Text = "this log provider is broken";

        private readonly Lock _lock = new();
        private readonly HashSet<int> _seen = [];

        public Func<int, bool> Throws { get; set; } = _ => false;

        public IReadOnlyCollection<int> Seen
        {
            get
            {
                lock (_lock)
                {
                    return [.. _seen];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
            {
                _seen.Add(eventId.Id);
            }

            if (Throws(eventId.Id))
            {
                throw new InvalidOperationException(Text);
            }
        }
    }

    private sealed class Provider(ThrowingLogs logs) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("JobMaster", StringComparison.Ordinal) ? logs : NullLogger.Instance;

        public void Dispose()
        {
        }
    }
}
