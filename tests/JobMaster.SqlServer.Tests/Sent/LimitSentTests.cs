using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>Limits, and the jobs that are under them.</summary>
public sealed class LimitSentTests : SentTests
{
    private const string Held = "\u0001smtp";

    [Fact]
    public async Task Sets_limits()
    {
        var smtp = new NewLimit("smtp", LimitSource.Code, "", new LimitValues { MaxConcurrent = 3 });
        var mails = new NewLimit("mails", LimitSource.Code, "", new LimitValues { Starts = 10, Per = TimeSpan.FromSeconds(1), Burst = 5 })
        {
            Scope = LimitScope.Lane, Of = "mail",
        };
        Record.Rows("read_limits", Rows.Limit("smtp", """{"maxConcurrent":3}"""));
        await Record.CallAsync("Define two, one of which is stored so", () => Store.Limits.DefineAsync([smtp, mails], default));
        await Record.CallAsync(
            "Override one for a tenant until later",
            () => Store.Limits.OverrideAsync(smtp with { Source = LimitSource.Operator, Key = "acme", Until = Later }, Audit, default));
        await Record.CallAsync(
            "Lift what is not there", () => Store.Limits.LiftAsync("smtp", LimitSource.Operator, "acme", Audit, default));
        Record.Rows("read_limits", Rows.Limit("smtp", """{"maxConcurrent":3}"""));
        await Record.CallAsync("Lift one", () => Store.Limits.LiftAsync("smtp", LimitSource.Code, "", Audit, default));
        await Record.CallAsync("Read them", () => Store.Limits.ReadAsync(default));
        await Record.CallAsync("Let a key rest", () =>
        {
            Record.Rows("read_store_time", [Now]);
            return Store.Gates.RestAsync("smtp", TimeSpan.FromMinutes(1), default);
        });
        await Record.CallAsync("Gates behind a place", () => Store.Gates.ListGatesAsync("mails", 10, default));
        await Record.CallAsync("The keys of all limits", () => Store.Limits.ListKeysAsync(null, after: null, 10, default));
        await Record.CallAsync(
            "The keys of one limit behind a place", () => Store.Limits.ListKeysAsync("smtp", (2, "smtp:acme"), 10, default));
        await Record.CallAsync("One key", () => Store.Limits.GetKeyAsync("smtp:acme", default));
        Record.Rows("hold_limit_keys", Rows.Use("smtp", 3));
        Record.Rows("count_holders", [2L, 0L]);
        await Record.CallAsync("Count the holders of a key whose count is wrong", () => Store.Gates.RecountAsync("smtp", default));
        await Record.CallAsync("No key to prune", () => Store.Gates.PruneKeysAsync("", 10, default));
        Record.Rows("find_idle_keys", ["smtp"], ["smtp:acme"], ["smtp:busy"]);
        Record.Rows("hold_idle_keys", Rows.Use("smtp", 1), Rows.Use("smtp:acme", 0), Rows.Use("smtp:busy", 1));
        Record.Rows("read_limit_ledger", [Id(8), "smtp", 1L]);
        await Record.CallAsync("Prune keys of which one is used again", () => Store.Gates.PruneKeysAsync("disk", 10, default));
        Record.ShouldBe("limits");
    }

    [Fact]
    public async Task Lets_jobs_through()
    {
        await Record.CallAsync("A gate where none waits", () => Store.Gates.PassAsync("smtp", 100, [], default));

        Record.Rows("read_gate", Rows.Gated(Id(1), "smtp"), Rows.Gated(Id(2), "disk\nsmtp"), Rows.Gated(Id(3), "smtp", "mail"));
        Record.Rows("hold_limit_keys", Rows.Use("smtp", 1));
        Record.Rows("hold_limit_keys", Rows.Use("disk", 1), Rows.Use("smtp", 1));
        Record.Rows("read_limit_ledger", [Id(8), "smtp", 1L]);
        Record.Rows("read_limits_of", Rows.Limit("disk", """{"maxConcurrent":1}"""), Rows.Limit("smtp", """{"maxConcurrent":3}"""));
        Record.Rows("hold_gated", [Id(1)], [Id(2)], [Id(3)]);
        await Record.CallAsync(
            "One is let through, one goes on to a key without room, one is set aside for its paused lane",
            () => Store.Gates.PassAsync("smtp", 100, ["mail"], default));

        await Record.CallAsync("A gate in order where none waits", () => Store.Gates.PassTurnsAsync(["account"], [], default));

        Record.Rows("find_first_gated", [null, null, Id(2), null, null]);
        Record.Rows("read_gated", ["account", .. Rows.Gated(Id(2), "account")]);
        Record.Rows("hold_limit_keys", Rows.Use("account", 0, heldBy: Id(1)));
        Record.Rows("read_limits_of", Rows.Limit("account", """{"maxConcurrent":1,"keepOrder":"Hold"}"""));
        Record.Rows("hold_gated", [Id(2)]);
        await Record.CallAsync(
            "The turn goes from one that has ended to the first, which is let through",
            () => Store.Gates.PassTurnsAsync(["account"], [], default));

        Record.Rows("read_due_gates", Rows.Gated(Id(1), "smtp"), Rows.Gated(Id(2), "smtp"));
        Record.Rows("hold_gated", [Id(1)]);
        Record.Rows("read_next_gate", [0L]);
        Record.Rows("read_next_gate", [1_000_000L]);
        await Record.CallAsync("Two fell due, one of which another holds", () => Store.Gates.OpenDueAsync(100, default));

        Record.Rows("find_admitted", [Id(1), Held]);
        await Record.CallAsync("Back from a lane that is paused", () => Store.Gates.ShutAsync("mail", 100, default));
        await Record.CallAsync("The lanes for whose resumption jobs wait", () => Store.Gates.ListShutAsync(default));
        Record.Rows("find_shut_gates", Rows.Gated(Id(1), "smtp", "mail"));
        Record.Rows("hold_gated", [Id(1)]);
        await Record.CallAsync("Back to the gates of a lane that is resumed", () => Store.Gates.ReopenAsync("mail", 100, default));
        Record.ShouldBe("limit-passes");
    }

    [Fact]
    public async Task Jobs_under_limits_come_and_go()
    {
        Record.Rows("enter_job", Rows.Entered(Id(1)));
        await Record.CallAsync(
            "One job", () => Store.Jobs.InsertAsync([Job(1) with { Limits = "smtp" }], mayBeStored: false, default));
        Record.Rows("enter_jobs", Rows.Entered(Id(1)), Rows.Entered(Id(2)));
        await Record.CallAsync(
            "Two jobs, one of which is under limits",
            () => Store.Jobs.InsertAsync([Job(1), Job(2) with { Limits = "smtp" }], mayBeStored: false, default));
        Record.Rows("leave_jobs", [Id(1), 1, Held]);
        await Record.CallAsync("One that succeeded", () => RecordAsync(OutcomeKind.Succeeded));
        Record.Rows("requeue_jobs", [Id(1), 1, "default", JobMasterPriority.Medium, Later, Held]);
        await Record.CallAsync("One to try again", () => RecordAsync(OutcomeKind.Retry));
        Record.Rows("hold_jobs", Rows.Held(Id(1)));
        Record.Rows("leave_jobs", [Id(1), 1, "smtp"]);
        await Record.CallAsync("Cancel one at its gate", () => Store.Jobs.CancelAsync([Id(1)], by: null, default));
        Record.Rows("reschedule_job", ["default", JobMasterPriority.Medium, Later, Id(1), "smtp"]);
        await Record.CallAsync("Reschedule one at its gate", () => Store.Jobs.RescheduleAsync(Id(1), Later, by: null, default));
        Record.Rows("unpark_jobs", ["default", JobMasterPriority.Medium, Now, 1]);
        await Record.CallAsync(
            "Unpark", () => Store.Jobs.UnparkAsync(new UnparkRequest { DefinitionIds = ["email.send"], Lanes = ["default"] }, default));
        Record.Rows("park_unread", [Id(1), Held]);
        await Record.CallAsync(
            "The last session ends that could read one that was let through", () => Store.Sessions.EndAsync([Id(9)], default));
        Record.ShouldBe("limited-jobs");
    }

    private Task<IReadOnlyList<RecordResult>> RecordAsync(OutcomeKind kind) => Store.Jobs.RecordAsync(
        [
            new AttemptOutcome { JobId = Id(1), ClaimNo = 1, Kind = kind, IsLimited = true, Duration = TimeSpan.FromMilliseconds(20) },
        ],
        default);
}
