using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads operations on many jobs.</summary>
internal sealed class OperationMonitor(IMasterStore store) : IOperationMonitor
{
    public async Task<JobOperationDetails?> GetAsync(Guid operationId, CancellationToken cancellationToken = default) =>
        await store.Operations.GetAsync(operationId, cancellationToken).ConfigureAwait(false) is { } operation ? Details(operation) : null;

    public async Task<IReadOnlyList<JobOperationDetails>> ListAsync(
        int count = 100, Guid? continueFrom = null, JobOperationState? state = null, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > 1000)
        {
            throw new ArgumentException($"{count} must be from 1 to 1,000.", nameof(count));
        }

        FilterCheck.ThrowIf(FilterCheck.Problem(state), nameof(state));
        return
        [
            .. (await store.Operations.ListAsync(state, continueFrom, count, cancellationToken).ConfigureAwait(false)).Select(Details),
        ];
    }

    private static JobOperationDetails Details(StoredOperation operation) => new()
    {
        Id = operation.Id,
        Kind = operation.Spec.Kind,
        State = operation.State,
        Who = operation.By.Who,
        Reason = operation.By.Reason,
        Filter = operation.Spec.Filter,
        Change = operation.Spec.Change is { } change ? Shown(change) : null,
        Replay = operation.Spec.Replay is { } replay ? Shown(replay) : null,
        ChangesData = operation.Spec.Change?.ChangesPayload == true || operation.Spec.Replay?.ChangesPayload == true,
        TryFirst = operation.Spec.TryFirst,
        MaxPerSecond = operation.Spec.MaxPerSecond,
        MaxJobs = operation.Spec.MaxJobs,
        CreatedAt = operation.CreatedAt,
        WorkedAt = operation.WorkedAt,
        EndedAt = operation.EndedAt,
        Matched = operation.Matched,
        IsCapped = operation.IsCapped,
        Changed = operation.Counts.Changed,
        Unchanged = operation.Counts.Unchanged,
        Running = operation.Counts.Running,
        OnAgent = operation.Counts.OnAgent,
        KeyHeld = operation.Counts.KeyHeld,
        Unreadable = operation.Counts.Unreadable,
        Gone = operation.Counts.Gone,
        Waiting = operation.Waiting,
        WaitsForFirst = operation.Stage == OperationStage.Watch && operation.State is JobOperationState.Running or JobOperationState.Paused,
        Note = operation.Note,
    };

    private static JobChange Shown(StoredJobChange change) => new()
    {
        Priority = change.Priority,
        WorkerLane = change.Lane,
        At = change.DueAt,
        RunNow = change.IsDueNow,
        ExpiresAt = change.ExpiresAt,
        RemovesExpiry = change is { ChangesExpiry: true, ExpiresAt: null },
    };

    private static JobReplay Shown(StoredReplay replay) => new()
    {
        WorkerLane = replay.Lane,
        Priority = replay.Priority,
        JobDefinitionId = replay.DefinitionId,
    };
}
