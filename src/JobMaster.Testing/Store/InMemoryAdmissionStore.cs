using JobMaster.Storage;

namespace JobMaster.Testing;

internal sealed class InMemoryAdmissionStore(InMemoryAccess access) : IAdmissionStore
{
    public Task<IReadOnlyList<AdmitResult>> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken) =>
        access.RunAsync<IReadOnlyList<AdmitResult>>(
            (state, now) => [.. request.Jobs.Select(job => AdmitJobs.Run(state, now, request, job))], cancellationToken);

    public Task<bool> StorePlaceholderAsync(Guid id, DateTimeOffset dueAt, AuditOrigin? by, CancellationToken cancellationToken) =>
        access.RunAsync((state, now) => AdmitJobs.StorePlaceholder(state, now, id, dueAt, by), cancellationToken);
}
