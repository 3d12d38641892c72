using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Moves failed jobs to history as cancelled, and back, within one transaction that holds them. The details of the failure go with the job;
/// its last attempt keeps the time of the failure.
/// </summary>
internal sealed class SqlJobDiscard
{
    private readonly SqlAudit audit;
    private readonly SqlFailureCounts failures;
    private readonly SqlStatement holdFailed;
    private readonly SqlStatement holdDiscarded;
    private readonly SqlStatement replayAttempts;
    private readonly SqlStatement discardFailed;
    private readonly SqlStatement removeFailed;
    private readonly SqlStatement restoreDiscarded;
    private readonly SqlStatement removeDiscarded;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly SqlStoreParts parts;

    public SqlJobDiscard(SqlStoreParts parts)
    {
        this.parts = parts;
        audit = new SqlAudit(parts);
        failures = new SqlFailureCounts(parts);
        holdFailed = parts.Statements["hold_failed"];
        holdDiscarded = parts.Statements["hold_discarded"];
        replayAttempts = parts.Statements["replay_attempts"];
        discardFailed = parts.Statements["discard_failed"];
        removeFailed = parts.Statements["remove_failed"];
        restoreDiscarded = parts.Statements["restore_discarded"];
        removeDiscarded = parts.Statements["remove_discarded"];
        readId = parts.Dialect.SoleId;
    }

    public async ValueTask<List<Guid>> DiscardAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken)
    {
        var held = await commands.QueryAsync(holdFailed, readId, cancellationToken, Ids(ids)).ConfigureAwait(false);
        await DiscardHeldAsync(commands, held, by, cancellationToken).ConfigureAwait(false);
        return held;
    }

    public async ValueTask<List<Guid>> RestoreAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, AuditOrigin by, CancellationToken cancellationToken)
    {
        var held = await commands.QueryAsync(holdDiscarded, readId, cancellationToken, Ids(ids)).ConfigureAwait(false);
        await RestoreHeldAsync(commands, held, by, cancellationToken).ConfigureAwait(false);
        return held;
    }

    /// <summary>Discards failed jobs that this transaction holds.</summary>
    public async ValueTask DiscardHeldAsync(
        SqlCommands commands, List<Guid> held, AuditOrigin by, CancellationToken cancellationToken)
    {
        if (held.Count == 0)
        {
            return;
        }

        var ids = Ids(held);
        await commands.ExecuteAsync(replayAttempts, cancellationToken, ids, SqlArgument.Flag("keeps_payload", false)).ConfigureAwait(false);
        await failures.RemovedAsync(commands, ids, cancellationToken).ConfigureAwait(false);
        await commands.QueryAsync(discardFailed, readId, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
        await commands.ExecuteAsync(removeFailed, cancellationToken, ids).ConfigureAwait(false);
        await audit.FileAsync(commands, held.ConvertAll(id => JobAudit.Discarded(by, id)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores discarded jobs that this transaction holds.</summary>
    public async ValueTask RestoreHeldAsync(
        SqlCommands commands, List<Guid> held, AuditOrigin by, CancellationToken cancellationToken)
    {
        if (held.Count == 0)
        {
            return;
        }

        var ids = Ids(held);
        await commands.QueryAsync(restoreDiscarded, readId, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
        await commands.ExecuteAsync(removeDiscarded, cancellationToken, ids).ConfigureAwait(false);
        await failures.AddedAsync(commands, held, cancellationToken).ConfigureAwait(false);
        await audit.FileAsync(commands, held.ConvertAll(id => JobAudit.Restored(by, id)), cancellationToken).ConfigureAwait(false);
    }

    private static SqlArgument Ids(IEnumerable<Guid> ids) => SqlArgument.Json("ids", JsonRows.Ids(ids));
}
