using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>Finds the jobs of operations and works on them.</summary>
internal static class OperationJobs
{
    /// <summary>The jobs an operation is for, in the order of their ids.</summary>
    public static IEnumerable<StoredJob> Of(InMemoryState state, DateTimeOffset now, OperationSpec spec, DateTimeOffset? cutoff)
    {
        var filter = spec.Filter ?? new JobOperationFilter();
        var jobs = spec.IsOfFailed
            ? state.Failed.All.Where(job => cutoff is null || job.FinalizedAt <= cutoff).OrderBy(job => job.Id)
            : state.Live.Ids.Select(id => state.Live.Find(id)!.SeenAt(now)).Where(job => cutoff is null || job.CreatedAt <= cutoff);
        return jobs.Where(job =>
            (filter.JobDefinitionId is null || job.DefinitionId == StoredText.Clean(filter.JobDefinitionId))
            && (filter.WorkerLane is null || job.Lane == StoredText.Clean(filter.WorkerLane))
            && (filter.Tenant is null || job.Tenant == StoredText.Clean(filter.Tenant))
            && (filter.Priority is null || job.Priority == filter.Priority)
            && (filter.RecurringScheduleId is null || job.RecurringScheduleId == filter.RecurringScheduleId)
            && (filter.State is null || job.State == filter.State));
    }

    public static OperationWork? Work(InMemoryState state, DateTimeOffset now, int limit)
    {
        if (state.Operations.Values.Where(one => one.Row.State == JobOperationState.Running)
            .OrderBy(one => (one.Row.WorkedAt, one.Row.Id)).FirstOrDefault() is not { } operation)
        {
            return null;
        }

        var row = operation.Row;
        int most = (int)Math.Min(limit, (row.Spec.MaxJobs ?? long.MaxValue) - row.Counts.Changed);
        if (most <= 0)
        {
            operation.Row = row with { State = JobOperationState.Stopped, EndedAt = now, WorkedAt = now };
            return new OperationWork(row.Id, JobOperationState.Stopped, default, false, []);
        }

        var ids = row.IsScanned
            ? operation.Named.Take(most).ToList()
            : [.. Of(state, now, row.Spec, row.CreatedAt).Select(job => job.Id)
                .Where(id => row.Cursor is null || id.CompareTo(row.Cursor.Value) > 0).Take(most)];
        var asked = new List<Guid>();
        var counts = OperationCounts.Of(ids.ConvertAll(id => Apply(state, now, row, id, asked)));
        operation.Named.ExceptWith(ids);
        var reached = ids.Count < most ? JobOperationState.Done : JobOperationState.Running;
        operation.Row = row with
        {
            State = reached,
            WorkedAt = now,
            EndedAt = reached == JobOperationState.Done ? now : null,
            Counts = row.Counts.Plus(counts),
            Cursor = ids.Count == 0 ? row.Cursor : ids[^1],
        };
        return new OperationWork(row.Id, reached, counts, false, asked);
    }

    private static JobChangeResult Apply(InMemoryState state, DateTimeOffset now, StoredOperation operation, Guid id, List<Guid> asked)
    {
        if (operation.Spec.Kind == JobOperationKind.Replay)
        {
            return MoveJobs.Replay(state, now, id, operation.By).Kind switch
            {
                ReplayKind.Replayed => JobChangeResult.Changed,
                ReplayKind.KeyHeld => JobChangeResult.Unchanged,
                _ => JobChangeResult.Unknown,
            };
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
