using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Prunes a relational store within one transaction: finished jobs, then failed ones, then what belongs to those removed, and keys whose
/// time is over. A key without a time lives as long as its job.
/// </summary>
[Experimental("JM9001")]
public class SqlRetentionStore : IRetentionStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement pruneFinished;
    private readonly SqlStatement findOldFailed;
    private readonly SqlStatement pruneFailed;
    private readonly SqlStatement pruneGroups;
    private readonly SqlFailureCounts failures;
    private readonly SqlStatement pruneAttempts;
    private readonly SqlStatement pruneLog;
    private readonly SqlStatement pruneMetadata;
    private readonly SqlStatement dropJobKeys;
    private readonly SqlStatement dropRules;
    private readonly SqlStatement pruneKeys;
    private readonly Func<DbDataReader, (Guid Id, string? Key)> readPruned;

    /// <summary>Creates the pruning of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    public SqlRetentionStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        pruneFinished = parts.Statements["prune_finished"];
        findOldFailed = parts.Statements["find_old_failed"];
        pruneFailed = parts.Statements["prune_failed"];
        pruneGroups = parts.Statements["prune_failure_groups"];
        failures = new SqlFailureCounts(parts);
        pruneAttempts = parts.Statements["prune_attempts"];
        pruneLog = parts.Statements["prune_log"];
        pruneMetadata = parts.Statements["prune_metadata"];
        dropJobKeys = parts.Statements["drop_job_keys"];
        dropRules = parts.Statements["drop_rules"];
        pruneKeys = parts.Statements["prune_keys"];
        readPruned = reader => (parts.Dialect.ReadId(reader, 0), reader.Text(1));
    }

    /// <inheritdoc/>
    public virtual Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return parts.Runner.WriteAsync((commands, token) => PruneAsync(commands, request, token), cancellationToken);
    }

    private async ValueTask<int> PruneAsync(SqlCommands commands, PruneRequest request, CancellationToken cancellationToken)
    {
        var finished = await commands.QueryAsync(
            pruneFinished, readPruned, cancellationToken, SqlArgument.Interval("retention", request.FinishedRetention),
            SqlArgument.Number("limit", request.Limit), parts.Now())
            .ConfigureAwait(false);
        await RemoveBelongingsAsync(commands, finished, cancellationToken).ConfigureAwait(false);
        await PruneKeysAsync(commands, request.Limit, cancellationToken).ConfigureAwait(false);
        return finished.Count + await PruneFailedAsync(
            commands, request with { Limit = request.Limit - finished.Count }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prunes keys whose time is over; returns how many.</summary>
    protected ValueTask<int> PruneKeysAsync(SqlCommands commands, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return commands.ExecuteAsync(pruneKeys, cancellationToken, SqlArgument.Number("limit", limit), parts.Now());
    }

    /// <summary>Prunes failed jobs only, and what belongs to them.</summary>
    protected async ValueTask<int> PruneFailedAsync(SqlCommands commands, PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(request);
        var retention = SqlArgument.Interval("retention", request.FailedRetention);
        await commands.ExecuteAsync(pruneGroups, cancellationToken, retention, parts.Now()).ConfigureAwait(false);
        var old = await commands.QueryAsync(
            findOldFailed, parts.Dialect.SoleId, cancellationToken, retention, SqlArgument.Number("limit", request.Limit), parts.Now())
            .ConfigureAwait(false);
        if (old.Count == 0)
        {
            return 0;
        }

        var ids = SqlArgument.Json("ids", JsonRows.Ids(old));
        await failures.RemovedAsync(commands, ids, cancellationToken).ConfigureAwait(false);
        var failed = await commands.QueryAsync(pruneFailed, readPruned, cancellationToken, ids).ConfigureAwait(false);
        await RemoveBelongingsAsync(commands, failed, cancellationToken).ConfigureAwait(false);
        return failed.Count;
    }

    private async ValueTask RemoveBelongingsAsync(
        SqlCommands commands, List<(Guid Id, string? Key)> pruned, CancellationToken cancellationToken)
    {
        if (pruned.Count == 0)
        {
            return;
        }

        var ids = SqlArgument.Json("ids", JsonRows.Ids(pruned.Select(job => job.Id)));
        await commands.ExecuteAsync(pruneAttempts, cancellationToken, ids).ConfigureAwait(false);
        await commands.ExecuteAsync(pruneLog, cancellationToken, ids).ConfigureAwait(false);
        await commands.ExecuteAsync(pruneMetadata, cancellationToken, ids).ConfigureAwait(false);
        var unique = await commands.QueryAsync(dropRules, parts.Dialect.SoleId, cancellationToken, ids).ConfigureAwait(false);
        var keyed = pruned.Where(job => job.Key is not null).Select(job => job.Id).Union(unique).ToList();
        if (keyed.Count > 0)
        {
            var owners = SqlArgument.Json("ids", JsonRows.Ids(keyed));
            await commands.ExecuteAsync(dropJobKeys, cancellationToken, owners, parts.Now()).ConfigureAwait(false);
        }
    }
}
