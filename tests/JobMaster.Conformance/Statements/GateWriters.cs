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
        new("claim alone", "IJobStore.ClaimAsync", [WaitingAlone],
            (store, scene) => ClaimAsync(store, scene, scene.Request(scene.SessionId) with { TakeSolo = true })),
        new("insert", "IJobStore.InsertAsync", [NotStored],
            (store, scene) => InsertAsync(store, scene, scene.NewJob(), mayBeStored: false)),
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
            (store, _) => store.Operations.PruneAsync(TimeSpan.Zero, default)),
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

    private static string KindOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Succeeded or OutcomeKind.Cancelled => "record what finishes",
        OutcomeKind.Failed => "record what fails",
        _ => "record what waits again",
    };

    private static NewJob Keyed(GateScene scene) => scene.NewJob() with { IdempotencyKey = scene.Key };

    private static async Task RecordAsync(IMasterStore store, GateScene scene, AttemptOutcome outcome) =>
        scene.Answered(outcome, (await store.Jobs.RecordAsync([outcome], default)).ShouldHaveSingleItem());

    private static async Task FinishAsync(IMasterStore store, GateScene scene)
    {
        await using var connection = await scene.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var outcome = scene.Outcome(OutcomeKind.Succeeded);
        var result = await store.Transactions!.RecordAsync(transaction, outcome, default);
        await transaction.CommitAsync();
        scene.Answered(outcome, result);
    }

    private static Task ReportAsync(IMasterStore store, GateScene scene) => store.Jobs.ReportAsync(
        [
            new AttemptReport
            {
                JobId = scene.Job.Id, ClaimNo = scene.Claim?.ClaimNo ?? GateScene.Fenced, Progress = 0.5,
                Lines = [new JobLogLine(1, scene.Clock.Now, Microsoft.Extensions.Logging.LogLevel.Information, "half way")],
            },
        ],
        default);

    private static async Task ClaimAsync(IMasterStore store, GateScene scene, ClaimRequest request)
    {
        foreach (var job in await store.Jobs.ClaimAsync(request, default))
        {
            scene.Own(job);
        }
    }

    private static async Task InsertAsync(IMasterStore store, GateScene scene, NewJob job, bool mayBeStored) =>
        scene.Stored.Enqueue((await store.Jobs.InsertAsync([job], mayBeStored, default)).ShouldHaveSingleItem().Id);

    private static async Task InsertTwoAsync(IMasterStore store, GateScene scene)
    {
        foreach (var stored in await store.Jobs.InsertAsync([scene.NewJob(), scene.NewJob()], mayBeStored: false, default))
        {
            scene.Stored.Enqueue(stored.Id);
        }
    }

    private static async Task InsertInTransactionAsync(IMasterStore store, GateScene scene)
    {
        await using var connection = await scene.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var inserted = await store.Transactions!.InsertAsync(transaction, [Keyed(scene)], default);
        await transaction.CommitAsync();
        scene.Stored.Enqueue(inserted.ShouldHaveSingleItem().Id);
    }

    private static async Task CancelAsync(IMasterStore store, GateScene scene) =>
        scene.Cancels.Enqueue((await store.Jobs.CancelAsync([scene.Job.Id], default)).ShouldHaveSingleItem());

    private static NewOperation OperationOn(GateScene scene, JobOperationKind kind)
    {
        var id = Guid.CreateVersion7(scene.Clock.Now);
        return new NewOperation
        {
            Id = id, By = Ann with { OperationId = id }, Matched = 1, IsCapped = false,
            JobIds = kind == JobOperationKind.Change ? [] : [scene.Job.Id],
            Spec = new OperationSpec
            {
                Kind = kind,
                Change = kind == JobOperationKind.Change
                    ? new StoredJobChange { ChangesExpiry = true, ExpiresAt = scene.Clock.Now.AddDays(2) }
                    : null,
                Filter = kind == JobOperationKind.Change ? new JobOperationFilter { JobDefinitionId = scene.Definition } : null,
            },
            Audit = new NewAuditEntry { Origin = Ann, Action = "operation.start", TargetKind = "operation", TargetId = $"{id}" },
        };
    }

    /// <summary>An operation for a job that is not stored, so that whoever works it off does nothing to the scene.</summary>
    private static NewOperation OperationOnNone(GateScene scene) =>
        OperationOn(scene, JobOperationKind.Cancel) with { JobIds = [Guid.CreateVersion7(scene.Clock.Now)] };

    /// <summary>Starts an operation and works on it, and on whichever others there are, for as long as they go on.</summary>
    private static async Task WorkAsync(IMasterStore store, GateScene scene, NewOperation operation)
    {
        await store.Operations.InsertAsync(operation, default);
        while (await store.Operations.WorkAsync(10, default) is { WaitsForHolders: false })
        {
            // The next of them.
        }

        // Another node may be at it and not have committed yet.
        if (operation.Spec.Kind == JobOperationKind.Replay
            && await store.Operations.GetAsync(operation.Id, default) is null or { Counts.Changed: > 0 } or { EndedAt: null })
        {
            scene.Replayed.Enqueue(scene.Job.Id);
        }
    }

    private static async Task PauseOperationAsync(IMasterStore store, GateScene scene)
    {
        var operation = OperationOnNone(scene);
        await store.Operations.InsertAsync(operation, default);
        await store.Operations.SetStateAsync(
            operation.Id, JobOperationState.Paused, operation.Audit with { Action = "operation.pause" }, default);
    }

    private static async Task InTransactionAsync(GateScene scene, Func<System.Data.Common.DbTransaction, Task> change)
    {
        await using var connection = await scene.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await change(transaction);
        await transaction.CommitAsync();
    }

    private static async Task ReplayAsync(IMasterStore store, GateScene scene) =>
        NoteReplayed(scene, await store.Jobs.ReplayAsync([scene.Job.Id], default));

    private static void NoteReplayed(GateScene scene, IReadOnlyList<ReplayResult> replayed)
    {
        foreach (var replay in replayed.Where(result => result.Kind == ReplayKind.Replayed))
        {
            scene.Replayed.Enqueue(replay.JobId);
        }
    }

    private static async Task AdmitAsync(IMasterStore store, GateScene scene, Guid? sessionId, string? quarantine)
    {
        var delivered = new DeliveredJob(scene.Job with { IdempotencyKey = null, DueAt = scene.Clock.Now }, quarantine);
        var results = await store.Admissions.AdmitAsync(
            new AdmitRequest { SessionId = sessionId, Jobs = [delivered], DedupeWindow = Window }, default);
        var (kind, job) = results.ShouldHaveSingleItem();
        if (job is not null)
        {
            scene.Own(job);
        }

        if (kind == AdmitKind.Refused)
        {
            (scene.EndedSessions.ContainsKey(scene.SessionId) || scene.IsPruned).ShouldBeTrue(
                "an admission was refused though its session lives");
        }
        else
        {
            scene.Stored.Enqueue(scene.Job.Id);
        }
    }

    private static async Task StartSessionAsync(IMasterStore store, GateScene scene)
    {
        var id = Guid.CreateVersion7(scene.Clock.Now);
        scene.Sessions.Enqueue(id);
        await store.Sessions.StartAsync(scene.Session(id), default);
    }

    private static Task EndAsync(IMasterStore store, GateScene scene)
    {
        scene.EndedSessions[scene.SessionId] = true;
        return store.Sessions.EndAsync([scene.SessionId], default);
    }

    private static async Task BuryAsync(IMasterStore store, GateScene scene)
    {
        scene.EndedSessions.TryAdd(scene.SessionId, false);
        var buried = await store.Sessions.BuryAsync([new SessionBeat(scene.SessionId, 0)], default);
        if (buried.Count > 0)
        {
            scene.EndedSessions[scene.SessionId] = true;
        }
    }

    private static async Task StoreScheduleAsync(IMasterStore store, GateScene scene) =>
        (await store.Schedules.InsertAsync(scene.Schedule! with { Id = Guid.CreateVersion7(scene.Clock.Now) }, default)).ShouldBeFalse(
            "its key is taken");

    private static async Task ChangeScheduleAsync(IMasterStore store, GateScene scene) =>
        scene.ScheduleChanges.Enqueue(await store.Schedules.UpdateAsync(scene.Schedule! with { MaxRetries = 7 }, default));

    private static async Task StepAsync(IMasterStore store, GateScene scene, bool stops, JobUnique? unique = null)
    {
        var at = scene.Schedule!.NextAt!.Value;
        var job = scene.NewJob() with { DueAt = at, RecurringScheduleId = scene.Schedule.Id, Unique = unique };
        var step = new ScheduleStep
        {
            ScheduleId = scene.Schedule.Id,
            Version = scene.Schedule.Version,
            State = RecurringScheduleState.Active,
            NextAt = at + TimeSpan.FromMinutes(1),
            LastAt = at,
            LastJobId = job.Id,
            StopsLiveJobs = stops,
            Occurrences = [new PlannedOccurrence(at, OccurrenceResult.Fired, null, job)],
        };
        var result = (await store.Schedules.StepAsync([step], default)).ShouldHaveSingleItem();
        scene.ScheduleChanges.Enqueue(result.IsTaken);
        foreach (var stored in result.Jobs)
        {
            scene.Stored.Enqueue(stored.Id);
        }

        foreach (var holder in unique is null ? [] : result.Jobs.Concat(result.Holders))
        {
            scene.Unique.Enqueue(holder.Id);
        }

        if (result.StopRequested.Contains(scene.Job.Id))
        {
            scene.Cancels.Enqueue(CancelResult.StopRequested);
        }
    }

    private static Task<int> PruneAsync(IMasterStore store, GateScene scene)
    {
        scene.IsPruned = true;
        return store.Retention.PruneAsync(new PruneRequest(TimeSpan.Zero, TimeSpan.Zero, 1000), default);
    }
}
