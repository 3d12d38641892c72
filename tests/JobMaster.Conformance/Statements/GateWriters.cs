using static JobMaster.Conformance.Statements.GateStage;

namespace JobMaster.Conformance.Statements;

/// <summary>Every call that writes to a master store. A new one gets a row here; a test fails for those that have none.</summary>
internal static partial class GateWriters
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(27);
    private static readonly AuditOrigin Ann = new("ann", "host");

    private static readonly NewAuditEntry ControlEntry =
        new() { Origin = Ann, Action = "lane.pause", TargetKind = "lane", TargetId = "l" };

    public static IReadOnlyList<GateWriter> All { get; } =
    [
        .. Enum.GetValues<OutcomeKind>().Select(kind => new GateWriter(
            $"record {kind}", "IJobStore.RecordAsync", [Running, Stopping],
                (store, scene) => RecordAsync(store, scene, scene.Outcome(kind)))
        { Kind = KindOf(kind) }),
        new("record Retry again", "IJobStore.RecordAsync", [Running],
            (store, scene) => RecordAsync(store, scene, scene.Outcome(OutcomeKind.Retry) with { IsResent = true }))
        { IsOfSeveralStatements = true },
        new("finish in a transaction", "IJobTransactions.RecordAsync", [Running], FinishAsync),
        new("report", "IJobStore.ReportAsync", [Running], ReportAsync),
        new("claim", "IJobStore.ClaimAsync", [Waiting], (store, scene) => ClaimAsync(store, scene, scene.Request(scene.SessionId))),
        new("claim of many queues", "IJobStore.ClaimAsync", [Waiting],
            (store, scene) => ClaimAsync(store, scene, OfManyQueues(scene.Request(scene.SessionId)))),
        new("claim alone", "IJobStore.ClaimAsync", [WaitingAlone],
            (store, scene) => ClaimAsync(store, scene, scene.Request(scene.SessionId) with { TakeSolo = true })),
        new("insert", "IJobStore.InsertAsync", [NotStored],
            (store, scene) => InsertAsync(store, scene, scene.NewJob(), mayBeStored: false)),
        new("insert with indexed metadata", "IJobStore.InsertAsync", [NotStored],
            (store, scene) => InsertAsync(store, scene, scene.NewJob() with { Metadata = """{"OrderId":"7"}""" }, mayBeStored: false))
        { IsOfSeveralStatements = true },
        new("insert two", "IJobStore.InsertAsync", [NotStored], InsertTwoAsync),
        new("insert with an id", "IJobStore.InsertAsync", [NotStored, Failed],
            (store, scene) => InsertAsync(store, scene, scene.Job with { IdempotencyKey = null }, mayBeStored: true))
        { IsOfSeveralStatements = true },
        new("insert with a key", "IJobStore.InsertAsync", [NotStored, Failed],
            (store, scene) => InsertAsync(store, scene, Keyed(scene), mayBeStored: true)) { IsOfSeveralStatements = true },
        new("insert a stored id with another key", "IJobStore.InsertAsync", [Failed],
            (store, scene) => InsertAsync(store, scene, scene.Job with { IdempotencyKey = scene.Key + "-other" }, mayBeStored: true))
        { IsOfSeveralStatements = true },
        .. OfUniqueJobs,
        new("insert in a transaction", "IJobTransactions.InsertAsync", [NotStored], InsertInTransactionAsync),
        new("cancel", "IJobStore.CancelAsync", [Waiting, Running, Parked], CancelAsync) { IsOfSeveralStatements = true },
        new("reschedule", "IJobStore.RescheduleAsync", [Waiting, Running],
            (store, scene) => store.Jobs.RescheduleAsync(scene.Job.Id, scene.Clock.Now, default)),
        new("cancel by an operator", "IJobStore.CancelAsync", [Waiting, Running, Parked],
            async (store, scene) => scene.Cancels.Enqueue(
                (await store.Jobs.CancelAsync([scene.Job.Id], Ann, default)).ShouldHaveSingleItem()))
        { IsOfSeveralStatements = true },
        new("reschedule by an operator", "IJobStore.RescheduleAsync", [Waiting, Running],
            (store, scene) => store.Jobs.RescheduleAsync(scene.Job.Id, scene.Clock.Now, Ann, default)),
        new("cancel in a transaction", "IJobTransactions.CancelAsync", [Waiting, Running],
            (store, scene) => InTransactionAsync(scene, async transaction => scene.Cancels.Enqueue(
                (await store.Transactions!.CancelAsync(transaction, [scene.Job.Id], Ann, default)).ShouldHaveSingleItem())))
        { IsOfSeveralStatements = true },
        new("reschedule in a transaction", "IJobTransactions.RescheduleAsync", [Waiting],
            (store, scene) => InTransactionAsync(
                scene, transaction => store.Transactions!.RescheduleAsync(transaction, scene.Job.Id, scene.Clock.Now, Ann, default))),
        new("replay in a transaction", "IJobTransactions.ReplayAsync", [Failed],
            (store, scene) => InTransactionAsync(scene, async transaction => NoteReplayed(
                scene, await store.Transactions!.ReplayAsync(transaction, [scene.Job.Id], Ann, default))))
        { IsOfSeveralStatements = true },
        new("expect in a transaction", "IJobTransactions.StorePlaceholderAsync", [NotStored],
            (store, scene) => InTransactionAsync(
                scene, transaction => store.Transactions!.StorePlaceholderAsync(transaction, scene.Job.Id, scene.Clock.Now, Ann, default))),
        new("change", "IJobStore.ChangeAsync", [Waiting, Running, Parked],
            (store, scene) => store.Jobs.ChangeAsync(
                [scene.Job.Id],
                new StoredJobChange { Priority = JobMasterPriority.Medium, IsDueNow = true, ChangesPayload = true, Payload = "{}" },
                Ann,
                default))
        { IsOfSeveralStatements = true },
        new("change in a transaction", "IJobTransactions.ChangeAsync", [Waiting],
            (store, scene) => InTransactionAsync(scene, transaction => store.Transactions!.ChangeAsync(
                transaction,
                [scene.Job.Id],
                new StoredJobChange { ChangesExpiry = true, ExpiresAt = scene.Clock.Now.AddDays(1) },
                Ann,
                default)))
        { IsOfSeveralStatements = true },
        new("start an operation", "IOperationStore.InsertAsync", [Waiting],
            (store, scene) => store.Operations.InsertAsync(OperationOnNone(scene), default))
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("work off a change by filter", "IOperationStore.WorkAsync", [Waiting, Running],
            (store, scene) => WorkAsync(store, scene, OperationOn(scene, JobOperationKind.Change)))
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("work off a replay", "IOperationStore.WorkAsync", [Failed],
            (store, scene) => WorkAsync(store, scene, OperationOn(scene, JobOperationKind.Replay)))
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("work off a replay to another definition", "IOperationStore.WorkAsync", [Failed],
            (store, scene) =>
            {
                var operation = OperationOn(scene, JobOperationKind.Replay);
                var other = operation.Spec with { Replay = new StoredReplay { DefinitionId = scene.Definition } };
                return WorkAsync(store, scene, operation with { Spec = other });
            })
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("try a replay first", "IOperationStore.WorkAsync", [Failed],
            (store, scene) =>
            {
                var operation = OperationOn(scene, JobOperationKind.Replay);
                return WorkAsync(store, scene, operation with { Spec = operation.Spec with { TryFirst = 1 } });
            })
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("pause an operation", "IOperationStore.SetStateAsync", [Waiting], PauseOperationAsync)
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("prune operations", "IOperationStore.PruneAsync", [NotStored],
            (store, _) => store.Operations.PruneAsync(TimeSpan.Zero, 1000, default)),
        new("file in the audit", "IAuditStore.FileAsync", [NotStored], (store, _) => store.Audit.FileAsync(ControlEntry, default)),
        new("prune the audit", "IAuditStore.PruneAsync", [NotStored], (store, _) => store.Audit.PruneAsync(TimeSpan.Zero, 1000, default)),
        new("replay", "IJobStore.ReplayAsync", [Failed], ReplayAsync) { IsOfSeveralStatements = true },
        new("replay with changes", "IFailureStore.ReplayAsync", [Failed],
            async (store, scene) => NoteReplayed(scene, await store.Failures.ReplayAsync(
                [scene.Job.Id],
                new StoredReplay { Priority = JobMasterPriority.Medium, ChangesPayload = true, Payload = "{}" },
                Ann,
                default)))
        { IsOfSeveralStatements = true },
        new("discard", "IFailureStore.DiscardAsync", [Failed],
            (store, scene) =>
            {
                scene.IsDiscarded = true;
                return store.Failures.DiscardAsync([scene.Job.Id], Ann, default);
            })
        { IsOfSeveralStatements = true },
        new("discard and restore", "IFailureStore.RestoreAsync", [Failed],
            async (store, scene) =>
            {
                scene.IsDiscarded = true;
                await store.Failures.DiscardAsync([scene.Job.Id], Ann, default);
                await store.Failures.RestoreAsync([scene.Job.Id], Ann, default);
            })
        { IsOfSeveralStatements = true },
        new("copy", "IFailureStore.CopyAsync", [Failed, Finished],
            (store, scene) => store.Failures.CopyAsync(scene.Job.Id, Guid.CreateVersion7(scene.Clock.Now), null, Ann, default))
        { IsOfSeveralStatements = true },
        new("mute failures", "IFailureStore.MuteAsync", [Failed],
            (store, scene) => store.Failures.MuteAsync(
                scene.Definition,
                scene.Clock.Now.AddDays(1),
                2,
                new NewAuditEntry { Origin = Ann, Action = "failures.mute", TargetKind = "failures", TargetId = scene.Definition },
                default))
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("unmute failures", "IFailureStore.MuteAsync", [Failed],
            (store, scene) => store.Failures.MuteAsync(
                scene.Definition,
                null,
                0,
                new NewAuditEntry { Origin = Ann, Action = "failures.unmute", TargetKind = "failures", TargetId = scene.Definition },
                default))
        { HasCommonRow = true },
        new("fold failures", "IFailureStore.FoldAsync", [Failed], (store, _) => store.Failures.FoldAsync(1000, default))
        { IsOfSeveralStatements = true, HasCommonRow = true },
        new("unpark", "IJobStore.UnparkAsync", [Parked, Waiting], (store, scene) => store.Jobs.UnparkAsync(scene.Unpark(null), default))
        { IsOfSeveralStatements = true },
        new("unpark unread", "IJobStore.UnparkAsync", [Parked], (store, scene) => store.Jobs.UnparkAsync(scene.Unpark("another"), default))
        { IsOfSeveralStatements = true },
        new("rescue", "IJobStore.RescueAsync", [Orphan, OrphanStopping],
            (store, _) => store.Jobs.RescueAsync(new RescueRequest(1000, 100), default)),
        new("rescue to fail", "IJobStore.RescueAsync", [Orphan], (store, _) => store.Jobs.RescueAsync(new RescueRequest(1000, 1), default)),
        new("expire", "IJobStore.ExpireAsync", [Expired], (store, _) => store.Jobs.ExpireAsync(1000, default))
        { IsOfSeveralStatements = true },
        new("admit", "IAdmissionStore.AdmitAsync", [NotStored, Expected],
            (store, scene) => AdmitAsync(store, scene, scene.SessionId, null)) { IsOfSeveralStatements = true },
        new("admit to wait", "IAdmissionStore.AdmitAsync", [NotStored], (store, scene) => AdmitAsync(store, scene, null, null)),
        new("quarantine", "IAdmissionStore.AdmitAsync", [NotStored],
            (store, scene) => AdmitAsync(store, scene, null, "It cannot be read.")) { IsOfSeveralStatements = true },
        new("expect", "IAdmissionStore.StorePlaceholderAsync", [NotStored],
            (store, scene) => store.Admissions.StorePlaceholderAsync(scene.Job.Id, scene.Clock.Now, default)),
        new("start a session", "ISessionStore.StartAsync", [NotStored], StartSessionAsync),
        new("beat", "ISessionStore.Beat", [Running],
            (store, scene) => Task.FromResult(
                store.Sessions.Beat(new BeatRequest { SessionIds = [scene.SessionId], Raise = true, Queues = [scene.Queue] }))),
        new("end the session", "ISessionStore.EndAsync", [Running, Waiting], EndAsync) { IsOfSeveralStatements = true },
        new("bury the session", "ISessionStore.BuryAsync", [Running], BuryAsync) { IsOfSeveralStatements = true },
        new("store a schedule", "IScheduleStore.InsertAsync", [NotStored], StoreScheduleAsync),
        new("change the schedule", "IScheduleStore.UpdateAsync", [Waiting], ChangeScheduleAsync),
        new("step", "IScheduleStore.StepAsync", [Waiting], (store, scene) => StepAsync(store, scene, stops: false)),
        new("step that stops", "IScheduleStore.StepAsync", [Waiting, Running], (store, scene) => StepAsync(store, scene, stops: true)),
        new("advertise", "IScheduleStore.AdvertiseAsync", [NotStored],
            (store, scene) => store.Schedules.AdvertiseAsync([new ProfileContent(scene.Definition, "h", 1, [])], default)),
        new("prune schedules", "IScheduleStore.PruneAsync", [NotStored],
            (store, _) => store.Schedules.PruneAsync(TimeSpan.Zero, 1000, default)),
        new("prune", "IRetentionStore.PruneAsync", [Failed, Finished], PruneAsync),
        new("set", "ISettingStore.WriteAsync", [NotStored],
            (store, scene) => store.Settings.WriteAsync(scene.Definition, "v", default)) { HasCommonRow = true },
        new("set by an operator", "ISettingStore.WriteAsync", [NotStored],
            (store, scene) => store.Settings.WriteAsync(
                scene.Definition,
                "o",
                new NewAuditEntry { Origin = Ann, Action = "cluster.mode", TargetKind = "cluster", TargetId = "c" },
                default))
        { HasCommonRow = true },
        new("unset", "ISettingStore.WriteAsync", [NotStored],
            (store, scene) => store.Settings.WriteAsync(scene.Definition, null, default)) { HasCommonRow = true },
        new("pause a lane", "IControlStore.SetAsync", [NotStored],
            (store, scene) => store.Controls.SetAsync(
                new NewControl(new ControlTarget(ControlKind.PauseLane, scene.Definition)), ControlEntry, default))
        { HasCommonRow = true, IsOfSeveralStatements = true },
        new("resume a lane", "IControlStore.LiftAsync", [NotStored],
            async (store, scene) =>
            {
                await store.Controls.SetAsync(
                    new NewControl(new ControlTarget(ControlKind.CordonWorker, scene.Definition)), ControlEntry, default);
                await store.Controls.LiftAsync(new ControlTarget(ControlKind.CordonWorker, scene.Definition), ControlEntry, default);
            })
        { HasCommonRow = true, IsOfSeveralStatements = true },
        new("see definitions", "IDefinitionStore.SeeAsync", [NotStored],
            (store, scene) => store.Definitions.SeeAsync(Guid.CreateVersion7(), "node", [scene.Definition], TimeSpan.Zero, default)),
        new("add definitions", "IDefinitionStore.AddAsync", [NotStored],
            (store, scene) => store.Definitions.AddAsync([new NewDefinition(scene.Definition, scene.Definition, "{}")], default)),
        new("prune definitions", "IDefinitionStore.PruneAsync", [NotStored],
            (store, _) => store.Definitions.PruneAsync(TimeSpan.Zero, TimeSpan.Zero, default)),
    ];

    public static GateWriter Find(string name) => All.Single(writer => writer.Name == name);
}
