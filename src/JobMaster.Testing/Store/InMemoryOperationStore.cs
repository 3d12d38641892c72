using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>The bulk operations on jobs. No other transaction holds a job here, so none is left for a later round.</summary>
internal sealed class InMemoryOperationStore(InMemoryAccess access) : IOperationStore
{
    private const int Samples = 5;

    public Task<OperationMatch> FindAsync(
        OperationSpec spec, IReadOnlyList<Guid> jobIds, int limit, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                var wanted = spec.Filter is null ? jobIds.ToHashSet() : null;
                var found = OperationJobs.Of(state, now, spec, wanted is null ? now : null)
                    .Where(job => wanted?.Contains(job.Id) != false).Take(limit).ToList();
                return new OperationMatch(
                    found.Count, found.Count(job => job.State == JobState.Running), [.. found.Take(Samples).Select(job => job.Id)])
                {
                    OnAgent = found.Count(job => job.ParkedReason == ParkedReason.NotAdmitted),
                    CountedTo = found.Count == limit && limit > 1 ? found[^2].Id : null,
                };
            },
            cancellationToken);

    public Task InsertAsync(NewOperation operation, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => Insert(state, now, operation), cancellationToken);

    public Task<StoredOperation?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => state.Operations.GetValueOrDefault(id)?.AsStored(), cancellationToken);

    public Task<IReadOnlyList<StoredOperation>> ListAsync(
        JobOperationState? state, Guid? after, int limit, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<StoredOperation>>(
            (stored, _) =>
            [
                .. stored.Operations.Values.Reverse().Where(one => state is null || one.Row.State == state)
                    .Where(one => after is null || one.Row.Id.CompareTo(after.Value) < 0).Take(limit).Select(one => one.AsStored()),
            ],
            cancellationToken);

    public Task<bool> SetStateAsync(Guid id, JobOperationState state, NewAuditEntry audit, CancellationToken cancellationToken) =>
        access.RunAsync((stored, now) => SetState(stored, now, id, state, audit), cancellationToken);

    public Task<OperationWork?> WorkAsync(int limit, IReplayCheck? check, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => OperationJobs.Work(state, now, limit, check), cancellationToken);

    public Task<int> PruneAsync(TimeSpan retention, int limit, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, now) =>
            {
                var before = StoreTime.Earlier(now, retention);
                var old = state.Operations.Values.Where(one => one.Row.EndedAt < before).Select(one => one.Row.Id).Take(limit).ToList();
                old.ForEach(id => state.Operations.Remove(id));
                return old.Count;
            },
            cancellationToken);

    private static bool Insert(InMemoryState state, DateTimeOffset now, NewOperation operation)
    {
        var row = new StoredOperation
        {
            Id = operation.Id, Spec = operation.Spec, State = JobOperationState.Running, By = operation.By, CreatedAt = now, WorkedAt = now,
            Matched = operation.Matched, IsCapped = operation.IsCapped, CountedTo = operation.CountedTo,
            IsScanned = operation.Spec.Filter is null, Counts = default, Waiting = 0,
            Stage = operation.Spec.TryFirst is null ? OperationStage.All : OperationStage.First,
        };
        if (!state.Operations.TryAdd(operation.Id, new LiveOperation(row, [.. operation.JobIds])))
        {
            return false;
        }

        state.File(operation.Audit, now);
        state.SettingsVersion++;
        return true;
    }

    private static bool SetState(InMemoryState stored, DateTimeOffset now, Guid id, JobOperationState state, NewAuditEntry audit)
    {
        if (stored.Operations.GetValueOrDefault(id) is not { Row.State: JobOperationState.Running or JobOperationState.Paused } operation
            || operation.Row.State == state)
        {
            return false;
        }

        operation.Row = operation.Row with { State = state, EndedAt = state == JobOperationState.Cancelled ? now : null };
        stored.File(audit, now);
        stored.SettingsVersion++;
        return true;
    }
}

/// <summary>An operation, and the named jobs that wait for their turn.</summary>
internal sealed class LiveOperation(StoredOperation row, SortedSet<Guid> named)
{
    public StoredOperation Row { get; set; } = row;

    public SortedSet<Guid> Named => named;

    /// <summary>The jobs of its trial, and the claim number of each before.</summary>
    public SortedDictionary<Guid, int> Canaries { get; } = [];

    /// <summary>When it is worked on next; null for now.</summary>
    public DateTimeOffset? NextAt { get; set; }

    public StoredOperation AsStored() => Row with { Waiting = named.Count };
}
