namespace JobMaster.Conformance.Statements;

/// <content>What the writers do, and what they note in the scene.</content>
internal static partial class GateWriters
{
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

    /// <summary>More queues than a claim asks for one by one; only the first has jobs.</summary>
    private static ClaimRequest OfManyQueues(ClaimRequest request) => request with
    {
        Queues =
        [
            .. request.Queues,
            .. Enumerable.Range(0, 40).Select(
                number => request.Queues[0] with { Queue = request.Queues[0].Queue with { Lane = $"lane-{number}" } }),
        ],
    };

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
        while (await store.Operations.WorkAsync(10, new StubReplayCheck(), default) is { WaitsForHolders: false })
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
