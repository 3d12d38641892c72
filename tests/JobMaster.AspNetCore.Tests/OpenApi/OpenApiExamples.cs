using System.Text.Json;
using System.Text.Json.Nodes;
using JobMaster.AspNetCore.Contracts;
using JobMaster.AspNetCore.Patches;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>
/// One example of each answer: what the API's own serializer writes of a value. They tell one story, of a cluster that sends invoices.
/// </summary>
internal static class OpenApiExamples
{
    private const string Payload = """{"invoice":9007199254740993,"to":"ada@example.com"}""";
    private const string Fingerprint = "5d1f0c8e2b7a4936";
    private const string Cursor = "AZ3pX0sQbUuZJ2mYbq4B";

    private static readonly DateTimeOffset Noon = new(2031, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Job = Guid.Parse("0197a3c2-5b10-7c11-9a4e-3f60d1b2c3d4");
    private static readonly Guid OtherJob = Guid.Parse("0197a3c2-9f44-7b02-8d15-6c7e8f901a2b");
    private static readonly Guid Schedule = Guid.Parse("0197a3c0-1d2e-7f30-8b4c-5d6e7f809102");
    private static readonly Guid Session = Guid.Parse("0197a3b9-0a1b-7c2d-8e3f-405162738495");
    private static readonly Guid Operation = Guid.Parse("0197a3c4-7788-7990-aabb-ccddeeff0011");
    private static readonly Guid Entry = Guid.Parse("0197a3c4-7788-7990-aabb-ccddeeff0022");

    private static readonly PauseDetails Pause = new(Noon, Noon.AddHours(1), "ann@example.com", "The mail server is down");
    private static readonly ClusterView Cluster = new("default", ClusterMode.Active);

    private static readonly JobView FailedJob = new()
    {
        Id = Job, DefinitionId = "invoice.send", State = JobState.Failed, WorkerLane = "mail", Priority = JobMasterPriority.High,
        CreatedAt = Noon, ScheduledAt = Noon, DueAt = Noon.AddSeconds(30), AttemptedAt = Noon.AddSeconds(31),
        FinalizedAt = Noon.AddSeconds(32), DurationSeconds = 0.75, TimeoutSeconds = 300, MaxRetries = 3, Failures = 4, Losses = 0,
        Error = "System.Net.Mail.SmtpException: Mailbox full", Fingerprint = Fingerprint, Progress = 0.5, ProgressText = "Rendered",
        Metadata = Json("""{"OrderId":"7"}"""), Payload = Json(Payload), PayloadRevision = PayloadPatch.RevisionOf(Payload),
        PayloadVersion = 1, Tenant = "acme", IdempotencyKey = "invoice-7", TriggerSource = TriggerSourceType.Once,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };

    private static readonly JobRow Row = new()
    {
        Id = Job, DefinitionId = "invoice.send", State = JobState.Failed, WorkerLane = "mail", Priority = JobMasterPriority.High,
        CreatedAt = Noon, DueAt = Noon.AddSeconds(30), AttemptedAt = Noon.AddSeconds(31), FinalizedAt = Noon.AddSeconds(32),
        DurationSeconds = 0.75, Failures = 4, Losses = 0, Fingerprint = Fingerprint, Progress = 0.5, Tenant = "acme",
        IdempotencyKey = "invoice-7",
    };

    private static readonly SubmittedJob Submitted = new(OtherJob, "invoice.send", Noon, Noon, IsNew: true);

    private static readonly AttemptView Attempt = new()
    {
        Attempt = 4, SessionId = Session, AttemptedAt = Noon.AddSeconds(31), EndedAt = Noon.AddSeconds(32), DurationSeconds = 0.75,
        Result = AttemptResult.Failed, Error = "System.Net.Mail.SmtpException: Mailbox full", Progress = 0.5, ProgressText = "Rendered",
    };

    private static readonly AuditEntry Change = new()
    {
        Id = Entry, At = Noon.AddMinutes(5), Who = "ann@example.com", Host = "web-1:4711", Source = "api", Action = AuditActions.ReplayJob,
        TargetKind = AuditTargets.Job, TargetId = $"{OtherJob}", Reason = "The mailbox has room again", Before = """{"state":"Failed"}""",
        After = """{"state":"Ready"}""",
    };

    private static readonly FailureGroup Group = new()
    {
        Fingerprint = Fingerprint, Title = "System.Net.Mail.SmtpException: Mailbox full", Count = 118, FirstAt = Noon.AddHours(-2),
        LastAt = Noon.AddSeconds(32), ExampleJobId = Job, ExampleDefinitionId = "invoice.send", ExampleWorkerLane = "mail",
    };

    private static readonly OperationView Replay = new()
    {
        Id = Operation, Kind = JobOperationKind.Replay, State = JobOperationState.Running, Who = "ann@example.com",
        Reason = "The mailbox has room again", Filter = new OperationFilterBody { Fingerprint = Fingerprint, State = JobState.Failed },
        CreatedAt = Noon.AddMinutes(5), Matched = 118, IsCapped = false, Changed = 60, Unchanged = 0, Running = 0, OnAgent = 0, Gone = 1,
        KeyHeld = 0, Unreadable = 0, Waiting = 57, JobsPerSecond = 20,
    };

    private static readonly ScheduleView Monthly = new()
    {
        Id = Schedule, Key = "invoices.monthly", State = RecurringScheduleState.Active, TypeId = "Cron", Expression = "0 6 1 * *",
        TimeZone = "Europe/Berlin", StartAfter = Noon.AddDays(-90), EndBefore = Noon.AddYears(2),
        NextAt = new DateTimeOffset(2031, 4, 1, 4, 0, 0, TimeSpan.Zero),
        LastAt = new DateTimeOffset(2031, 3, 1, 5, 0, 0, TimeSpan.Zero), LastJobId = OtherJob, DefinitionId = "invoices.make",
        WorkerLane = "default", Priority = JobMasterPriority.Medium, TimeoutSeconds = 3600, MaxRetries = 3,
        Payload = Json("""{"month":"previous"}"""), PayloadVersion = 1, Misfire = MisfirePolicy.RunOnce, Overlap = OverlapPolicy.Skip,
        CreatedAt = Noon.AddDays(-90), UpdatedAt = Noon.AddDays(-2),
    };

    private static readonly DefinitionView Definition = new()
    {
        Id = "invoice.send", Aliases = ["SendInvoice"], Pause = Pause, PayloadVersion = 2, OldestPayloadVersion = 1,
        PayloadSchema = Json(
            """{"type":"object","properties":{"invoice":{"type":"integer"},"to":{"type":"string"}},"required":["invoice","to"]}"""),
        WorkerLane = "mail", Priority = JobMasterPriority.Medium, TimeoutSeconds = 300, MaxRetries = 3,
        RunbookUrl = "https://wiki.example.com/invoices", FirstSeenAt = Noon.AddDays(-2), LastSeenAt = Noon,
        Nodes = [new DefinitionNodeDetails("web-1:4711", Noon.AddDays(-2), Noon)],
        Others = [new DefinitionBuildView
        {
            PayloadVersion = 1, OldestPayloadVersion = 1, FirstSeenAt = Noon.AddDays(-90), LastSeenAt = Noon.AddHours(-1),
            Nodes = [new DefinitionNodeDetails("web-2:813", Noon.AddDays(-90), Noon.AddHours(-1))],
        }],
    };

    private static readonly WorkerView Worker = new()
    {
        SessionId = Session, Name = "mail", Host = "web-1", ProcessId = 4711, Version = "1.0.0", Lanes = ["mail", "eu-*"],
        AgentName = "Nats-1", State = WorkerState.Cordoned,
        Orders = [new WorkerOrderView
        {
            Worker = "mail", Host = "web-1", IsCordoned = true, Since = Noon, By = "ann@example.com", Reason = "Patching",
        }],
        Concurrency = 8, Running = 3, CpuShare = 0.21, MemoryBytes = 187_904_000, ThreadPoolQueue = 0, GcPauseShare = 0.004,
        ClockOffsetSeconds = -0.012, StartedAt = Noon.AddHours(-6), LastBeatAt = Noon, IsLive = true,
    };

    private static readonly AgentView Agent = new()
    {
        Name = "Nats-1", Transport = "NATS", Health = AgentHealth.Up, LastAnswerAt = Noon,
        Drain = new AgentDrainDetails(Noon, "ann@example.com", "The server is replaced", IsEmpty: false),
        Lanes = [new AgentLaneView { Name = "mail", Waiting = 12, Leased = 3, IsServed = true }], Workers = [Worker],
    };

    private static readonly LimitOverrideView Raised = new()
    {
        Key = "acme", Settings = new LimitSettingsView { Starts = 500, PerSeconds = 60, Burst = 18 }, Since = Noon,
        Until = Noon.AddHours(2), By = "ann@example.com", Reason = "Black Friday",
    };

    private static readonly LimitView PerTenant = new()
    {
        Name = "per-tenant", Kind = LimitKind.Tenant,
        Settings = new LimitSettingsView { MaxConcurrent = 10, Starts = 100, PerSeconds = 60, Burst = 20 }, Overrides = [Raised],
    };

    private static readonly LimitKeyView Acme = new()
    {
        Limit = "per-tenant", Key = "acme", Settings = Raised.Settings with { MaxConcurrent = 10 }, InUse = 10, Waiting = 240,
        OldestDueAt = Noon.AddSeconds(-45), NextStartAt = Noon.AddSeconds(1), IsFull = true, Override = Raised,
    };

    private static readonly StatisticTimesView Times = new()
    {
        Count = 58, TotalSeconds = 43.5, P50Seconds = 0.5, P95Seconds = 1.9, P99Seconds = 4.2, Buckets = [4, 40, 14],
    };

    private static readonly StatisticCountsView Counts = new()
    {
        Accepted = 60, Started = 58, Succeeded = 55, Failed = 1, Cancelled = 0, Retried = 2, Snoozed = 0, Returned = 0, Lost = 0,
        Wait = Times, Run = Times,
    };

    private static readonly Dictionary<Type, object> Values = new object[]
    {
        new ClusterList([Cluster]), Cluster, FailedJob, new JobList([Row], IsComplete: false, Noon.AddHours(-8), Cursor),
        new JobCountView(118, IsExact: true),
        new JobCounts
        {
            Scheduled = 40, Ready = 12, Throttled = 240, Running = 3, Parked = 0, Succeeded = 9_120, Failed = 118, Cancelled = 2,
        },
        Submitted, new SubmittedJobs([Submitted]), new CopiedJob(OtherJob), new AttemptList([Attempt]),
        new LogList([new LogLineView(4, Noon.AddSeconds(31), LogLevel.Information, "Sending to ada@example.com")], "Y3Vyc29y"),
        new TimelineView(
            [
                new TimelineEntryView
                {
                    At = Noon, Kind = JobTimelineKind.Scheduled, TriggerSource = TriggerSourceType.Once,
                    TraceParent = FailedJob.TraceParent,
                },
                new TimelineEntryView
                {
                    At = Noon.AddSeconds(32), Kind = JobTimelineKind.AttemptEnded, Attempt = 4, SessionId = Session, Worker = "mail",
                    Node = "web-1:4711", Result = AttemptResult.Failed, DurationSeconds = 0.75,
                    Text = "System.Net.Mail.SmtpException: Mailbox full",
                },
                new TimelineEntryView { At = Change.At, Kind = JobTimelineKind.Changed, Change = Change },
            ],
            IsComplete: true),
        new JobExplanation
        {
            JobId = OtherJob, State = JobState.Ready, WouldBeTaken = false,
            Reasons =
            [
                new JobReason(
                    JobReasonKind.LanePaused,
                    "Lane 'mail' is paused by ann@example.com since 2031-03-01 12:00:00Z: The mail server is down.")
                {
                    Since = Pause.Since, Until = Pause.Until,
                },
            ],
        },
        new ChangeAnswer("changed") { Note = "No lane 'mial' is known now; known are default, mail." },
        Group, new FailureGroupList([Group], IsComplete: true),
        Replay, new OperationList([Replay], Cursor), new OperationPreviewView(118, IsCapped: false, Running: 0, OnAgent: 0, [FailedJob]),
        Monthly, new ScheduleList([Monthly], Cursor), new TimeList([Monthly.NextAt!.Value, Monthly.NextAt.Value.AddDays(30)]),
        new OccurrenceList(
            [
                new RecurringOccurrence
                {
                    At = Monthly.LastAt!.Value, Result = OccurrenceResult.Fired, JobId = OtherJob, FiledAt = Monthly.LastAt.Value,
                },
            ]),
        Definition, new DefinitionList([Definition]),
        new ValidationView(IsValid: false, [new PayloadProblem("$.invoice", "is missing")]),
        new AuditList([Change], Cursor),
        new LaneListView(
            [
                new LaneView
                {
                    Name = "mail", Pause = Pause, Workers = [Worker], Scheduled = 40, Ready = 12, Throttled = 240, Running = 3, Parked = 0,
                },
            ],
            IsCapped: false),
        new LimitList([PerTenant]), new LimitKeyList([Acme], Cursor),
        new WorkerListView([Worker]), Agent, new AgentListView([Agent]),
        new OrderList(
            [
                new OrderView
                {
                    Kind = OrderKind.StopWorker, Name = "mailer", Host = "web-3", GraceSeconds = 60, Since = Noon, By = "ann@example.com",
                    Reason = "The disk of web-3 is full",
                },
            ]),
        SettingsView.Of(JobMasterClusterSettings.Of(
            new JobMasterClusterOptions { ClusterId = "default" }, "Postgres", "1.0.0", ClusterMode.Active)),
        new StatisticSeriesView(Noon, Noon.AddMinutes(1), 60, [0.1, 1], [Counts with { At = Noon }]),
        new StatisticGroupList([Counts with { Name = "mail", IsOther = false }]),
        new AlertList(
            [
                new AlertView
                {
                    Id = Entry, Rule = "oldest-wait", Subject = "mail", State = JobAlertState.Firing, Severity = JobAlertSeverity.Warning,
                    Text = "The oldest ready job of lane 'mail' has waited for 00:12:00.", Value = 720, FiredAt = Noon,
                    LastSeenAt = Noon.AddMinutes(2), TimesFired = 1,
                },
            ],
            IsComplete: true),
        new CallerView
        {
            Name = "ann@example.com", Permissions = [ApiPermissions.Read, ApiPermissions.Operate], IsLimited = false, Clusters = [Cluster],
            Environment = "Production", EnvironmentColor = "#b00020", Version = "1.0.0", Dashboard = "1.0.0",
            TraceUrl = "https://traces.example.com/{traceId}", Now = Noon,
        },
    }.ToDictionary(value => value.GetType());

    /// <summary>The example of an answer.</summary>
    public static JsonNode Of(Type answer) => Values.TryGetValue(answer, out object? value)
        ? JsonSerializer.SerializeToNode(value, ApiJson.Default.Options.GetTypeInfo(answer))!
        : throw new InvalidOperationException($"The answer {answer.Name} has no line in {nameof(OpenApiExamples)}. Add one.");

    private static JsonElement Json(string json) => JsonElement.Parse(json);
}
