using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>The audit as an app writes and reads it.</summary>
public abstract class AuditJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly OperatorContext Ann = new("ann", "ordered twice", "dashboard");
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Every_call_that_changes_something_is_filed_by_its_name()
    {
        var app = await StartAsync(_ => { });
        var job = await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour);
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(Hour);

        (await app.Jobs.ReScheduleAsync(job.Id, DateTimeOffset.UtcNow.AddHours(2), Ann)).ShouldBeTrue();
        (await app.Jobs.ReScheduleAsync(job.Id, DateTime.UtcNow.AddHours(3), Ann)).ShouldBeTrue();
        (await app.Jobs.CancelJobAsync(job.Id, Ann)).ShouldBeTrue();
        (await app.Jobs.UpdateRecurringAsync(
            schedule.Id, new RecurringScheduleChange { WorkerLane = "mail", Data = Named("secret") }, Ann)).ShouldNotBeNull();
        (await app.Jobs.PauseRecurringAsync(schedule.Id, Ann)).ShouldBeTrue();
        (await app.Jobs.ResumeRecurringAsync(schedule.Id, Ann)).ShouldBeTrue();
        var run = await app.Jobs.RunRecurringNowAsync(schedule.Id, Ann);
        (await app.Jobs.TryCancelRecurringAsync(schedule.Id, Ann)).ShouldBeTrue();
        await app.Cluster.SetModeAsync(ClusterMode.Passive, Ann);

        var entries = await ListAsync(app);
        entries.ShouldAllBe(entry => entry.Who == "ann" && entry.Reason == "ordered twice" && entry.Source == "dashboard");
        entries.ShouldAllBe(entry => entry.Host == $"{Environment.MachineName}:{Environment.ProcessId}");
        entries.Reverse().Select(entry => (entry.Action, entry.TargetKind, entry.TargetId)).ShouldBe(
        [
            (AuditActions.RescheduleJob, AuditTargets.Job, $"{job.Id}"),
            (AuditActions.RescheduleJob, AuditTargets.Job, $"{job.Id}"),
            (AuditActions.CancelJob, AuditTargets.Job, $"{job.Id}"),
            (AuditActions.UpdateSchedule, AuditTargets.Schedule, $"{schedule.Id}"),
            (AuditActions.PauseSchedule, AuditTargets.Schedule, $"{schedule.Id}"),
            (AuditActions.ResumeSchedule, AuditTargets.Schedule, $"{schedule.Id}"),
            (AuditActions.RunSchedule, AuditTargets.Schedule, $"{schedule.Id}"),
            (AuditActions.CancelSchedule, AuditTargets.Schedule, $"{schedule.Id}"),
            (AuditActions.SetClusterMode, AuditTargets.Cluster, app.Cluster.ClusterId),
        ]);
        string? After(string action) => entries.First(entry => entry.Action == action).After;
        After(AuditActions.UpdateSchedule).ShouldBe("""{"lane":"mail","msgDataChanged":true}""");
        After(AuditActions.PauseSchedule).ShouldBe("""{"state":"Paused"}""");
        After(AuditActions.ResumeSchedule).ShouldBe("""{"state":"Active"}""");
        After(AuditActions.RunSchedule).ShouldBe($$"""{"jobId":"{{run}}"}""");
        After(AuditActions.CancelSchedule).ShouldBe("""{"state":"Cancelled"}""");
        After(AuditActions.SetClusterMode).ShouldBe("""{"mode":"Passive"}""");
        entries.First(entry => entry.Action == AuditActions.UpdateSchedule).Before.ShouldBe("""{"lane":"default"}""");
    }

    [Fact]
    public async Task A_replay_is_filed_and_what_takes_no_effect_is_not()
    {
        Probe.Run = job => throw new InvalidOperationException("broken");
        var app = await StartAsync();
        var job = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);
        await app.WaitAsync(job.Id, JobState.Failed);

        (await app.Jobs.CancelJobAsync(job.Id, Ann)).ShouldBeFalse();
        (await app.Jobs.ReScheduleAsync(job.Id, DateTimeOffset.UtcNow, Ann)).ShouldBeFalse();
        (await app.Jobs.PauseRecurringAsync(job.Id, Ann)).ShouldBeFalse();
        (await app.Jobs.RunRecurringNowAsync(job.Id, Ann)).ShouldBeNull();
        (await app.Jobs.ReplayAsync(job.Id, Ann)).ShouldBeTrue();

        (await ListAsync(app)).ShouldHaveSingleItem().Action.ShouldBe(AuditActions.ReplayJob);
    }

    [Fact]
    public async Task Jobs_that_no_operator_touches_leave_nothing()
    {
        var app = await StartAsync();
        var schedule = await app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromSeconds(1), Named("tick"));
        Probe.Run = job => job.MsgData.TryGetStringValue("Name") is "tick"
            ? Task.CompletedTask
            : throw new InvalidOperationException("once");
        var failed = await app.Jobs.OnceNowAsync<ProbeHandler>(maxNumberOfRetries: 0);

        await app.WaitAsync(failed.Id, JobState.Failed);
        while ((await Probe.NextAsync()).RecurringScheduleId != schedule.Id)
        {
            // Another of the test's jobs.
        }

        (await ListAsync(app)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_is_not_named_is_asked_of_the_app_at_each_call()
    {
        var accessor = new Accessor { Current = new OperatorContext("ann") };
        var app = await StartAuditedAsync(accessor);

        await CancelAsync(app);
        accessor.Current = new OperatorContext("bob", "by hand");
        await CancelAsync(app);
        await CancelAsync(app, new OperatorContext("carol"));
        accessor.Current = null;
        await CancelAsync(app);

        (await ListAsync(app)).Reverse().Select(entry => (entry.Who, entry.Reason)).ShouldBe(
            [("ann", null), ("bob", "by hand"), ("carol", null), ($"{Environment.MachineName}:{Environment.ProcessId}", null)]);
    }

    [Fact]
    public async Task An_app_that_cannot_say_who_makes_a_call_changes_what_it_wants_under_the_name_of_its_host()
    {
        var app = await StartAuditedAsync(new Accessor { IsBroken = true });

        await CancelAsync(app);

        (await ListAsync(app)).ShouldHaveSingleItem().Who.ShouldBe($"{Environment.MachineName}:{Environment.ProcessId}");
        app.Logs.Warnings.ShouldContain(line => line.Contains("IOperatorContextAccessor failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_audit_is_read_page_by_page_and_by_what_begins_an_action()
    {
        var app = await StartAsync(_ => { });
        for (var i = 0; i < 5; i++)
        {
            await CancelAsync(app, new OperatorContext($"operator-{i}"));
        }

        await app.Cluster.SetModeAsync(ClusterMode.Passive, Ann);
        var audit = Audit(app);
        var (names, next) = (new List<string>(), (string?)null);
        do
        {
            var page = await audit.ListAsync(new AuditFilter { Action = "job.*", PageSize = 2 }, next);
            page.Entries.Count.ShouldBeLessThanOrEqualTo(2);
            names.AddRange(page.Entries.Select(entry => entry.Who));
            next = page.Next;
        }
        while (next is not null);

        names.ShouldBe(["operator-4", "operator-3", "operator-2", "operator-1", "operator-0"]);
        (await audit.ListAsync(new AuditFilter { Action = AuditActions.SetClusterMode })).Entries.ShouldHaveSingleItem();
        (await audit.ListAsync(new AuditFilter { Action = "job.can" })).Entries.ShouldBeEmpty();
        (await audit.ListAsync(new AuditFilter { Action = "*", Who = "ann" })).Entries.ShouldHaveSingleItem();
        next = (await audit.ListAsync(new AuditFilter { Action = "job.*", PageSize = 2 })).Next;
        (await Should.ThrowAsync<ArgumentException>(audit.ListAsync(new AuditFilter { Action = "job.cancel" }, next))).Message
            .ShouldContain("continues a list with another filter");
        (await Should.ThrowAsync<ArgumentException>(audit.ListAsync(continueFrom: "x-y"))).Message.ShouldContain("is not a continuation");
        (await Should.ThrowAsync<ArgumentException>(
            audit.ListAsync(new AuditFilter { TargetId = "x" }))).Message.ShouldContain("TargetKind");
        (await Should.ThrowAsync<ArgumentException>(audit.ListAsync(new AuditFilter { PageSize = 0 }))).Message.ShouldContain("PageSize 0");
    }

    [Fact]
    public async Task A_node_prunes_the_audit_past_its_own_retention()
    {
        var app = await StartAsync(_ => { });
        await CancelAsync(app);
        await StopAsync(app);

        var pruning = await StartAsync(
            config => config.AddWorker().SetAsDefault().Options.AuditRetentionTtl = TimeSpan.FromMicroseconds(1));

        await Eventually.BecomesAsync("the audit is pruned", async () => (await ListAsync(pruning)).Count == 0, TestTime.Patience);
    }

    private static async Task CancelAsync(TestApp app, OperatorContext? by = null) =>
        (await app.Jobs.CancelJobAsync((await app.Jobs.OnceAfterAsync<ProbeHandler>(Hour)).Id, by)).ShouldBeTrue();

    private static IAuditMonitor Audit(TestApp app) => app.Services.GetRequiredService<IJobMasterMonitor>().Audit;

    private static async Task<IReadOnlyList<AuditEntry>> ListAsync(TestApp app) => (await Audit(app).ListAsync()).Entries;

    private async Task<TestApp> StartAuditedAsync(IOperatorContextAccessor accessor) => Track(await StartAppAsync(
        config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>(),
        services =>
        {
            AddProbe(services);
            services.AddSingleton(accessor);
        }));

    private sealed class Accessor : IOperatorContextAccessor
    {
        private OperatorContext? _current;

        public bool IsBroken { get; init; }

        public OperatorContext? Current
        {
            get => IsBroken ? throw new InvalidOperationException("There is no request.") : _current;
            set => _current = value;
        }
    }
}
