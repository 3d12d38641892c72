using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// Two builds of one app side by side, each with payloads the other cannot read: the job goes to the node that can, and to no node twice.
/// </summary>
public abstract class ParkedJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private readonly StoreFaults _calls = new();

    [Fact]
    public async Task A_payload_one_build_cannot_read_is_run_by_a_running_node_that_reads_it_otherwise()
    {
        var goOn = new TaskCompletionSource();
        Probe.Run = job => job.JobDefinitionId == "probe" ? goOn.Task : Task.CompletedTask;
        var old = await StartAsync<OldInvoiceHandler>();
        await old.Jobs.OnceNowAsync("probe");
        await Probe.NextAsync();
        var young = await StartAsync<NewInvoiceHandler>();

        // The only slot of the old build is taken, so the new one meets the job first.
        var job = await StoreAsync("invoice", """{"Number":7}""");
        var parked = await young.WaitAsync(
            job, details => details.ParkedReason is not null || details.AttemptedAt is not null && details.State == JobState.Ready);
        goOn.SetResult();
        var done = await old.WaitAsync(job, JobState.Succeeded);

        parked.Error.ShouldNotBeNull().ShouldContain("Currency");
        done.Error.ShouldBeNull();
        (await old.Monitor.GetAttemptsAsync(job)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Parked, AttemptResult.Succeeded]);
    }

    [Fact]
    public async Task A_payload_no_build_can_read_is_tried_once_by_each_and_then_left_alone()
    {
        var old = await StartAsync<OldInvoiceHandler>();
        await StartAsync<NewInvoiceHandler>();

        var job = await StoreAsync("invoice", """{"Number":"seven"}""");
        await WaitForAttemptsAsync(old, job, 2);
        await old.WaitAsync(job, details => details.ParkedReason is not null);
        var beats = _calls.CallsOf(nameof(ISessionStore.Beat));
        while (_calls.CallsOf(nameof(ISessionStore.Beat)) < beats + 12)
        {
            await old.Logs.NextAsync();
        }

        (await old.Monitor.GetAttemptsAsync(job)).Select(attempt => attempt.Result)
            .ShouldBe([AttemptResult.Parked, AttemptResult.Parked]);
        (await old.Monitor.GetAsync(job))!.ParkedReason.ShouldBe(ParkedReason.UnreadablePayload);
    }

    [Fact]
    public async Task A_node_that_starts_forgets_who_could_not_read_a_job_before_it_takes_jobs()
    {
        await StartAsync<OldInvoiceHandler>();
        await Eventually.BecomesAsync(
            "the first node has looked for parked jobs at its start and once after it",
            () => Task.FromResult(_calls.CallsOf(nameof(IJobStore.UnparkAsync)) == 2),
            TestTime.Patience);
        var unpark = _calls.Hold(nameof(IJobStore.UnparkAsync));
        var start = StartAsync<NewInvoiceHandler>();
        await unpark.Made.Soon();

        start.IsCompleted.ShouldBeFalse();
        await using var store = Fixture.Open(null);
        (await store.Sessions.ListAsync(default)).Count.ShouldBe(1, "it runs no jobs yet");

        unpark.Release();
        await start;
        (await store.Sessions.ListAsync(default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_parked_job_that_is_cancelled_and_copied_runs_as_another_definition()
    {
        var app = await StartAsync<NewInvoiceHandler>();
        var parked = await StoreAsync("invoice.former", """{"Number":7,"Currency":"EUR"}""");
        await app.WaitAsync(parked, details => details.ParkedReason == ParkedReason.UnknownDefinition);

        (await app.Jobs.CancelJobAsync(parked)).ShouldBeTrue();
        var copy = (await app.Cluster.Failures.CopyAsync(parked, new JobReplay { JobDefinitionId = "invoice" })).ShouldNotBeNull();

        (await app.WaitAsync(copy, JobState.Succeeded)).JobDefinitionId.ShouldBe("invoice");
        (await app.Monitor.GetAsync(parked))!.State.ShouldBe(JobState.Cancelled);
    }

    /// <summary>Counts the beats, which shows that time enough has gone by for a job to wander.</summary>
    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), _calls);

    private async Task<TestApp> StartAsync<THandler>()
        where THandler : class => Track(await TestApp.StartAsync(
            config =>
            {
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddJobHandler<THandler>().AddWorker();
                config.Options.Workers[0].MaxConcurrency = 1;
            },
            services => services.AddSingleton(Probe)));

    private static async Task WaitForAttemptsAsync(TestApp app, Guid jobId, int count)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        while ((await app.Monitor.GetAttemptsAsync(jobId, patience.Token)).Count < count)
        {
            await app.Logs.NextAsync();
        }
    }

    private sealed record OldInvoice(int Number);

    private sealed record NewInvoice(int Number, string Currency);

    [JobMasterDefinitionId("invoice")]
    private sealed class OldInvoiceHandler : IJobHandler<OldInvoice>
    {
        public Task HandleAsync(OldInvoice payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JobMasterDefinitionId("invoice")]
    private sealed class NewInvoiceHandler : IJobHandler<NewInvoice>
    {
        public Task HandleAsync(NewInvoice payload, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
