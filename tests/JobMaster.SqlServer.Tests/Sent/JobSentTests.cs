using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>The life of jobs: inserted, claimed, recorded, reported, taken back.</summary>
public sealed class JobSentTests : SentTests
{
    private static readonly JobUnique OneAtATime = new() { Key = "k", While = UniqueWhile.WaitingOrRunning };

    [Fact]
    public async Task Inserts()
    {
        await Record.CallAsync("One job", () => InsertAsync(Job(1)));
        var full = Job(1) with
        {
            DueAt = Later,
            Delay = TimeSpan.FromSeconds(5),
            ExpiresAt = Later,
            Tenant = "acme",
            TraceParent = "00-1-2-03",
            TriggerSource = TriggerSourceType.DynamicRecurring,
            RecurringScheduleId = Id(9),
        };
        await Record.CallAsync("One job with all that is optional", () => InsertAsync(full));
        await Record.CallAsync("Three jobs", () => InsertAsync(Job(1), Job(2), full with { Id = Id(3) }));
        Record.Rows("enter_job", Rows.Entered(Id(1)));
        await Record.CallAsync(
            "A job with metadata that is searched by", () => InsertAsync(Job(1) with { Metadata = """{"OrderId":"A-1"}""" }));
        Record.Rows("enter_jobs", Rows.Entered(Id(1)), Rows.Entered(Id(2)));
        Record.Rows("drop_stored", [Id(2)]);
        Record.Rows("read_stored", Rows.Entered(Id(2)));
        await Record.CallAsync("Two jobs that may be stored, one of which is", () => InsertAsync([Job(1), Job(2)], mayBeStored: true));
        Record.ShouldBe("insert");
    }

    [Fact]
    public async Task Takes_keys()
    {
        var keyed = Job(1) with { IdempotencyKey = "order-1", IdempotencyWindow = TimeSpan.FromDays(1) };
        Record.Rows("insert_keys", ["cluster\norder-1", Id(1)]);
        Record.Rows("enter_job", Rows.Entered(Id(1)));
        await Record.CallAsync("A free key", () => InsertAsync(keyed));

        Record.Rows("read_keys", Rows.Holder("cluster\norder-1", Id(8), state: 0));
        Record.Rows("read_stored", Rows.Entered(Id(8)));
        await Record.CallAsync("A key that another job holds", () => InsertAsync(keyed));

        Record.Rows("read_keys", Rows.Holder("cluster\norder-1", Id(8), null), Rows.Holder("cluster\norder-2", Id(7), null));
        Record.Rows("move_keys", ["cluster\norder-1", Id(1)], ["cluster\norder-2", Id(2)]);
        Record.Rows("enter_jobs", Rows.Entered(Id(1)), Rows.Entered(Id(2)));
        await Record.CallAsync(
            "Two keys whose time is over", () => InsertAsync(keyed, Job(2) with { IdempotencyKey = "order-2" }));

        Record.Rows("insert_keys", ["cluster\norder-1", Id(1)]);
        Record.Rows("read_stored", Rows.Entered(Id(1)));
        await Record.CallAsync("A free key of a job that is stored already", () => InsertAsync([keyed], mayBeStored: true));

        Record.Rows("read_keys", Rows.Holder("cluster\norder-1", Id(8), state: 0));
        Record.Rows("read_stored", Rows.Entered(Id(1)));
        Record.Rows("read_stored", Rows.Entered(Id(1)));
        await Record.CallAsync(
            "A key that another job holds than the one that is stored already", () => InsertAsync([keyed], mayBeStored: true));

        const string Unique = "unique definition email.send\nk";
        Record.Rows("insert_keys", [Unique, Id(1)]);
        Record.Rows("enter_job", Rows.Entered(Id(1)));
        await Record.CallAsync("A free unique key", () => InsertAsync(Job(1) with { Unique = OneAtATime }));

        var replacing = Job(1) with { Unique = OneAtATime with { OnConflict = UniqueConflict.ReplaceWaiting } };
        Record.Rows("read_keys", Rows.Holder(Unique, Id(8), state: 0));
        Record.Rows("replace_jobs", [Id(8), null]);
        Record.Rows("read_stored", Rows.Entered(Id(8)));
        await Record.CallAsync("A unique key whose waiting holder is replaced", () => InsertAsync(replacing));

        Record.Rows("insert_keys", ["cluster\norder-1", Id(1)]);
        Record.Rows("insert_keys");
        Record.Rows("insert_keys", ["cluster\norder-1", Id(8)]);
        Record.Rows("read_keys", Rows.Holder(Unique, Id(8), state: 0));
        Record.Rows("read_stored", Rows.Entered(Id(8)));
        await Record.CallAsync(
            "A free key, and a unique key that another job holds", () => InsertAsync(keyed with { Unique = OneAtATime }));
        Record.ShouldBe("keys");
    }

    [Fact]
    public async Task Claims()
    {
        var request = new ClaimRequest { SessionId = Id(9), Queues = [new QueueShare(Queue, 10)], FreeSlots = 5 };
        Record.Rows("claim_jobs", Rows.Job(Id(1), 1L, session: Id(9)));
        await Record.CallAsync("From one queue", () => Store.Jobs.ClaimAsync(request, default));
        var critical = new QueueShare(Queue with { Priority = JobMasterPriority.Critical }, 1);
        Record.Rows("claim_solo", Rows.Job(Id(1), 1L, session: Id(9)));
        await Record.CallAsync(
            "From two queues, also a job that runs alone, ahead of its time, without one definition and what this node cannot read",
            () => Store.Jobs.ClaimAsync(
                request with
                {
                    Queues = [critical, .. request.Queues],
                    TakeSolo = true,
                    Ahead = TimeSpan.FromMilliseconds(200),
                    ExcludedDefinitions = ["image.scale"],
                    Reader = "1.2.0",
                },
                default));
        Record.Rows("claim_jobs", Rows.Job(Id(1), 1L, session: Id(9)));
        await Record.CallAsync(
            "One for the last slot and others to have at hand",
            () => Store.Jobs.ClaimAsync(request with { FreeSlots = 1, Prefetch = 3 }, default));
        Record.Rows("claim_many", [0], [16]);
        await Record.CallAsync(
            "From seventeen queues, two of which hold due jobs",
            () => Store.Jobs.ClaimAsync(
                request with
                {
                    Queues = [.. Enumerable.Range(0, 17).Select(i => new QueueShare(Queue with { Lane = $"lane-{i}" }, 10))],
                },
                default));
        Record.ShouldBe("claim");
    }

    [Fact]
    public async Task Records_outcomes()
    {
        Record.Rows("leave_jobs", [Id(1), 1, null], [Id(2), 1, null]);
        await Record.CallAsync(
            "Two that succeeded",
            () => RecordAsync(
                Outcome(1, OutcomeKind.Succeeded) with { Result = "{}", Progress = 1, ProgressText = "all" },
                Outcome(2, OutcomeKind.Succeeded)));
        Record.Rows("leave_jobs", [Id(1), 1, null]);
        await Record.CallAsync(
            "One that failed for good",
            () => RecordAsync(Outcome(1, OutcomeKind.Failed) with { Error = "It broke.", Fingerprint = "f" }));
        await Record.CallAsync("One that was cancelled", () => RecordAsync(Outcome(1, OutcomeKind.Cancelled)));
        Record.Rows("requeue_jobs", [Id(1), 1, "default", JobMasterPriority.Medium, Now, null]);
        await Record.CallAsync(
            "One to try again",
            () => RecordAsync(Outcome(1, OutcomeKind.Retry) with { Delay = TimeSpan.FromSeconds(3), Error = "It broke." }));
        Record.Rows("hold_jobs", Rows.Held(Id(2), runs: true, isAsked: true));
        Record.Rows("leave_jobs", [Id(2), 1, null]);
        await Record.CallAsync(
            "Some of each kind in one batch, one of which was asked to stop",
            () => RecordAsync(
                Outcome(1, OutcomeKind.Succeeded),
                Outcome(2, OutcomeKind.Snooze) with { Delay = TimeSpan.FromMinutes(1) },
                Outcome(3, OutcomeKind.Release),
                Outcome(4, OutcomeKind.Park) with { ParkedReason = ParkedReason.UnreadablePayload, Reader = "1.2.0" },
                Outcome(5, OutcomeKind.Failed) with { Error = "It broke.", Fingerprint = "f" }));
        Record.Rows("read_recorded", [Id(1), 1, 1]);
        await Record.CallAsync(
            "One that was recorded before", () => RecordAsync(Outcome(1, OutcomeKind.Succeeded) with { IsResent = true }));
        Record.ShouldBe("record");
    }

    [Fact]
    public async Task Reports_and_takes_back()
    {
        await Record.CallAsync(
            "Progress and log lines of attempts",
            () => Store.Jobs.ReportAsync(
                [
                    new AttemptReport
                    {
                        JobId = Id(1), ClaimNo = 1, Progress = 0.5, ProgressText = "half",
                        Lines = [new JobLogLine(1, Now, LogLevel.Warning, "Careful.")],
                    },
                ],
                default));
        Record.Rows(
            "find_orphans",
            [Id(1), "email.send", "default", JobMasterPriority.Medium, JobState.Ready, 1, null, null],
            [Id(2), "email.send", "default", JobMasterPriority.Medium, JobState.Failed, 6, "worker lost", null],
            [Id(3), "email.send", "default", JobMasterPriority.Medium, JobState.Cancelled, 1, null, null]);
        Record.Rows("leave_jobs", [Id(2), 6, null]);
        await Record.CallAsync(
            "Orphans: one runs again, one was lost too often, one was asked to stop",
            () => Store.Jobs.RescueAsync(new RescueRequest(100, 5), default));
        Record.Rows("find_expired", [Id(1), 0]);
        await Record.CallAsync("Jobs that are not to start any more", () => Store.Jobs.ExpireAsync(100, default));
        var unpark = new UnparkRequest { DefinitionIds = ["email.send"], Lanes = ["default", "eu-*"], Reader = "1.2.0" };
        Record.Rows("find_parked_lanes", ["eu-1"], ["us-1"]);
        await Record.CallAsync("What a node that reads it may run", () => Store.Jobs.UnparkAsync(unpark, default));
        await Record.CallAsync(
            "What every node may try again",
            () => Store.Jobs.UnparkAsync(unpark with { Lanes = ["default"], ForEveryReader = true }, default));
        Record.ShouldBe("take-back");
    }

    private static AttemptOutcome Outcome(int job, OutcomeKind kind) =>
        new() { JobId = Id(job), ClaimNo = 1, Kind = kind, Duration = TimeSpan.FromMilliseconds(20) };

    private Task<IReadOnlyList<InsertedJob>> InsertAsync(params NewJob[] jobs) => InsertAsync(jobs, mayBeStored: false);

    private Task<IReadOnlyList<InsertedJob>> InsertAsync(NewJob[] jobs, bool mayBeStored) =>
        Store.Jobs.InsertAsync(jobs, mayBeStored, default);

    private Task<IReadOnlyList<RecordResult>> RecordAsync(params AttemptOutcome[] outcomes) =>
        Store.Jobs.RecordAsync(outcomes, default);
}
