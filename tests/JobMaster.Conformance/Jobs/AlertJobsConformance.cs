using System.Threading.Channels;
using JobMaster.Conformance.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Alerts as apps configure them, on one node and on several.</summary>
public abstract class AlertJobsConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    private StoreFaults Faults { get; } = new();

    protected override IMasterStore OpenStore() => new FaultyStore(Fixture.Open(null), Faults);

    [Fact]
    public async Task A_new_group_of_failed_jobs_is_sent_by_one_of_several_nodes_and_listed()
    {
        var notices = new Notices();
        var apps = new[] { await StartAsync(notices), await StartAsync(notices), await StartAsync(notices) };
        Probe.Run = _ => throw new InvalidOperationException("The mail server says no.");
        var job = await apps[0].Jobs.OnceNowAsync<ProbeHandler>(Named("x"), maxNumberOfRetries: 0);
        await apps[0].WaitAsync(job.Id, JobState.Failed);

        var notice = await notices.NextAsync("failure-group");

        (notice.State, notice.ClusterId, notice.Severity, notice.Value, notice.TimesFired).ShouldBe(
            (JobAlertState.Firing, apps[0].Cluster.ClusterId, JobAlertSeverity.Warning, 1, 1));
        notice.Text.ShouldContain("is new");
        notice.Subject.ShouldBe((await apps[0].Monitor.GetAsync(job.Id))!.Fingerprint);
        var listed = (await AlertsOf(apps[1]).ListAsync(JobAlertState.Firing)).Single(alert => alert.Rule == "failure-group");
        (listed.Id, listed.Subject, listed.ResolvedAt).ShouldBe((notice.AlertId, notice.Subject, null));
        await Task.WhenAll(apps.Select(app => app.Host.StopAsync()));
        notices.Rest.Where(other => other.Rule == "failure-group").ShouldBeEmpty("one node sends, once");
    }

    [Fact]
    public async Task A_lane_without_worker_fires_and_resolves_when_a_worker_comes()
    {
        var notices = new Notices();
        var app = await StartAsync(notices);
        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("x"), new JobOptions { WorkerLane = "orphan" });

        var fired = await notices.NextAsync("lane-without-worker");
        await StartAsync(Probe, config =>
        {
            config.Options.HeartbeatTimeout = Timeout;
            config.AddWorker().WorkerLane("orphan");
        });
        var resolved = await notices.NextAsync("lane-without-worker");

        (fired.State, fired.Subject).ShouldBe((JobAlertState.Firing, "orphan"));
        (resolved.State, resolved.AlertId, resolved.FiredAt).ShouldBe((JobAlertState.Resolved, fired.AlertId, fired.FiredAt));
        resolved.ResolvedAt.ShouldNotBeNull().ShouldBeGreaterThan(fired.FiredAt);
    }

    [Fact]
    public async Task A_sink_that_hangs_holds_up_neither_other_sinks_nor_the_stop()
    {
        var notices = new Notices();
        var app = await StartAsync(notices, config => config.AddAlertSink<HangingSink>());
        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("x"), new JobOptions { WorkerLane = "one" });
        await notices.NextAsync("lane-without-worker");
        await notices.Hanging.Task.Soon();

        await app.Jobs.OnceNowAsync<ProbeHandler>(Named("x"), new JobOptions { WorkerLane = "two" });
        (await notices.NextAsync("lane-without-worker")).Subject.ShouldBe("two");
        await app.Host.StopAsync().Soon();

        app.Logs.Messages.ShouldNotContain(message => message.Contains("Stop failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_schedule_that_no_node_plans_is_missed()
    {
        Faults.TakeAway(nameof(IScheduleStore.StepAsync));
        var notices = new Notices();
        var app = await StartAsync(notices);
        await app.Jobs.RecurringAsync<ProbeHandler>(TimeSpan.FromSeconds(1), Named("tick"), key: "nightly");

        var notice = await notices.NextAsync("missed-schedule");

        (notice.State, notice.Subject).ShouldBe((JobAlertState.Firing, "nightly"));
        Faults.BringBack();
        (await notices.NextAsync("missed-schedule")).State.ShouldBe(JobAlertState.Resolved);
    }

    [Fact]
    public async Task An_outage_of_the_store_and_lost_replies_lose_no_alert()
    {
        var notices = new Notices();
        var app = await StartAsync(notices);
        await Task.WhenAll(
            Faults.LoseReplyOf("ApplyAlertsAsync"), Faults.LoseReplyOf("TakeAlertTurnAsync"), Faults.FailNext("ClaimAlertNoticeAsync"),
            Task.Run(() => app.Jobs.OnceNowAsync<ProbeHandler>(Named("x"), new JobOptions { WorkerLane = "orphan" }))).Soon();

        (await notices.NextAsync("lane-without-worker")).Subject.ShouldBe("orphan");
    }

    [Fact]
    public async Task Occurrences_that_a_downtime_made_a_schedule_skip_fire_its_alert_though_it_has_moved_on()
    {
        var notices = new Notices();
        var app = await StartAsync(notices);
        var due = DateTimeOffset.UtcNow - TimeSpan.FromHours(3.5);
        await using var store = Fixture.Open(null);
        var schedule = new StoredSchedule
        {
            Id = Guid.CreateVersion7(), Key = "hourly", State = RecurringScheduleState.Active, DefinitionId = "probe", Lane = "default",
            Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(5), MaxRetries = 3,
            TypeId = TimeSpanIntervalExprCompiler.TypeId, Expression = "01:00:00", Anchor = due, Misfire = MisfirePolicy.Skip,
            MisfireGrace = TimeSpan.FromSeconds(10), MisfireLimit = 100, Overlap = OverlapPolicy.Allow, NextAt = due, CreatedAt = due,
            UpdatedAt = due,
        };
        (await store.Schedules.InsertAsync(schedule, default)).ShouldBeTrue();

        (await notices.NextAsync("missed-schedule")).Subject.ShouldBe("hourly");

        // Before it is planned it is due, which is the same alert.
        await Eventually.BecomesAsync(
            "the alert says what was skipped",
            async () => (await AlertsOf(app).ListAsync()).Any(one =>
                one.Subject == "hourly" && one.Text.Contains("skipped 4 occurrences", StringComparison.Ordinal)),
            TestTime.Patience);
        (await store.Schedules.GetAsync(schedule.Id, default)).Schedule!.NextAt!.Value
            .ShouldBe(due + TimeSpan.FromHours(4), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Without_alerts_nothing_asks_the_store_for_them()
    {
        var app = await StartAsync();
        await app.WaitAsync((await app.Jobs.OnceNowAsync<ProbeHandler>(Named("x"))).Id, JobState.Succeeded);
        await app.Host.StopAsync();

        new[] { "TakeAlertTurnAsync", "ApplyAlertsAsync", "ClaimAlertNoticeAsync", "ListAlertsAsync", nameof(IAlertStore.ReadWaitsAsync) }
            .Sum(Faults.CallsOf).ShouldBe(0);
    }

    private static IAlertMonitor AlertsOf(TestApp app) => app.Services.GetRequiredService<IJobMasterMonitor>().Alerts;

    /// <summary>
    /// An app with every kind of alert, which resolve at once. Looking for stale heartbeats has it look several times a second.
    /// </summary>
    private async Task<TestApp> StartAsync(Notices notices, Action<JobMasterClusterConfig>? more = null)
    {
        var app = await StartAppAsync(
            config =>
            {
                config.Options.HeartbeatTimeout = Timeout;
                config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().AddWorker();
                foreach (var alert in new[]
                {
                    JobAlert.FailureGroup(), JobAlert.LaneWithoutWorker(Soon), JobAlert.MissedSchedule(Soon * 5),
                    JobAlert.OldestWait(TimeSpan.FromHours(1)), JobAlert.StaleHeartbeat(TimeSpan.FromSeconds(3.6)),
                })
                {
                    config.AddAlert(alert with { ResolveAfter = TimeSpan.Zero });
                }

                config.AddAlertSink<NotingSink>();
                more?.Invoke(config);
            },
            services => services.AddSingleton(Probe).AddSingleton(notices));
        return Track(app);
    }

    /// <summary>What was sent, by whichever node.</summary>
    private sealed class Notices
    {
        private readonly Channel<JobAlertNotice> _sent = Channel.CreateUnbounded<JobAlertNotice>();

        public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IEnumerable<JobAlertNotice> Rest
        {
            get
            {
                while (_sent.Reader.TryRead(out var notice))
                {
                    yield return notice;
                }
            }
        }

        public void Add(JobAlertNotice notice) => _sent.Writer.TryWrite(notice);

        /// <summary>The next notice of a rule; others of a busy machine are passed over.</summary>
        public async Task<JobAlertNotice> NextAsync(string rule)
        {
            while (true)
            {
                var notice = await _sent.Reader.ReadAsync().AsTask().Soon();
                if (notice.Rule == rule)
                {
                    return notice;
                }
            }
        }
    }

    private sealed class NotingSink(Notices notices) : IJobAlertSink
    {
        public Task SendAsync(JobAlertNotice notice, CancellationToken cancellationToken)
        {
            notices.Add(notice);
            return Task.CompletedTask;
        }
    }

    private sealed class HangingSink(Notices notices) : IJobAlertSink
    {
        public Task SendAsync(JobAlertNotice notice, CancellationToken cancellationToken)
        {
            notices.Hanging.TrySetResult();
            return new TaskCompletionSource().Task;
        }
    }
}
