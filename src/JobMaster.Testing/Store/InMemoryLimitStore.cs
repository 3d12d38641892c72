using JobMaster.Storage;

namespace JobMaster.Testing;

internal sealed class InMemoryLimitStore : ILimitStore
{
    public Action<IReadOnlyCollection<string>>? Touched { get; set; }

    public Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredLimit>>([]);

    public Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    public Task<LimitPass> PassAsync(string key, int most, IReadOnlyCollection<string> paused, CancellationToken cancellationToken) =>
        Task.FromResult(new LimitPass(0, [], [], false, null));

    public Task RestAsync(string key, TimeSpan rest, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> ShutAsync(string lane, int most, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<string>> ListShutAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<bool> ReopenAsync(string lane, int most, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<LimitsDue> OpenDueAsync(int most, CancellationToken cancellationToken) => Task.FromResult(new LimitsDue([], false, null));

    public Task<IReadOnlyList<LimitUse>> ListGatesAsync(string after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LimitUse>>([]);

    public Task<long> RecountAsync(string key, CancellationToken cancellationToken) => Task.FromResult(0L);
}
