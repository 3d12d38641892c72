using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Finds and changes the jobs of operations.</summary>
internal static class OperationJobs
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>The jobs of an operation, in the order of their ids.</summary>
    public static IEnumerable<StoredJob> Of(InMemoryState state, DateTimeOffset now, OperationSpec spec, DateTimeOffset? cutoff)
    {
        var filter = spec.Filter ?? new JobOperationFilter();
        var jobs = spec.IsOfFailed
            ? state.Failed.All.Where(job => cutoff is null || job.FinalizedAt <= cutoff).OrderBy(job => job.Id)
            : spec.IsOfDiscarded
            ? state.Discarded.Keys.Select(id => state.Finished.Find(id)!).Where(job => cutoff is null || job.FinalizedAt <= cutoff)
                .OrderBy(job => job.Id)
            : state.Live.Ids.Select(id => state.Live.Find(id)!.SeenAt(now)).Where(job => cutoff is null || job.CreatedAt <= cutoff);
        return jobs.Where(job =>
            (filter.JobDefinitionId is null || job.DefinitionId == StoredText.Clean(filter.JobDefinitionId))
            && (filter.WorkerLane is null || job.Lane == StoredText.Clean(filter.WorkerLane))
            && (filter.Tenant is null || job.Tenant == StoredText.Clean(filter.Tenant))
            && (filter.Priority is null || job.Priority == filter.Priority)
            && (filter.RecurringScheduleId is null || job.RecurringScheduleId == filter.RecurringScheduleId)
            && (filter.Fingerprint is null || job.Fingerprint == StoredText.Clean(filter.Fingerprint))
            && (filter.IdempotencyKey is null || job.IdempotencyKey == StoredText.Clean(filter.IdempotencyKey))
            && (filter.SessionId is null || job.SessionId == filter.SessionId)
            && IsBetween(job.CreatedAt, filter.CreatedFrom, filter.CreatedBefore)
            && IsBetween(job.DueAt, filter.DueFrom, filter.DueBefore)
            && IsBetween(job.FinalizedAt, filter.FinalizedFrom, filter.FinalizedBefore)
            && (filter.State is null || job.State == filter.State));
    }

    private static bool IsBetween(DateTimeOffset? time, DateTimeOffset? from, DateTimeOffset? before) =>
        (from is null || time >= StoreTime.Cut(from.Value)) && (before is null || time < StoreTime.Cut(before.Value));

    /// <summary>Continues once the first jobs have succeeded, and stops if one of them failed again or was cancelled.</summary>
    private static OperationWork Watch(InMemoryState state, DateTimeOffset now, LiveOperation operation)
    {
        var again = operation.Canaries.Where(one => state.Failed.Find(one.Key)?.ClaimNo > one.Value).Select(one => one.Key).ToList();
        var cancelled = operation.Canaries.Keys.Where(id => state.Finished.Find(id)?.State == JobState.Cancelled).ToList();
        int bad = again.Count + cancelled.Count;
        bool waits = operation.Canaries.Keys.Any(id => state.Live.Find(id) is not null);
        var reached = bad > 0 ? JobOperationState.Stopped : JobOperationState.Running;
        operation.NextAt = waits && bad == 0 ? now + BetweenLooks : null;
        operation.Row = operation.Row with
        {
            State = reached,
            WorkedAt = now,
            EndedAt = bad > 0 ? now : null,
            Stage = waits || bad > 0 ? OperationStage.Watch : OperationStage.Rest,
            Note = bad > 0 ? StoredOperation.EndedBadly(again.Count > 0 ? again[0] : cancelled[0], hasFailed: again.Count > 0) : null,
        };
        return new OperationWork(operation.Row.Id, reached, default, false, [])
        {
            NextIn = operation.NextAt is null ? null : BetweenLooks,
        };
    }

    public static OperationWork? Work(InMemoryState state, DateTimeOffset now, int limit, IReplayCheck? check)
    {
        if (state.Operations.Values
            .Where(one => one.Row.State == JobOperationState.Running && !(one.NextAt > now && one.Row.WorkedAt <= now))
            .OrderBy(one => (one.Row.WorkedAt <= now, one.Row.WorkedAt, one.Row.Id)).FirstOrDefault() is not { } operation)
        {
            return null;
        }

        var row = operation.Row;
        if (row.Stage == OperationStage.Watch)
        {
            return Watch(state, now, operation);
        }

        check = row.Spec.MovesPayloads ? check : null;
        if (check?.Knows(row.Spec.Replay!.DefinitionId!) == false)
        {
            // Other operations continue meanwhile.
            operation.NextAt = now + BetweenLooks;
            operation.Row = row with { WorkedAt = now };
            return new OperationWork(row.Id, row.State, default, false, [])
            {
                UnknownDefinition = row.Spec.Replay!.DefinitionId, NextIn = BetweenLooks,
            };
        }

        int most = row.Most(limit);
        if (most <= 0)
        {
            operation.Row = row with { State = JobOperationState.Stopped, EndedAt = now, WorkedAt = now };
            return new OperationWork(row.Id, JobOperationState.Stopped, default, false, []);
        }

        row = row is { IsCapped: true, IsScanned: false } ? CountOn(state, now, row) : row;
        var ids = row.IsScanned ? operation.Named.Take(most).ToList() : Next(state, now, row, row.Cursor, most);
        var asked = new List<Guid>();
        var counts = row.Spec.Kind == JobOperationKind.Replay
            ? Replay(state, now, operation, ids, check)
            : OperationCounts.Of(ids.ConvertAll(id => Apply(state, now, row, id, asked)));
        operation.Named.ExceptWith(ids);
        bool isThrough = ids.Count < most;
        var stage = row.After(row.Counts.Changed + counts.Changed, isThrough);
        var reached = isThrough && stage != OperationStage.Watch ? JobOperationState.Done : JobOperationState.Running;
        if (reached == JobOperationState.Done)
        {
            row = row.Through(counts);
            counts = row.AtEnd(counts);
        }

        TimeSpan? pause = stage == OperationStage.Watch ? BetweenLooks : isThrough ? null : row.Pause(counts.Changed);
        operation.NextAt = now + pause;
        operation.Row = row with
        {
            State = reached,
            WorkedAt = now,
            EndedAt = reached == JobOperationState.Done ? now : null,
            Stage = stage,
            Counts = row.Counts.Plus(counts),
            Cursor = ids.Count == 0 ? row.Cursor : ids[^1],
        };
        return new OperationWork(row.Id, reached, counts, false, asked) { NextIn = pause };
    }

    /// <summary>Counts some more jobs of an operation that has more than were counted.</summary>
    private static StoredOperation CountOn(InMemoryState state, DateTimeOffset now, StoredOperation row)
    {
        var found = Next(state, now, row, row.CountsAfter, StoredOperation.CountedAtOnce);
        return row.Counted(
            found.Count, found.Count > 0 ? found[^1] : null, isAll: found.Count < StoredOperation.CountedAtOnce);
    }

    private static List<Guid> Next(InMemoryState state, DateTimeOffset now, StoredOperation row, Guid? after, int limit) =>
    [
        .. Of(state, now, row.Spec, row.CreatedAt).Select(job => job.Id).Where(id => after is null || id.CompareTo(after.Value) > 0)
            .Take(limit),
    ];

    /// <summary>Replays the jobs, except those that the check refuses. The check runs on all of them before any is changed.</summary>
    private static OperationCounts Replay(
        InMemoryState state, DateTimeOffset now, LiveOperation operation, List<Guid> ids, IReplayCheck? check)
    {
        var row = operation.Row;
        var wanted = ids.ConvertAll(id => (Id: id, Change: Fit(id)));
        var fit = wanted.Where(job => job.Change is not null || check is null).ToList();
        var results = fit.ConvertAll(job => MoveJobs.Replay(state, now, job.Id, row.By, job.Change));
        if (row.Stage == OperationStage.First)
        {
            foreach (var replayed in results.Where(result => result.Kind == ReplayKind.Replayed))
            {
                operation.Canaries.TryAdd(replayed.JobId, state.Live.Find(replayed.JobId)!.Row.ClaimNo);
            }
        }

        return CountsOf(results.ConvertAll(result => result.Kind)) with { Unreadable = wanted.Count - fit.Count };

        StoredReplay? Fit(Guid id) => check is not null && state.Failed.Find(id) is { } job
            ? check.Fit(new ReplayedPayload(id, job.DefinitionId, job.Payload), row.Spec.Replay!)
            : row.Spec.Replay;
    }

    private static OperationCounts CountsOf(List<ReplayKind> results) => new(
        results.Count(result => result == ReplayKind.Replayed),
        Gone: results.Count(result => result == ReplayKind.NotFailed),
        KeyHeld: results.Count(result => result == ReplayKind.KeyHeld));

    private static JobChangeResult Apply(InMemoryState state, DateTimeOffset now, StoredOperation operation, Guid id, List<Guid> asked)
    {
        if (operation.Spec.Kind is JobOperationKind.Discard or JobOperationKind.Restore)
        {
            return (operation.Spec.IsOfDiscarded
                ? MoveJobs.Restore(state, now, id, operation.By)
                : MoveJobs.Discard(state, now, id, operation.By)) ? JobChangeResult.Changed : JobChangeResult.Unknown;
        }

        if (operation.Spec.Change is { } change)
        {
            return ChangeJobs.Run(state, now, id, change, operation.By);
        }

        bool wasAsked = state.Live.Find(id)?.Row.IsCancelRequested == true;
        switch (MoveJobs.Cancel(state, now, id, operation.By))
        {
            case CancelResult.StopRequested:
                asked.Add(id);
                return wasAsked ? JobChangeResult.Unchanged : JobChangeResult.Changed;
            case CancelResult.Cancelled:
                return JobChangeResult.Changed;
            default:
                return JobChangeResult.Final;
        }
    }
}
