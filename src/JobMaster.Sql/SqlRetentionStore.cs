using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Prunes a relational store. One transaction prunes finished jobs, then failed jobs, each with its dependent rows. Short transactions
/// after it prune keys whose time is over. A key without a time lives as long as its job, so a job whose key is locked by another
/// transaction stays until a later call.
/// </summary>
[Experimental("JM9001")]
public class SqlRetentionStore : IRetentionStore
{
    /// <summary>The most batches of keys that a call prunes. An app may store more keys than jobs.</summary>
    private const int KeyBatches = 100;

    private readonly SqlStoreParts parts;
    private readonly SqlStatement findOldFinished;
    private readonly SqlStatement pruneFinished;
    private readonly SqlStatement findOldFailed;
    private readonly SqlStatement pruneFailed;
    private readonly SqlStatement pruneGroups;
    private readonly SqlFailureCounts failures;
    private readonly SqlStatement pruneAttempts;
    private readonly SqlStatement pruneLog;
    private readonly SqlStatement pruneMetadata;
    private readonly SqlStatement dropJobKeys;
    private readonly SqlStatement findKeptKeys;
    private readonly SqlStatement dropRules;
    private readonly SqlStatement pruneKeys;
    private readonly SqlStatement pruneNames;

    /// <summary>Creates the pruning of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlRetentionStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        findOldFinished = parts.Statements["find_old_finished"];
        pruneFinished = parts.Statements["prune_finished"];
        findOldFailed = parts.Statements["find_old_failed"];
        pruneFailed = parts.Statements["prune_failed"];
        pruneGroups = parts.Statements["prune_failure_groups"];
        failures = new SqlFailureCounts(parts);
        pruneAttempts = parts.Statements["prune_attempts"];
        pruneLog = parts.Statements["prune_log"];
        pruneMetadata = parts.Statements["prune_metadata"];
        dropJobKeys = parts.Statements["drop_job_keys"];
        findKeptKeys = parts.Statements["find_kept_keys"];
        dropRules = parts.Statements["drop_rules"];
        pruneKeys = parts.Statements["prune_keys"];
        pruneNames = parts.Statements["prune_session_names"];
    }

    /// <inheritdoc/>
    public virtual async Task<int> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        int pruned = await parts.Runner.WriteAsync((commands, token) => PruneAsync(commands, request, token), cancellationToken)
            .ConfigureAwait(false);
        await PruneKeysAsync(request.Limit, cancellationToken).ConfigureAwait(false);
        await PruneNamesAsync(request, cancellationToken).ConfigureAwait(false);
        return pruned;
    }

    private async ValueTask<int> PruneAsync(SqlCommands commands, PruneRequest request, CancellationToken cancellationToken)
    {
        var old = await FindAsync(commands, findOldFinished, request.FinishedRetention, request.Limit, cancellationToken)
            .ConfigureAwait(false);
        if (old.Count > 0)
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(old));
            await commands.ExecuteAsync(pruneFinished, cancellationToken, ids).ConfigureAwait(false);
            await RemoveBelongingsAsync(commands, ids, cancellationToken).ConfigureAwait(false);
        }

        return old.Count + await PruneFailedAsync(
            commands, request with { Limit = request.Limit - old.Count }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prunes keys whose time is over, batch after batch, each in a transaction of its own.</summary>
    protected async Task PruneKeysAsync(int limit, CancellationToken cancellationToken)
    {
        int batch = Math.Max(limit, 1);
        int removed = batch;
        for (int step = 0; step < KeyBatches && removed >= batch; step++)
        {
            removed = await parts.Runner.WriteOneAsync(
                (commands, token) => commands.ExecuteAsync(pruneKeys, token, SqlArgument.Number("limit", batch), parts.Now()),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Prunes the names of sessions that ended longer ago than the longest retention of jobs.</summary>
    protected async Task PruneNamesAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var retention = request.FinishedRetention > request.FailedRetention ? request.FinishedRetention : request.FailedRetention;
        await parts.Runner.WriteOneAsync(
            (commands, token) => commands.ExecuteAsync(
                pruneNames, token, SqlArgument.Interval("retention", retention), SqlArgument.Number("limit", Math.Max(request.Limit, 1)),
                parts.Now()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Prunes failed jobs and their dependent rows.</summary>
    protected async ValueTask<int> PruneFailedAsync(SqlCommands commands, PruneRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(request);
        await commands.ExecuteAsync(
            pruneGroups, cancellationToken, SqlArgument.Interval("retention", request.FailedRetention),
            SqlArgument.Number("limit", request.Limit), parts.Now()).ConfigureAwait(false);
        var old = await FindAsync(commands, findOldFailed, request.FailedRetention, request.Limit, cancellationToken)
            .ConfigureAwait(false);
        if (old.Count > 0)
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(old));
            await failures.RemovedAsync(commands, ids, cancellationToken).ConfigureAwait(false);
            await commands.ExecuteAsync(pruneFailed, cancellationToken, ids).ConfigureAwait(false);
            await RemoveBelongingsAsync(commands, ids, cancellationToken).ConfigureAwait(false);
        }

        return old.Count;
    }

    /// <summary>Finds jobs past their retention and frees their keys. Leaves out those whose keys are locked.</summary>
    private async ValueTask<List<Guid>> FindAsync(
        SqlCommands commands, SqlStatement find, TimeSpan retention, int limit, CancellationToken cancellationToken)
    {
        var old = await commands.QueryAsync(
            find, parts.Dialect.SoleId, cancellationToken, SqlArgument.Interval("retention", retention),
            SqlArgument.Number("limit", limit), parts.Now()).ConfigureAwait(false);
        if (old.Count == 0)
        {
            return old;
        }

        var ids = SqlArgument.Json("ids", JsonRows.Ids(old));
        await commands.ExecuteAsync(dropJobKeys, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
        if (parts.Dialect.SkipsLockedJobs)
        {
            var kept = await commands.QueryAsync(findKeptKeys, parts.Dialect.SoleId, cancellationToken, ids, parts.Now())
                .ConfigureAwait(false);
            old.RemoveAll(new HashSet<Guid>(kept).Contains);
        }

        return old;
    }

    private async ValueTask RemoveBelongingsAsync(SqlCommands commands, SqlArgument ids, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(pruneAttempts, cancellationToken, ids).ConfigureAwait(false);
        await commands.ExecuteAsync(pruneLog, cancellationToken, ids).ConfigureAwait(false);
        await commands.ExecuteAsync(pruneMetadata, cancellationToken, ids).ConfigureAwait(false);
        await commands.ExecuteAsync(dropRules, cancellationToken, ids).ConfigureAwait(false);
    }
}
