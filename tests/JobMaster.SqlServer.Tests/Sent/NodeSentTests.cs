using JobMaster.Storage;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>What nodes send of their own accord: the schema, sessions, admissions, schedules, and upkeep.</summary>
public sealed class NodeSentTests : SentTests
{
    private static readonly JobDelivery Window = new(TimeSpan.FromDays(7));

    [Fact]
    public async Task Migrates_and_owns()
    {
        Record.Rows("read_server", [16, 3, 160, 0, 1]);
        Record.Rows("schema_exists", [0]);
        await Record.CallAsync("An empty database", () => Store.Schema.ReadVersionAsync(default));
        for (int version = 0; version < Store.Schema.SupportedVersions.Newest; version++)
        {
            Record.Rows("lock_schema", [1]);
            Record.Rows("schema_exists", [version == 0 ? 0 : 1]);
            if (version > 0)
            {
                Record.Rows("read_version", [version]);
            }
        }

        await Record.CallAsync("Migrate it", () => Store.Schema.MigrateAsync(default));
        Record.Rows("read_owner", [[null]]);
        Record.Rows("read_owner", ["cluster-1"]);
        await Record.CallAsync("Own the tables", () => Store.Schema.OwnAsync("cluster-1", null, default));
        Record.ShouldBe("schema");
    }

    [Fact]
    public async Task Beats_and_buries()
    {
        await Record.CallAsync(
            "Start a session",
            () => Store.Sessions.StartAsync(
                new NewSession
                {
                    Id = Id(9), WorkerName = "w", NodeName = "n", Lanes = ["default"], AgentName = "a", Concurrency = 5, Version = "1.2.0",
                    Reader = "1.2.0",
                },
                default));
        var beat = new BeatRequest
        {
            SessionIds = [Id(9)], Raise = true, Report = new NodeReport { CpuShare = 0.25, MemoryBytes = 1000 }, Queues = [Queue],
            Patterns = ["eu-*"], Reader = "1.2.0", ExcludedDefinitions = ["image.scale"],
        };
        await Record.CallAsync("Beat, on a connection kept for it", () => BeatAsync(beat));
        await Record.CallAsync("Look without beating", () => BeatAsync(beat with { Raise = false, Report = null }));
        await Record.CallAsync("End sessions", () => Store.Sessions.EndAsync([Id(9)], default));
        Record.Rows("bury_sessions", [Id(9)]);
        await Record.CallAsync("Bury a silent session", () => Store.Sessions.BuryAsync([new SessionBeat(Id(9), 41)], default));
        await Record.CallAsync("Read what a session runs", () => Store.Sessions.ReadClaimsAsync(Id(9), default));
        await Record.CallAsync("List sessions", () => Store.Sessions.ListAsync(default));
        await Record.CallAsync("Read who two sessions were", () => Store.Sessions.GetNamesAsync([Id(8), Id(9)], default));
        Record.ShouldBe("sessions");
    }

    [Fact]
    public async Task Admits()
    {
        var request = Window.Of(Id(9), new DeliveredJob(Job(2)), new DeliveredJob(Job(1)));
        Record.Rows("enter_jobs", Rows.Admitted(Id(1)), Rows.Admitted(Id(2)));
        await Record.CallAsync("Two new jobs, in the order of their ids", () => Store.Admissions.AdmitAsync(request, default));
        Record.Rows("enter_jobs", Rows.Admitted(Id(1)));
        Record.Rows("drop_stored", [Id(1)]);
        Record.Rows("fill_placeholders", [Id(2)]);
        await Record.CallAsync(
            "One that is final already, and one that was awaited", () => Store.Admissions.AdmitAsync(request, default));
        Record.Rows("hold_ids", [Id(1)]);
        Record.Rows("quarantine_jobs", [Id(1)]);
        await Record.CallAsync(
            "One that must not run, with metadata that is searched by",
            () => Store.Admissions.AdmitAsync(
                Window.Of(Id(9), new DeliveredJob(Job(1) with { Metadata = """{"OrderId":"A-1"}""" }, "It cannot be read.")), default));
        Record.Rows("enter_jobs", Rows.Admitted(Id(1)));
        await Record.CallAsync(
            "One of a lane without a worker", () => Store.Admissions.AdmitAsync(Window.Of(null, new DeliveredJob(Job(1))), default));
        Record.Rows("store_placeholder", [Id(1)]);
        await Record.CallAsync(
            "Reschedule one that only an agent has", () => Store.Admissions.StorePlaceholderAsync(Id(1), Later, Operator, default));
        Record.ShouldBe("admit");
    }

    [Fact]
    public async Task Fires_schedules()
    {
        var schedule = new StoredSchedule
        {
            Id = Id(9), ProfileId = "p", Key = "daily", State = RecurringScheduleState.Active, DefinitionId = "email.send",
            Lane = "default", Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 3, TypeId = "cron",
            Expression = "0 * * * *", ZoneId = "UTC", Anchor = Now, Misfire = MisfirePolicy.RunOnce,
            MisfireGrace = TimeSpan.FromMinutes(1), MisfireLimit = 10, Overlap = OverlapPolicy.Skip, NextAt = Later, CreatedAt = Now,
            UpdatedAt = Now,
        };
        await Record.CallAsync("Insert one", () => Store.Schedules.InsertAsync(schedule, default));
        await Record.CallAsync("Update one", () => Store.Schedules.UpdateAsync(schedule, audit: null, default));
        await Record.CallAsync("Update one by an operator", () => Store.Schedules.UpdateAsync(schedule, Audit, default));
        Record.Rows("read_schedule", Rows.Schedule(Id(9), "daily"));
        await Record.CallAsync("Read one", () => Store.Schedules.GetAsync(Id(9), default));
        Record.Rows("find_schedule", Rows.Schedule(Id(9), "daily"));
        await Record.CallAsync("Find one", () => Store.Schedules.FindAsync("p", "daily", default));
        await Record.CallAsync(
            "List them",
            () => Store.Schedules.ListAsync(
                new ScheduleListRequest
                {
                    State = RecurringScheduleState.Active, DefinitionId = "email.send", Tenant = "acme", OnlyStatic = true, After = Id(8),
                    Limit = 10,
                },
                default));
        Record.Rows("read_due_schedules", [.. Rows.Schedule(Id(9), "daily"), 0]);
        await Record.CallAsync("Read those that are due", () => Store.Schedules.ReadDueAsync(new(100, [Id(8)]), default));

        var step = new ScheduleStep
        {
            ScheduleId = Id(9), Version = 1, State = RecurringScheduleState.Active, NextAt = Later, LastAt = Now, LastJobId = Id(1),
            StopsLiveJobs = true, Audit = Audit,
            Occurrences =
            [
                new(Now - TimeSpan.FromHours(1), OccurrenceResult.Skipped, "missed"),
                new(Now, OccurrenceResult.Fired, Job: Job(1)),
            ],
        };
        Record.Rows("advance_schedules", [Id(9)]);
        Record.Rows("read_schedule_jobs", [Id(2), Id(9)]);
        Record.Rows("hold_jobs", Rows.Held(Id(2)));
        Record.Rows("leave_jobs", [Id(2), 1, null]);
        Record.Rows("insert_occurrences", [Id(9), Now - TimeSpan.FromHours(1), 0], [Id(9), Now, 0]);
        Record.Rows("enter_job", Rows.Entered(Id(1)));
        await Record.CallAsync(
            "Fire an occurrence, stopping the job before it", () => Store.Schedules.StepAsync([step], default));

        var unique = Job(1) with
        {
            Unique = new JobUnique { Key = "k", While = UniqueWhile.WaitingOrRunning, OnConflict = UniqueConflict.Reject },
        };
        Record.Rows("advance_schedules", [Id(9)]);
        Record.Rows("insert_occurrences", [Id(9), Now, 0]);
        Record.Rows("read_keys", Rows.Holder("unique definition email.send\nk", Id(8), state: 0));
        Record.Rows("read_stored", Rows.Entered(Id(8)));
        await Record.CallAsync(
            "Fire an occurrence whose unique key another job holds",
            () => Store.Schedules.StepAsync(
                [step with { StopsLiveJobs = false, Occurrences = [new(Now, OccurrenceResult.Fired, Job: unique)] }], default));
        await Record.CallAsync("Fire what another node has fired", () => Store.Schedules.StepAsync([step], default));
        await Record.CallAsync(
            "List occurrences", () => Store.Schedules.ListOccurrencesAsync(new(Id(9), Before: null, 10), default));
        await Record.CallAsync("List occurrences before one", () => Store.Schedules.ListOccurrencesAsync(new(Id(9), Now, 10), default));
        await Record.CallAsync("Advertise profiles", () => Store.Schedules.AdvertiseAsync([new("p", "hash", 2, ["daily"])], default));
        await Record.CallAsync("Read profiles", () => Store.Schedules.AdvertiseAsync([], default));
        await Record.CallAsync("Prune", () => Store.Schedules.PruneAsync(TimeSpan.FromDays(30), 500, default));
        Record.ShouldBe("schedules");
    }

    [Fact]
    public async Task Keeps_up()
    {
        Record.Rows("find_old_finished", [Id(1)], [Id(2)]);
        Record.Rows("find_kept_keys", [Id(2)]);
        Record.Rows("find_old_failed", [Id(3)]);
        await Record.CallAsync(
            "Prune jobs, one of whose keys is held",
            () => Store.Retention.PruneAsync(new(TimeSpan.FromDays(7), TimeSpan.FromDays(30), 500), default));
        Record.Rows("hold_failure_deltas", [Id(1)]);
        await Record.CallAsync("Add up failures", () => Store.Failures.FoldAsync(100, default));
        await Record.CallAsync("Register a writer of statistics", () => Store.Statistics.RegisterAsync(Id(9), default));
        NewStatistic[] counted = [new(StatisticScope.Lane, "default", TimeSpan.FromSeconds(5), [1, 2])];
        await Record.CallAsync("File statistics", () => Store.Statistics.AddAsync(Id(9), 3, counted, default));
        Record.Changes("take_statistic_sequence", 0);
        await Record.CallAsync("File statistics again", () => Store.Statistics.AddAsync(Id(9), 3, counted, default));
        const string Filed = """[{"scope":1,"name":"default","age":0,"counts":"[1,2]"}]""";
        Record.Rows("list_filed_statistics", [Id(1)]);
        Record.Rows("hold_statistic_fold", [1]);
        Record.Rows("list_filed_statistics", [Id(1), Now, Filed]);
        await Record.CallAsync("Add up statistics", () => Store.Statistics.FoldAsync(new(100, 50, 20), default));
        var asked = new StatisticRequest(StatisticScope.Lane, "default", StatisticResolution.Minute, Now, Later, 100);
        await Record.CallAsync("Read the statistics of a lane", () => Store.Statistics.ReadAsync(asked, default));
        await Record.CallAsync("Read the statistics of all lanes", () => Store.Statistics.ReadAsync(asked with { Name = null }, default));
        Record.Rows("hold_statistic_fold", [1]);
        var day = TimeSpan.FromDays(1);
        await Record.CallAsync(
            "Prune statistics", () => Store.Statistics.PruneAsync(new(day, 7 * day, 90 * day, day, 500), default));
        await Record.CallAsync(
            "See definitions", () => Store.Definitions.SeeAsync(Id(9), "node-1", ["hash"], TimeSpan.FromHours(1), default));
        await Record.CallAsync(
            "Add definitions", () => Store.Definitions.AddAsync([new("hash", "email.send", "{}")], default));
        await Record.CallAsync("List definitions", () => Store.Definitions.ListAsync(default));
        await Record.CallAsync("Prune definitions", () => Store.Definitions.PruneAsync(30 * day, day, default));
        Record.ShouldBe("upkeep");
    }

    [Fact]
    public async Task Alerts()
    {
        Record.Rows("find_alert_turn", [1]);
        await Record.CallAsync("Take the turn", () => Store.Alerts.TakeTurnAsync(Id(9), TimeSpan.FromSeconds(30), default));
        var round = new AlertRound
        {
            Turn = Id(9), NextIn = TimeSpan.FromSeconds(10), Sinks = ["mail"], Forgotten = TimeSpan.FromMinutes(5),
            Retention = TimeSpan.FromDays(30),
            Rules =
            [
                new("lane-waits", JobAlertSeverity.Warning, TimeSpan.Zero, TimeSpan.FromMinutes(1), [new("default", "It waits.", 3.5)]),
            ],
        };
        Record.Rows("read_store_time", [Now]);
        await Record.CallAsync("A condition fires", () => Store.Alerts.ApplyAsync(round, default));
        Record.Rows("read_store_time", [Now]);
        Record.Rows("list_open_alerts", Rows.Alert(Id(1), stage: 0));
        await Record.CallAsync(
            "A condition passes before it fires",
            () => Store.Alerts.ApplyAsync(round with { Rules = [round.Rules[0] with { Findings = [] }] }, default));
        Record.Changes("end_alert_turn", 0);
        await Record.CallAsync("Another node has the turn", () => Store.Alerts.ApplyAsync(round, default));
        Record.Rows("find_due_alert_notice", [1]);
        Record.Rows("take_due_alert_notice", [Id(1), 1L, 0L, 0L, 0]);
        Record.Rows("read_alert", Rows.Alert(Id(1)));
        StoredAlertNotice? notice = null;
        await Record.CallAsync(
            "Claim a notice", async () => notice = await Store.Alerts.ClaimAsync("mail", TimeSpan.FromMinutes(1), default));
        await Record.CallAsync(
            "It was sent", () => Store.Alerts.SettleAsync(notice!, TimeSpan.FromMinutes(5), default));
        await Record.CallAsync(
            "Its end was sent", () => Store.Alerts.SettleAsync(notice! with { Stage = 2 }, TimeSpan.FromMinutes(5), default));
        await Record.CallAsync("It could not be sent", () => Store.Alerts.PutOffAsync(notice!, TimeSpan.FromMinutes(1), default));
        await Record.CallAsync("List alerts", () => Store.Alerts.ListAsync(new(100), default));
        await Record.CallAsync("How long lanes wait", () => Store.Alerts.ReadWaitsAsync(default));
        var hour = TimeSpan.FromHours(1);
        await Record.CallAsync(
            "Failures that grow", () => Store.Alerts.ReadGrowingFailuresAsync(new(hour, 10, WithNew: true, 1000, 20), default));
        await Record.CallAsync("Occurrences that were missed", () => Store.Alerts.ReadMissedAsync(new(hour, "missed", 20), default));
        Record.ShouldBe("alerts");
    }

    private Task BeatAsync(BeatRequest request)
    {
        Store.Sessions.Beat(request);
        return Task.CompletedTask;
    }

    private sealed record JobDelivery(TimeSpan Dedupe)
    {
        public AdmitRequest Of(Guid? session, params DeliveredJob[] jobs) =>
            new() { SessionId = session, Jobs = jobs, DedupeWindow = Dedupe };
    }
}
