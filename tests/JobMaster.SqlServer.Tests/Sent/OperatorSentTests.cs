using JobMaster.Conformance;
using JobMaster.Storage;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>What operators do to jobs, one by one and many at once.</summary>
public sealed class OperatorSentTests : SentTests
{
    [Fact]
    public async Task Cancels_moves_and_changes()
    {
        Record.Rows("hold_jobs", Rows.Held(Id(1)), Rows.Held(Id(2), runs: true));
        Record.Rows("leave_jobs", [Id(1), 1, null]);
        Record.Rows("cancel_running", [Id(2)]);
        Record.Rows("read_final", [Id(3)]);
        await Record.CallAsync(
            "Cancel: one waits, one runs, one is final", () => Store.Jobs.CancelAsync([Id(1), Id(2), Id(3)], by: null, default));
        Record.Rows("hold_changing", Rows.Changing(Id(1)), Rows.Changing(Id(2), runs: true));
        Record.Rows("leave_jobs", [Id(1), 1, null]);
        Record.Rows("cancel_running", [Id(2)]);
        await Record.CallAsync(
            "Cancel by an operator", () => Store.Jobs.CancelAsync([Id(1), Id(2)], Operator, default));
        await Record.CallAsync("Cancel what nobody knows: looked for twice", () => Store.Jobs.CancelAsync([Id(1)], by: null, default));
        Record.Rows("reschedule_job", ["default", JobMasterPriority.Medium, Later, Id(1), null]);
        await Record.CallAsync("Reschedule", () => Store.Jobs.RescheduleAsync(Id(1), Later, by: null, default));
        Record.Rows("hold_changing", Rows.Changing(Id(1)));
        Record.Rows("reschedule_job", ["default", JobMasterPriority.Medium, Later, Id(1), null]);
        await Record.CallAsync("Reschedule by an operator", () => Store.Jobs.RescheduleAsync(Id(1), Later, Operator, default));
        var change = new StoredJobChange
        {
            Lane = "slow",
            Priority = JobMasterPriority.Low,
            IsDueNow = true,
            ChangesExpiry = true,
            ExpiresAt = Later,
            ChangesPayload = true,
            Payload = "{}",
        };
        Record.Rows("hold_changing", Rows.Changing(Id(1)), Rows.Changing(Id(2), runs: true));
        Record.Rows("change_jobs", Rows.Waiting(Id(1)));
        await Record.CallAsync(
            "Change all that can be changed: one waits, one runs, one is unknown",
            () => Store.Jobs.ChangeAsync([Id(1), Id(2), Id(3)], change, Operator, default));
        Record.Rows("hold_changing", Rows.Changing(Id(1)));
        Record.Rows("read_held", Rows.Job(Id(1), null, JobState.Ready));
        await Record.CallAsync(
            "Change what has changed since it was read",
            () => Store.Jobs.ChangeAsync([Id(1)], change with { Revision = "old" }, Operator, default));
        Record.ShouldBe("change");
    }

    [Fact]
    public async Task Replays_discards_restores_and_copies()
    {
        Record.Rows("hold_failed", [Id(2)], [Id(1)]);
        Record.Rows("replay_jobs", Rows.Waiting(Id(1)), Rows.Waiting(Id(2)));
        await Record.CallAsync("Replay", () => Store.Jobs.ReplayAsync([Id(1), Id(2), Id(3)], Operator, default));

        const string Key = "unique definition email.send\nk";
        Record.Rows("hold_failed", [Id(1)]);
        Record.Rows("read_rules", [Id(1), Key, (int)UniqueWhile.WaitingOrRunning]);
        Record.Rows("read_patience", ["-1ms"]);
        Record.Rows("insert_keys", [Key, Id(1)]);
        Record.Rows("replay_jobs", Rows.Waiting(Id(1)));
        Record.Rows("change_replayed", Rows.Waiting(Id(1)));
        await Record.CallAsync(
            "Replay with a unique key and another payload, lane, priority and definition",
            () => Store.Failures.ReplayAsync(
                [Id(1)],
                new StoredReplay
                {
                    Lane = "slow", Priority = JobMasterPriority.Low, DefinitionId = "email.send2", ChangesPayload = true, Payload = "{}",
                },
                Operator,
                default));

        Record.Rows("hold_failed", [Id(1)]);
        Record.Rows("read_rules", [Id(1), Key, (int)UniqueWhile.WaitingOrRunning]);
        Record.Rows("read_patience", ["-1ms"]);
        Record.Error("insert_keys", 1222);
        Record.Error("insert_keys", 1222);
        await Record.CallAsync(
            "Replay with a unique key that an open transaction holds", () => Store.Jobs.ReplayAsync([Id(1)], by: null, default));

        Record.Rows("hold_failed", [Id(1)]);
        await Record.CallAsync("Discard", () => Store.Failures.DiscardAsync([Id(1), Id(2)], Operator, default));
        Record.Rows("hold_discarded", [Id(1)]);
        await Record.CallAsync("Restore", () => Store.Failures.RestoreAsync([Id(1)], Operator, default));
        Record.Rows("read_job", Rows.Job(Id(1), "f", JobState.Failed));
        Record.Rows("enter_job", Rows.Entered(Id(2)));
        await Record.CallAsync("Copy", () => Store.Failures.CopyAsync(Id(1), Id(2), null, Operator, default));
        Record.ShouldBe("failures");
    }

    [Fact]
    public async Task Works_off_operations()
    {
        var filter = new JobOperationFilter
        {
            JobDefinitionId = "email.send", WorkerLane = "default", Tenant = "acme", Priority = JobMasterPriority.Medium,
            RecurringScheduleId = Id(9), IdempotencyKey = "k", SessionId = Id(8), CreatedFrom = Now, CreatedBefore = Later, DueFrom = Now,
            DueBefore = Later, State = JobState.Ready,
        };
        var cancel = new OperationSpec { Kind = JobOperationKind.Cancel, Filter = filter, MaxPerSecond = 50 };
        await Record.CallAsync("Find what a filter meets", () => Store.Operations.FindAsync(cancel, [], 1000, default));
        var replay = new OperationSpec { Kind = JobOperationKind.Replay, TryFirst = 1 };
        await Record.CallAsync("Find what is named", () => Store.Operations.FindAsync(replay, [Id(1), Id(2)], 1000, default));
        var operation = new NewOperation
        {
            Id = Id(7), Spec = replay, By = Operator, JobIds = [Id(1), Id(2)], Matched = 2, IsCapped = false, Audit = Audit,
        };
        Record.Rows("insert_operation", [Id(7)]);
        await Record.CallAsync("File an operation on named jobs", () => Store.Operations.InsertAsync(operation, default));
        await Record.CallAsync("No operation to work on", () => Store.Operations.WorkAsync(100, default));

        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), cancel.ToJson()));
        Record.Rows("find_changing", [Id(1), 0], [Id(2), 0]);
        Record.Rows("take_changing", Rows.Changing(Id(1)));
        Record.Rows("leave_jobs", [Id(1), 1, null]);
        await Record.CallAsync(
            "Cancel the next jobs of a filter, one of which is held elsewhere", () => Store.Operations.WorkAsync(100, default));

        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), cancel.ToJson(), cursor: Id(1), counted: Id(2)));
        Record.Rows("find_changing", [Id(3), 0]);
        Record.Rows("find_changing", [Id(2), 0]);
        Record.Rows("take_changing", Rows.Changing(Id(2)));
        Record.Rows("leave_jobs", [Id(2), 1, null]);
        await Record.CallAsync("Cancel the next jobs and count more of them", () => Store.Operations.WorkAsync(100, default));

        var change = new OperationSpec { Kind = JobOperationKind.Change, Change = new StoredJobChange { Lane = "slow" } };
        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), change.ToJson(), isScanned: true, waiting: 2));
        Record.Rows("find_left", [Id(1)], [Id(2)]);
        Record.Rows("take_changing", Rows.Changing(Id(1)));
        Record.Rows("change_jobs", Rows.Waiting(Id(1)));
        Record.Rows("find_changing", [Id(2), 0]);
        await Record.CallAsync(
            "Change jobs that were left, one of which is still held", () => Store.Operations.WorkAsync(100, default));

        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), change.ToJson(), isScanned: true, waiting: 2, cursor: Id(2)));
        await Record.CallAsync("Change what was left behind a job", () => Store.Operations.WorkAsync(100, default));

        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), replay.ToJson(), isScanned: true, waiting: 2, stage: 1));
        Record.Rows("find_left", [Id(1)]);
        Record.Rows("take_failed", [Id(1)]);
        Record.Rows("replay_jobs", Rows.Waiting(Id(1)));
        await Record.CallAsync("Replay the first job that is named", () => Store.Operations.WorkAsync(100, default));
        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), replay.ToJson(), isScanned: true, waiting: 1, stage: 2));
        Record.Rows("watch_canaries", [Id(1), 0]);
        await Record.CallAsync("Watch the first job", () => Store.Operations.WorkAsync(100, default));

        var elsewhere = replay with { Replay = new StoredReplay { DefinitionId = "email.post" } };
        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), elsewhere.ToJson(), isScanned: true, waiting: 2));
        Record.Rows("find_left", [Id(1)], [Id(2)]);
        Record.Rows("take_failed", [Id(1)], [Id(2)]);
        Record.Rows("read_replayed", [Id(1), "email.send", "{}"], [Id(2), "email.send", "bad"]);
        Record.Rows("replay_jobs", Rows.Waiting(Id(1)));
        Record.Rows("change_replayed", Rows.Waiting(Id(1)));
        await Record.CallAsync(
            "Replay as another definition, which cannot read one of the jobs",
            () => Store.Operations.WorkAsync(100, new StubReplayCheck(), default));

        foreach (var kind in new[] { JobOperationKind.Discard, JobOperationKind.Restore })
        {
            var ended = new OperationSpec
            {
                Kind = kind, Filter = new JobOperationFilter { Fingerprint = "f", FinalizedFrom = Now, FinalizedBefore = Later },
            };
            bool discards = kind == JobOperationKind.Discard;
            Record.Rows("take_operation", [Id(7)]);
            Record.Rows("read_operation", Rows.Operation(Id(7), ended.ToJson()));
            Record.Rows(discards ? "find_changing_failed" : "find_changing_discarded", [Id(1), 0]);
            Record.Rows(discards ? "take_failed" : "take_discarded", [Id(1)]);
            await Record.CallAsync($"{kind} jobs of a filter", () => Store.Operations.WorkAsync(100, default));

            Record.Rows("take_operation", [Id(7)]);
            Record.Rows("read_operation", Rows.Operation(Id(7), ended.ToJson(), cursor: Id(1), counted: Id(2)));
            await Record.CallAsync($"Count more jobs to {kind}", () => Store.Operations.WorkAsync(100, default));
        }

        Record.Rows("take_operation", [Id(7)]);
        Record.Rows("read_operation", Rows.Operation(Id(7), cancel.ToJson()));
        Record.Error("find_changing", 208);
        await Record.CallAsync(
            "A step that fails, after which others have their turn",
            () => Should.ThrowAsync<Microsoft.Data.SqlClient.SqlException>(() => Store.Operations.WorkAsync(100, default)));
        Record.Rows("set_operation", [Id(7)]);
        await Record.CallAsync(
            "Stop an operation", () => Store.Operations.SetStateAsync(Id(7), JobOperationState.Cancelled, Audit, default));
        await Record.CallAsync("Read an operation", () => Store.Operations.GetAsync(Id(7), default));
        await Record.CallAsync("List operations", () => Store.Operations.ListAsync(after: null, 10, default));
        await Record.CallAsync("List operations behind one", () => Store.Operations.ListAsync(Id(7), 10, default));
        await Record.CallAsync(
            "List paused operations", () => Store.Operations.ListAsync(JobOperationState.Paused, after: null, 10, default));
        await Record.CallAsync("Prune operations", () => Store.Operations.PruneAsync(TimeSpan.FromDays(7), 500, default));
        Record.ShouldBe("operations");
    }
}
