using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// Changes that the store has made while its reply was lost. The call is made again: it answers as the first run did, and files nothing
/// more.
/// </summary>
public abstract class LostReplyConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    protected static OperatorContext Ann { get; } = new("ann", "the reply is lost", "dashboard");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(base.OpenStore(), Faults);

    [Fact]
    public async Task A_cancel_of_a_waiting_job_is_answered_and_filed_once()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);

        (await LoseAsync(nameof(IJobStore.CancelAsync), () => app.Jobs.CancelJobAsync(job.Id, Ann))).ShouldBeTrue();

        (await app.Monitor.GetAsync(job.Id))!.State.ShouldBe(JobState.Cancelled);
        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.CancelJob);
    }

    [Fact]
    public async Task A_cancel_of_a_running_job_is_answered_and_filed_once()
    {
        Probe.Run = job => Task.Delay(Timeout.InfiniteTimeSpan, job.CancellationToken);
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>();
        await Probe.NextAsync();

        (await LoseAsync(nameof(IJobStore.CancelAsync), () => app.Jobs.CancelJobAsync(job.Id, Ann))).ShouldBeTrue();

        await app.WaitAsync(job.Id, JobState.Cancelled);
        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.Id.ToString());
    }

    [Fact]
    public async Task A_move_to_another_time_is_answered_and_filed_once()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);

        (await LoseAsync(
            nameof(IJobStore.RescheduleAsync), () => app.Jobs.ReScheduleAsync(job.Id, DateTimeOffset.UtcNow + Hour + Hour, Ann)))
            .ShouldBeTrue();

        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.RescheduleJob);
    }

    [Theory]
    [InlineData("lane")]
    [InlineData("revision")]
    [InlineData("now")]
    [InlineData("data")]
    public async Task A_change_of_a_job_is_answered_and_filed_once(string what)
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);
        var change = what switch
        {
            "lane" => new JobChange { WorkerLane = "mail" },
            "revision" => new JobChange { WorkerLane = "mail", Revision = (await app.Monitor.GetAsync(job.Id))!.Revision },
            "now" => new JobChange { RunNow = true },
            _ => new JobChange { Data = Named("other") },
        };

        (await LoseAsync(nameof(IJobStore.ChangeAsync), () => app.Jobs.ChangeJobAsync(job.Id, change, Ann)))
            .ShouldBe(JobChangeResult.Changed);

        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.Id.ToString());
    }

    [Fact]
    public async Task A_replay_is_answered_and_filed_once()
    {
        var (app, job) = await FailAsync();

        (await LoseAsync(nameof(IJobStore.ReplayAsync), () => app.Jobs.ReplayAsync(job, Ann))).ShouldBeTrue();

        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.ReplayJob);
    }

    [Fact]
    public async Task A_replay_with_changes_is_answered_and_filed_once()
    {
        var (app, job) = await FailAsync();
        var unknown = Guid.CreateVersion7();
        var change = new JobReplay { Priority = JobMasterPriority.High };

        var results = await LoseAsync(
            "ReplayChangedAsync", () => app.Cluster.Failures.ReplayAsync([unknown, job], change, Ann));

        results.ShouldBe([JobReplayResult.NotFailed, JobReplayResult.Replayed]);
        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.ToString());
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    [InlineData("change")]
    public async Task A_change_of_a_schedule_is_answered_and_filed_once(string what)
    {
        var app = await StartAsync(_ => { });
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Hour, Named("tick"));
        if (what == "resume")
        {
            (await app.Jobs.PauseRecurringAsync(schedule.Id)).ShouldBeTrue();
        }

        bool changed = await LoseAsync(
            "UpdateScheduleAsync",
            async () => what switch
            {
                "pause" => await app.Jobs.PauseRecurringAsync(schedule.Id, Ann),
                "resume" => await app.Jobs.ResumeRecurringAsync(schedule.Id, Ann),
                "cancel" => await app.Jobs.TryCancelRecurringAsync(schedule.Id, Ann),
                _ => await app.Jobs.UpdateRecurringAsync(schedule.Id, new RecurringScheduleChange { WorkerLane = "mail" }, Ann) is not null,
            });

        changed.ShouldBeTrue();
        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(schedule.Id.ToString());
    }

    [Fact]
    public async Task A_discard_answers_which_jobs_and_is_filed_once()
    {
        var (app, job) = await FailAsync();

        (await LoseAsync("DiscardAsync", () => app.Cluster.Failures.DiscardAsync([Guid.CreateVersion7(), job], Ann))).ShouldBe([job]);

        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.DiscardJob);
    }

    [Fact]
    public async Task A_restore_answers_which_jobs_and_is_filed_once()
    {
        var (app, job) = await FailAsync();
        (await app.Cluster.Failures.DiscardAsync([job], new OperatorContext("bob"))).ShouldBe([job]);

        (await LoseAsync("RestoreAsync", () => app.Cluster.Failures.RestoreAsync([job], Ann))).ShouldBe([job]);

        (await app.Monitor.GetAsync(job))!.State.ShouldBe(JobState.Failed);
        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.RestoreJob);
    }

    [Fact]
    public async Task A_mute_and_its_end_are_answered_and_filed_once()
    {
        var (app, job) = await FailAsync();
        var monitor = app.Services.GetRequiredService<IJobMasterMonitor>();
        var fingerprint = (await app.Monitor.GetAsync(job))!.Fingerprint!;
        await Eventually.BecomesAsync(
            "the group is there", async () => await monitor.Failures.GetGroupAsync(fingerprint) is not null, TestTime.Patience);

        (await LoseAsync(
            "MuteAsync", () => app.Cluster.Failures.MuteAsync(fingerprint, DateTimeOffset.UtcNow + Hour, by: Ann))).ShouldBeTrue();
        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.MuteFailures);

        (await LoseAsync("MuteAsync", () => app.Cluster.Failures.UnmuteAsync(fingerprint, Ann))).ShouldBeTrue();
        (await FiledAsync(app)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_copy_is_made_and_filed_once()
    {
        var (app, job) = await FailAsync();

        var copy = await LoseAsync("CopyAsync", () => app.Cluster.Failures.CopyAsync(job, by: Ann));

        (await FiledAsync(app)).Select(entry => entry.TargetId).ShouldBe([job.ToString(), copy!.Value.ToString()], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_shown_of_a_job_is_filed_once()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour, Named("x"));

        (await LoseAsync("FileAuditAsync", () => app.Monitor.RevealAsync(job.Id, Ann))).ShouldNotBeNull();

        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.RevealJob);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    public async Task A_change_of_an_operation_is_answered_and_filed_once(string what)
    {
        Faults.TakeAway("WorkAsync");
        var app = await StartAsync(_ => { });
        await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);
        var operations = app.Cluster.Operations;
        var id = await operations.StartAsync(new JobOperation { Kind = JobOperationKind.Cancel, All = true });
        if (what == "resume")
        {
            (await operations.PauseAsync(id)).ShouldBeTrue();
        }

        bool changed = await LoseAsync(
            "SetOperationAsync",
            () => what switch
            {
                "pause" => operations.PauseAsync(id, Ann),
                "resume" => operations.ResumeAsync(id, Ann),
                _ => operations.CancelAsync(id, Ann),
            });

        changed.ShouldBeTrue();
        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(id.ToString());
    }

    [Fact]
    public async Task A_pause_of_a_lane_and_its_end_are_answered_and_filed_once()
    {
        var app = await StartAsync(_ => { });

        (await LoseAsync("SetControlAsync", () => app.Cluster.Lanes.PauseAsync("mail", by: Ann))).ShouldBeTrue();
        (await FiledAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.PauseLane);

        (await LoseAsync("LiftControlAsync", () => app.Cluster.Lanes.ResumeAsync("mail", Ann))).ShouldBeTrue();
        (await FiledAsync(app)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_override_of_a_limit_and_its_end_are_answered_and_filed_once()
    {
        var app = await StartAsync(config => config.AddLimit("smtp", limit => limit.MaxConcurrent(2)));
        await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);

        await LoseAsync(
            "OverrideLimitAsync",
            async () =>
            {
                await app.Cluster.Limits.OverrideAsync("smtp", new LimitOverride { MaxConcurrent = 1 }, by: Ann);
                return true;
            });
        (await FiledAsync(app)).ShouldHaveSingleItem().Before.ShouldBeNull();

        (await LoseAsync("LiftLimitAsync", () => app.Cluster.Limits.LiftAsync("smtp", by: Ann))).ShouldBeTrue();
        (await FiledAsync(app)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_is_answered_and_filed_once_though_three_replies_are_lost()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);
        Task[] lost =
        [
            Faults.LoseReplyOf(nameof(IJobStore.ChangeAsync)), Faults.FailNext(nameof(IAuditStore.ListOfCallAsync)),
            Faults.LoseReplyOf(nameof(IAuditStore.ListOfCallAsync)),
        ];

        var result = await app.Jobs.ChangeJobAsync(job.Id, new JobChange { Data = Named("other") }, Ann);

        await Task.WhenAll(lost).Soon();
        result.ShouldBe(JobChangeResult.Changed);
        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.Id.ToString());
    }

    [Fact]
    public async Task A_run_that_is_committed_while_its_repeat_is_on_the_way_is_answered_and_filed_once()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);

        (await OvertakeAsync(nameof(IJobStore.CancelAsync), () => app.Jobs.CancelJobAsync(job.Id, Ann))).ShouldBeTrue();

        (await FiledAsync(app)).ShouldHaveSingleItem().TargetId.ShouldBe(job.Id.ToString());
    }

    /// <summary>Makes a change whose first run is carried out after its repeat has seen that nothing is filed.</summary>
    protected async Task<T> OvertakeAsync<T>(string call, Func<Task<T>> change)
    {
        var late = Faults.Delay(call);
        var held = Faults.Hold(call);
        var made = change();
        await held.Made.Soon();
        await late();
        held.Release();
        return await made.Soon();
    }

    /// <summary>Makes a change whose first run is committed and not answered.</summary>
    private async Task<T> LoseAsync<T>(string call, Func<Task<T>> change)
    {
        var lost = Faults.LoseReplyOf(call);
        var answer = await change();
        lost.IsCompleted.ShouldBeTrue($"{call} was not called");
        return answer;
    }

    private async Task<(TestApp App, Guid Job)> FailAsync()
    {
        Probe.Run = _ => throw new InvalidOperationException("broken");
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);
        await app.WaitAsync(job.Id, JobState.Failed);
        return (app, job.Id);
    }

    protected static async Task<IReadOnlyList<AuditEntry>> FiledAsync(TestApp app) =>
    [
        .. (await app.Services.GetRequiredService<IJobMasterMonitor>().Audit.ListAsync()).Entries
            .Where(entry => entry.Reason == Ann.Reason),
    ];
}
