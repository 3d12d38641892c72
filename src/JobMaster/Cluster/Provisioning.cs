using JobMaster.Diagnostics;
using JobMaster.Storage;
using JobMaster.Values;
using Microsoft.Extensions.Logging;

namespace JobMaster.Cluster;

/// <summary>
/// Ensures that this library can use the master's schema: migrates it, or says which SQL to run. Also ensures that the tables belong
/// to this cluster.
/// </summary>
internal sealed class Provisioning(IMasterStore store, JobMasterClusterOptions options, ILogger logger)
{
    /// <exception cref="JobMasterStoreException">The store cannot be reached, or its schema is out of range.</exception>
    /// <exception cref="JobMasterConfigurationException">Its tables belong to another cluster.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MigrateAsync(cancellationToken).ConfigureAwait(false);
            await new ClusterOwnership(store, options, logger).CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or JobMasterException))
        {
            throw Unreachable(exception);
        }
    }

    /// <exception cref="JobMasterStoreException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<Migration>> FindPendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return store.Schema.MigrationsAfter(await store.Schema.ReadVersionAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or JobMasterException))
        {
            throw Unreachable(exception);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var version = await store.Schema.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        var (oldest, newest) = store.Schema.SupportedVersions;
        if (version > newest && version > 0 && !CanServe(version, newest))
        {
            throw new JobMasterStoreException(
                $"{store.Description} has schema version {version}; this version of JobMaster works with {oldest} to {newest + 1}. " +
                "Update the JobMaster packages of this app.");
        }

        var pending = store.Schema.MigrationsAfter(version);
        if (pending.Count == 0)
        {
            return;
        }

        if (options.AutoProvisionSqlSchema)
        {
            await store.Schema.MigrateAsync(cancellationToken).ConfigureAwait(false);
            foreach (var migration in pending)
            {
                Log.Migrated(logger, migration.Version, migration.Name, store.Description);
            }
        }
        else if (version < oldest)
        {
            throw new JobMasterStoreException(
                $"{store.Description} has schema version {version} and this version of JobMaster needs at least {oldest}; provisioning " +
                "is off. " +
                $"Run the {Counted.Of(pending.Count, "pending migration")} that IJobMasterCluster.GetPendingSqlAsync returns, then start " +
                "again.");
        }
    }

    private JobMasterStoreException Unreachable(Exception exception)
    {
        var words = store.Explain(exception)?.Message
            ?? $"{store.Description} cannot be used: {exception.Message.TrimEnd('.')}. Start the database, or correct the connection " +
                "string.";
        return new JobMasterStoreException(
            store.IsTransient(exception) && options.StartupFailure != StartupFailure.RetryInBackground
                ? $"{words} To start the app without it and try again in the background, set StartupFailure to RetryInBackground."
                : words, exception);
    }

    /// <summary>A schema one version newer still serves this library: each migration only expands what its predecessor uses.</summary>
    private static bool CanServe(int version, int newest) => version == newest + 1;
}
