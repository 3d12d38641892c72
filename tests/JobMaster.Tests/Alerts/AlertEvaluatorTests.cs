using JobMaster.Alerts;
using JobMaster.Conformance;
using JobMaster.Conformance.Faults;
using JobMaster.Diagnostics;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Alerts;

/// <summary>What each rule finds in the store, and when it does not trust what it finds.</summary>
public sealed class AlertEvaluatorTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly JobMasterTelemetry _telemetry = new("test", meters: null);
    private readonly JobMasterClusterOptions _options = new() { ClusterId = "test" };
    private readonly StoreFaults _faults = new();
    private readonly FaultyStore _store;

    public AlertEvaluatorTests() => _store = new FaultyStore(new InMemoryStoreFixture().Open(_time), _faults);

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task The_oldest_wait_of_a_lane_fires_beyond_its_limit_and_not_while_the_lane_is_paused()
    {
        var evaluator = Evaluator(JobAlert.OldestWait("mail", Minute));
        await InsertAsync("mail");
        await InsertAsync("other");
        _time.Advance(Minute);
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("a minute is not longer than a minute");
        _time.Advance(TimeSpan.FromSeconds(30));
        await evaluator.RunOnceAsync(default);

        var alert = (await FiringAsync()).ShouldHaveSingleItem();
        (alert.Rule, alert.Subject, alert.Value).ShouldBe(("oldest-wait:mail", "mail", 90));
        alert.Text.ShouldBe("The oldest due job of lane 'mail' has waited for 00:01:30; the limit is 00:01:00.");

        await PauseAsync("mail");
        _time.Advance(2 * Minute);
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lane_fires_when_for_long_enough_no_live_worker_served_it_by_name_or_by_pattern()
    {
        _options.HeartbeatTimeout = TimeSpan.FromHours(1);
        var evaluator = Evaluator(JobAlert.LaneWithoutWorker(Minute));
        await StartSessionAsync("mail.*", "default");
        foreach (var lane in new[] { "mail.eu", "default", "orphan" })
        {
            await InsertAsync(lane);
        }

        _time.Advance(Minute);
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("it has been seen so just now");
        _time.Advance(Minute);
        await evaluator.RunOnceAsync(default);

        (await FiringAsync()).Select(alert => alert.Text).ShouldBe(
            ["No live worker serves lane 'orphan'; its oldest due job has waited for 00:02:00."]);
        await StartSessionAsync("orphan");
        _time.Advance(Minute);
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_stopped_beating_fires_before_its_session_is_ended()
    {
        var evaluator = Evaluator(JobAlert.StaleHeartbeat());
        await SteadyAsync(evaluator);
        var session = await StartSessionAsync("default");
        _time.Advance(TimeSpan.FromSeconds(8));
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(8));
        await evaluator.RunOnceAsync(default);

        (await FiringAsync()).ShouldHaveSingleItem().Subject.ShouldBe("worker @ host:1");
        await _store.Sessions.EndAsync([session], default);
        for (var round = 0; round < 8; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await evaluator.RunOnceAsync(default);
        }

        (await FiringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_an_outage_of_the_store_no_worker_is_taken_for_silent()
    {
        var evaluator = Evaluator(JobAlert.StaleHeartbeat());
        await SteadyAsync(evaluator);
        await StartSessionAsync("default");
        _faults.TakeAway("TakeAlertTurnAsync");
        _time.Advance(TimeSpan.FromSeconds(10));
        await Should.ThrowAsync<StoreAwayException>(() => evaluator.RunOnceAsync(default));
        _time.Advance(TimeSpan.FromSeconds(8));
        _faults.BringBack();

        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("nobody could beat");
        for (var round = 0; round < 3; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await evaluator.RunOnceAsync(default);
        }

        (await FiringAsync()).Count.ShouldBe(1, "this one did not come back");
    }

    [Fact]
    public async Task A_rule_that_cannot_be_evaluated_keeps_what_it_found_and_holds_up_no_other()
    {
        var evaluator = Evaluator(JobAlert.FailureGroup(), JobAlert.OldestWait(Minute));
        await InsertAsync("mail");
        _time.Advance(2 * Minute);
        _faults.TakeAway(nameof(IAlertStore.ReadGrowingFailuresAsync));
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldHaveSingleItem().Rule.ShouldBe("oldest-wait");
        _faults.BringBack();
        _faults.TakeAway(nameof(IAlertStore.ReadWaitsAsync));
        _time.Advance(TimeSpan.FromHours(1));

        await evaluator.RunOnceAsync(default);

        (await FiringAsync()).ShouldHaveSingleItem().Rule.ShouldBe("oldest-wait");
    }

    [Fact]
    public async Task A_group_of_failed_jobs_fires_when_it_is_new_and_an_older_one_when_it_grows()
    {
        var grown = Evaluator(JobAlert.FailureGroup(growth: 3, within: 5 * Minute, newGroups: false));
        await FailAsync("mail", 1);
        await grown.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("it is new, which this rule passes over");
        _time.Advance(TimeSpan.FromHours(1));
        await FailAsync("mail", 2);
        await grown.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("two are fewer than three");
        await FailAsync("mail", 1);
        _time.Advance(Minute);
        await grown.RunOnceAsync(default);

        var alert = (await FiringAsync()).ShouldHaveSingleItem();
        (alert.Rule, alert.Subject, alert.Value).ShouldBe(("failure-group", "mail", 3));
        alert.Text.ShouldBe(
            "The group of failed jobs mail of System.TimeoutException grows: 3 failed in the last 00:05:00, 4 are there now, one of "
            + "definition 'any'.");

        var usual = Evaluator(JobAlert.FailureGroup(growth: 3, within: 5 * Minute));
        await FailAsync("new", 1);
        _time.Advance(Minute);
        await usual.RunOnceAsync(default);
        (await FiringAsync()).Single(one => one.Subject == "new").Text.ShouldContain(" is new: 1 failed");
    }

    [Fact]
    public async Task A_muted_group_of_failed_jobs_is_silent_until_it_is_n_times_as_large()
    {
        var evaluator = Evaluator(JobAlert.FailureGroup(growth: 3, within: 5 * Minute));
        await FailAsync("muted", 4);
        await MuteAsync("muted", _time.GetUtcNow().AddDays(1), growth: 3);
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("it is new, and muted");
        await FailAsync("muted", 7);
        _time.Advance(Minute);
        await evaluator.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty("it grows, but eleven are fewer than three times four");

        _time.Advance(TimeSpan.FromHours(1));
        await FailAsync("muted", 1);
        await evaluator.RunOnceAsync(default);

        (await FiringAsync()).ShouldHaveSingleItem().Text.ShouldContain(
            " has outgrown its mute: 1 failed in the last 00:05:00, 12 are there now");
    }

    [Fact]
    public async Task A_cluster_that_is_passive_evaluates_nothing()
    {
        _options.Mode = ClusterMode.Passive;
        await Evaluator(JobAlert.OldestWait(Minute)).RunOnceAsync(default);

        _faults.CallsOf("TakeAlertTurnAsync").ShouldBe(0);
    }

    [Fact]
    public async Task After_the_last_rule_was_removed_from_the_code_its_alerts_resolve()
    {
        var without = Evaluator();
        (await without.RunOnceAsync(default)).ShouldBeInRange(3 * Minute, 7 * Minute);
        _faults.CallsOf("ListAlertsAsync").ShouldBe(0, "there is no haste");
        await without.RunOnceAsync(default);
        _faults.CallsOf("TakeAlertTurnAsync").ShouldBe(0, "there is nothing to resolve");
        await InsertAsync("mail");
        _time.Advance(2 * Minute);
        await Evaluator(JobAlert.OldestWait(Minute)).RunOnceAsync(default);
        (await FiringAsync()).Count.ShouldBe(1);

        await without.RunOnceAsync(default);
        (await FiringAsync()).Count.ShouldBe(1, "another node may have the rule still");
        _time.Advance(16 * Minute);
        await without.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_without_rules_puts_off_no_node_that_has_some()
    {
        await InsertAsync("mail");
        _time.Advance(2 * Minute);
        var ruled = Evaluator(JobAlert.OldestWait(Minute));
        await ruled.RunOnceAsync(default);
        (await FiringAsync()).Count.ShouldBe(1);
        await PauseAsync("mail");
        _time.Advance(2 * Minute);
        var without = Evaluator();
        await without.RunOnceAsync(default);
        await without.RunOnceAsync(default);
        _faults.CallsOf("TakeAlertTurnAsync").ShouldBe(2);
        await ruled.RunOnceAsync(default);
        (await FiringAsync()).ShouldBeEmpty();
    }

    private AlertEvaluator Evaluator(params JobAlert[] alerts) =>
        new(NodeServicesOf.Store(_store, _options, _telemetry, _time), alerts, []);

    /// <summary>The evaluator has reached the store without a gap for long enough to trust it.</summary>
    private async Task SteadyAsync(AlertEvaluator evaluator)
    {
        for (var round = 0; round < 4; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(8));
            await evaluator.RunOnceAsync(default);
        }
    }

    private async Task<Guid> StartSessionAsync(params string[] lanes)
    {
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(), WorkerName = "worker", NodeName = "host:1", Lanes = lanes, Concurrency = 1, Version = "1",
        };
        await _store.Sessions.StartAsync(session, default);
        return session.Id;
    }

    /// <summary>Jobs that fail for the same cause.</summary>
    private async Task FailAsync(string fingerprint, int count)
    {
        var session = await StartSessionAsync("failing");
        for (var i = 0; i < count; i++)
        {
            await InsertAsync("failing");
            var claimed = (await _store.Jobs.ClaimAsync(
                new ClaimRequest
                {
                    SessionId = session, Queues = [new QueueShare(new JobQueue("failing", JobMasterPriority.Medium), 1)], FreeSlots = 1,
                },
                default)).ShouldHaveSingleItem();
            var outcome = new AttemptOutcome
            {
                JobId = claimed.Id, ClaimNo = claimed.ClaimNo, Kind = OutcomeKind.Failed, Duration = Minute,
                Error = "System.TimeoutException: The server with the secret name is slow.", Fingerprint = fingerprint,
            };
            (await _store.Jobs.RecordAsync([outcome], default)).ShouldHaveSingleItem().ShouldBe(RecordResult.Recorded);
        }
    }

    private async Task MuteAsync(string fingerprint, DateTimeOffset until, int growth) => (await _store.Failures.MuteAsync(
        fingerprint, until, growth,
        new NewAuditEntry
        {
            Origin = new AuditOrigin("ann", "host:1"), Action = "failures.mute", TargetKind = "failures", TargetId = fingerprint,
        },
        default)).ShouldBeTrue();

    private async Task InsertAsync(string lane) => await _store.Jobs.InsertAsync(
        [
            new NewJob
            {
                Id = Guid.CreateVersion7(), DefinitionId = "any", Lane = lane, Priority = JobMasterPriority.Medium, Timeout = Minute,
                MaxRetries = 0,
            },
        ],
        mayBeStored: false, default);

    private async Task PauseAsync(string lane) => (await _store.Controls.SetAsync(
        new NewControl(new ControlTarget(ControlKind.PauseLane, lane)),
        new NewAuditEntry { Origin = new AuditOrigin("ann", "host:1"), Action = "pause", TargetKind = "lane", TargetId = lane },
        default)).ShouldBeTrue();

    private Task<IReadOnlyList<StoredAlert>> FiringAsync() => _store.Alerts.ListAsync(new AlertListRequest(100, Firing: true), default);
}
