using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Tests.Testing;

/// <summary>Jobs taken into memory before they are due.</summary>
public class EarlyTests : IAsyncLifetime
{
    private static readonly TimeSpan Threshold = TimeSpan.FromMinutes(1);

    private readonly Doing _doing = new();
    private TestHost _host = null!;

    protected virtual long TimestampFrequency => TimeSpan.TicksPerSecond;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        config =>
            config.ClusterTransientThreshold(Threshold)
                .AddJobHandler<WorkHandler>()
                .AddJobHandler<OtherHandler>()
                .AddWorker(worker => worker.MaxConcurrency(2)),
        services => services.AddSingleton(_doing),
        options => options.TimestampFrequency = TimestampFrequency);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_job_is_taken_early_and_starts_at_its_time()
    {
        var start = _host.Clock.GetUtcNow();
        var job = await ScheduleAsync("soon", TimeSpan.FromMinutes(3));

        await _host.Cluster.AdvanceAsync(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(2));
        State(job).ShouldBe(JobState.Scheduled);
        await _host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(30));
        State(job).ShouldBe(JobState.Running);
        _doing.Runs.ShouldBeEmpty();
        await _host.Cluster.AdvanceAsync(TimeSpan.FromMinutes(1));

        _doing.Runs.ShouldHaveSingleItem().At.ShouldBe(start + TimeSpan.FromMinutes(3));
        State(job).ShouldBe(JobState.Succeeded);
    }

    [Fact]
    public async Task What_waits_in_memory_takes_no_slot()
    {
        var later = new List<Guid>();
        for (var number = 0; number < 5; number++)
        {
            later.Add(await ScheduleAsync($"later {number}", TimeSpan.FromSeconds(50)));
        }

        await _host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        later.Count(id => State(id) == JobState.Running).ShouldBe(2, "as many as the worker runs at once");
        await _host.Jobs.OnceNowBulkAsync([new Work("now 1"), new Work("now 2")]);
        await _host.Cluster.RunUntilIdleAsync();
        _doing.Names.ShouldBe(["now 1", "now 2"], ignoreOrder: true);

        await _host.Cluster.RunUntilAllDoneAsync();
        _host.Cluster.Jobs.ShouldAllHaveSucceeded();
        _doing.Runs.Count.ShouldBe(7);
    }

    [Fact]
    public async Task A_job_in_memory_can_be_cancelled_at_once()
    {
        var job = await ScheduleAsync("never", TimeSpan.FromSeconds(50));
        await _host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        State(job).ShouldBe(JobState.Running);

        (await _host.Jobs.CancelJobAsync(job)).ShouldBeTrue();
        await _host.Cluster.RunUntilAllDoneAsync();

        State(job).ShouldBe(JobState.Cancelled);
        _doing.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_in_memory_of_a_lost_session_runs_elsewhere()
    {
        var job = await ScheduleAsync("work", TimeSpan.FromSeconds(55));
        await _host.Cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        State(job).ShouldBe(JobState.Running);
        _host.State().Sessions.Clear();

        await _host.Cluster.RunUntilAllDoneAsync();

        State(job).ShouldBe(JobState.Succeeded);
        _doing.Runs.Count.ShouldBe(1);
    }

    private async Task<Guid> ScheduleAsync(string name, TimeSpan after) =>
        (await _host.Jobs.ScheduleAsync(JobRequest.ForPayload(new Work(name)) with { After = after })).Id;

    private JobState State(Guid id) => _host.Cluster.Jobs.Get(id).State;
}

/// <summary>The same on a clock that counts as that of Linux does.</summary>
public sealed class NanosecondEarlyTests : EarlyTests
{
    protected override long TimestampFrequency => 1_000_000_000;
}
