using JobMaster.Execution;
using JobMaster.Storage;

namespace JobMaster.Monitoring;

/// <summary>Reads failed jobs and their groups.</summary>
internal sealed class FailureMonitor(IMasterStore store) : IFailureMonitor
{
    public async Task<IReadOnlyList<FailureGroup>> ListGroupsAsync(
        int count = 100, bool includeMuted = true, CancellationToken cancellationToken = default)
    {
        if (count is < 1 or > 1000)
        {
            throw new ArgumentException($"{count} must be from 1 to 1,000.", nameof(count));
        }

        var request = new FailureGroupRequest(count, WithMuted: includeMuted);
        return [.. (await store.Failures.ListGroupsAsync(request, cancellationToken).ConfigureAwait(false)).Select(Group)];
    }

    public async Task<FailureGroup?> GetGroupAsync(string fingerprint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        var request = new FailureGroupRequest(1, fingerprint);
        var found = await store.Failures.ListGroupsAsync(request, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : Group(found[0]);
    }

    public async Task<long> ExportAsync(
        Stream destination, JobOperationFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (filter?.State is { } state and not JobState.Failed)
        {
            throw new ArgumentException($"State {state} must be Failed or null: only failed jobs are exported.", nameof(filter));
        }

        FilterCheck.ThrowIf(filter is null ? null : FilterCheck.Problem(filter, "Make one export"), nameof(filter));
        var conditions = (filter ?? new JobOperationFilter()) with { State = null };
        return await FailureExport.WriteAsync(store.Failures, conditions, destination, cancellationToken).ConfigureAwait(false);
    }

    private static FailureGroup Group(StoredFailureGroup group) => new()
    {
        Fingerprint = group.Fingerprint,
        Title = group.ExampleError is { } error ? FailureFingerprint.Title(error) : group.Fingerprint,
        Count = group.Jobs,
        FirstAt = group.FirstAt,
        LastAt = group.LastAt,
        MutedUntil = group.MutedUntil,
        MutedBelow = group.MutedUntil is null ? null : group.MutedBelow,
        ExampleJobId = group.ExampleId,
        ExampleDefinitionId = group.ExampleDefinitionId,
        ExampleWorkerLane = group.ExampleLane,
    };
}
