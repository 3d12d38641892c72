using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>An app is told, after the commit, of jobs that failed for good, were lost or were parked, and of no others.</summary>
public abstract class EventJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_job_that_fails_for_good_is_told_once_it_is_stored_as_failed()
    {
        Probe.Run = job => job.MsgData.ContainsKey("Name") ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        var noted = new NotedEvents();
        var app = await StartAsync(noted);
        await app.Jobs.OnceNowAsync<ProbeHandler>();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(Named("x"), maxNumberOfRetries: 1);

        var told = await noted.NextAsync();
        (await app.Monitor.GetAsync(job.Id)).ShouldNotBeNull().State.ShouldBe(JobState.Failed);
        (told.Kind, told.JobId, told.JobDefinitionId, told.WorkerLane, told.Attempt, told.ClusterId).ShouldBe(
            (JobEventKind.Failed, job.Id, "probe", "default", 2, app.Cluster.ClusterId));
        told.Error.ShouldNotBeNull().ShouldContain("broken");
        await StopAsync(app);
        noted.Rest.ShouldBeEmpty("a retry and a success need no attention");
    }

    [Fact]
    public async Task A_parked_job_is_told_with_the_reason()
    {
        var noted = new NotedEvents();
        var app = await StartAsync(noted);
        var job = await StoreAsync("unheard.of", "{}");

        var told = await noted.NextAsync();
        (told.Kind, told.JobId, told.ParkedReason).ShouldBe((JobEventKind.Parked, job, ParkedReason.UnknownDefinition));
        (await app.Monitor.GetAsync(job)).ShouldNotBeNull().ParkedReason.ShouldBe(ParkedReason.UnknownDefinition);
    }

    [Fact]
    public async Task A_job_of_a_lost_worker_is_told_and_again_when_that_was_once_too_often()
    {
        await using (var store = Fixture.Open(null))
        {
            await store.Schema.MigrateAsync(default);
            var session = new NewSession
            {
                Id = Guid.CreateVersion7(), WorkerName = "gone", NodeName = "gone", Lanes = ["default"], Concurrency = 1, Version = "0",
            };
            await store.Sessions.StartAsync(session, default);
            await StoreAsync("probe", "{}");
            (await store.Jobs.ClaimAsync(
                new ClaimRequest
                {
                    SessionId = session.Id, FreeSlots = 1, Queues = [new QueueShare(new JobQueue("default", JobMasterPriority.Medium), 1)],
                },
                default)).Count.ShouldBe(1);
        }

        var noted = new NotedEvents();
        await StartAsync(noted, config => config.Options.MaxWorkerLosses = 1);
        var (lost, failed) = (await noted.NextAsync(), await noted.NextAsync());

        (lost.Kind, failed.Kind).ShouldBe((JobEventKind.Lost, JobEventKind.Failed));
        failed.JobId.ShouldBe(lost.JobId);
    }

    [Fact]
    public async Task A_subscriber_that_throws_or_hangs_keeps_no_job_from_ending()
    {
        Probe.Run = _ => throw new InvalidOperationException("broken");
        var noted = new NotedEvents();
        var app = await StartAsync(
            noted,
            services: services => services.AddSingleton<IJobEvents, ThrowingEvents>().AddSingleton<IJobEvents, BlockingEvents>());
        for (var index = 0; index < 3; index++)
        {
            var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);
            await app.WaitAsync(job.Id, JobState.Failed);
            (await noted.NextAsync()).JobId.ShouldBe(job.Id);
        }

        await app.Logs.WaitAsync(line => line.Contains("Subscriber ThrowingEvents threw", StringComparison.Ordinal));
    }

    private async Task<TestApp> StartAsync(
        NotedEvents noted, Action<JobMasterClusterConfig>? configure = null, Action<IServiceCollection>? services = null) =>
        Track(await StartAppAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddWorker();
                configure?.Invoke(config);
            },
            collection =>
            {
                AddProbe(collection);
                collection.AddSingleton<IJobEvents>(noted);
                services?.Invoke(collection);
            }));

    private sealed class NotedEvents : IJobEvents
    {
        private readonly Channel<JobEvent> _events = Channel.CreateUnbounded<JobEvent>();

        public IEnumerable<JobEvent> Rest => _events.Reader.TryRead(out var told) ? [told] : [];

        public Task<JobEvent> NextAsync() => _events.Reader.ReadAsync().AsTask().Soon();

        public Task OnEventsAsync(IReadOnlyList<JobEvent> events, CancellationToken cancellationToken)
        {
            events.Count.ShouldBeInRange(1, 100);
            return Task.WhenAll(events.Select(told => _events.Writer.WriteAsync(told, CancellationToken.None).AsTask()));
        }
    }

    private sealed class ThrowingEvents : IJobEvents
    {
        public Task OnEventsAsync(IReadOnlyList<JobEvent> events, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no thanks");
    }

    private sealed class BlockingEvents : IJobEvents
    {
        public Task OnEventsAsync(IReadOnlyList<JobEvent> events, CancellationToken cancellationToken)
        {
            cancellationToken.WaitHandle.WaitOne();
            return Task.CompletedTask;
        }
    }
}
