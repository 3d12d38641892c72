using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Cancels within one transaction: lock the jobs in the order of their ids, move what waits to history, mark what runs, look up what is
/// final. Where writers run side by side it does so once more for what it did not find: a job that failed and was replayed meanwhile
/// was in neither place when that was read.
/// </summary>
internal sealed class SqlJobCancel
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement cancelWaiting;
    private readonly SqlStatement? removeJobs;
    private readonly SqlStatement? lockJobs;
    private readonly SqlStatement cancelRunning;
    private readonly SqlStatement readFinal;
    private readonly Func<DbDataReader, Guid> readId;

    public SqlJobCancel(SqlStoreParts parts)
    {
        this.parts = parts;
        cancelWaiting = parts.Statements["cancel_waiting"];
        removeJobs = parts.Removal("remove_jobs");
        lockJobs = parts.Dialect.SkipsLockedJobs ? parts.Statements["lock_jobs"] : null;
        cancelRunning = parts.Statements["cancel_running"];
        readFinal = parts.Statements["read_final"];
        readId = parts.Dialect.SoleId;
    }

    public async ValueTask<IReadOnlyList<CancelResult>> RunAsync(SqlCommands commands, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Guid, CancelResult>();
        int rounds = lockJobs is null ? 1 : 2;
        for (int round = 0; round < rounds && Rest(ids, results) is { Count: > 0 } rest; round++)
        {
            if (lockJobs is not null)
            {
                await commands.ExecuteAsync(lockJobs, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(rest))).ConfigureAwait(false);
            }

            await PassAsync(commands, rest, results, cancellationToken).ConfigureAwait(false);
        }

        return [.. ids.Select(id => results.GetValueOrDefault(id, CancelResult.Unknown))];
    }

    private static List<Guid> Rest(IReadOnlyList<Guid> ids, Dictionary<Guid, CancelResult> results) => [.. ids.Where(id => !results.ContainsKey(id))];

    private async ValueTask PassAsync(SqlCommands commands, IReadOnlyList<Guid> ids, Dictionary<Guid, CancelResult> results, CancellationToken cancellationToken)
    {
        var cancelled = await commands.QueryAsync(cancelWaiting, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids)), parts.Now()).ConfigureAwait(false);
        Note(cancelled, CancelResult.Cancelled);
        if (cancelled.Count > 0 && removeJobs is not null)
        {
            await commands.ExecuteAsync(removeJobs, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(cancelled))).ConfigureAwait(false);
        }

        if (Rest(ids, results) is { Count: > 0 } rest)
        {
            Note(await commands.QueryAsync(cancelRunning, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(rest))).ConfigureAwait(false), CancelResult.StopRequested);
        }

        if (Rest(ids, results) is { Count: > 0 } last)
        {
            Note(await commands.QueryAsync(readFinal, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(last))).ConfigureAwait(false), CancelResult.AlreadyFinal);
        }

        void Note(List<Guid> found, CancelResult result)
        {
            foreach (var id in found)
            {
                results[id] = result;
            }
        }
    }
}
