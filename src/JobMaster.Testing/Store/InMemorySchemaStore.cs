using JobMaster.Storage;

namespace JobMaster.Testing;

/// <summary>A schema with one version, so that start-up takes the same steps as with a database.</summary>
internal sealed class InMemorySchemaStore(InMemoryAccess access) : ISchemaStore
{
    private static readonly Migration Only = new(1, "Begin", "-- Nothing to run: this store lives in memory.");

    public (int Oldest, int Newest) SupportedVersions => (Only.Version, Only.Version);

    public Task<int> ReadVersionAsync(CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => state.SchemaVersion, cancellationToken);

    public IReadOnlyList<Migration> MigrationsAfter(int version) => version < Only.Version ? [Only] : [];

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        access.RunAsync((state, _) => state.SchemaVersion = Only.Version, cancellationToken);

    public string Place => "in memory";

    public Task<string> OwnAsync(string clusterId, string? formerClusterId, CancellationToken cancellationToken) =>
        access.RunAsync(
            (state, _) => state.Owner = state.Owner is null || state.Owner == formerClusterId ? clusterId : state.Owner, cancellationToken);
}
