using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Cancels within one transaction: hold the jobs in the order of their ids, move what waits to history, mark what runs, look up what is
/// final. Where writers run side by side it does so once more for what it did not find: a job that failed and was replayed meanwhile
/// was in neither place when that was read.
/// </summary>
internal sealed class SqlJobCancel
{
    /// <summary>How long to wait for a transaction that holds one of the jobs.</summary>
    private const string Patience = "3s";

    private readonly SqlJobExit exit;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlStatement holdJobs;
    private readonly SqlStatement cancelRunning;
    private readonly SqlStatement readFinal;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, (JobClaim Claim, bool IsRunning)> readHeld;

    public SqlJobCancel(SqlStoreParts parts, SqlJobExit exit)
    {
        this.exit = exit;
        limitWaiting = parts.Dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        holdJobs = parts.Statements["hold_jobs"];
        cancelRunning = parts.Statements["cancel_running"];
        readFinal = parts.Statements["read_final"];
        readId = parts.Dialect.SoleId;
        readHeld = reader =>
            (new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1)), reader.GetInt32(2) == StoredStates.Running);
    }

    public async ValueTask<IReadOnlyList<CancelResult>> RunAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Guid, CancelResult>();
        if (limitWaiting is not null)
        {
            await commands.ExecuteAsync(limitWaiting, cancellationToken, SqlArgument.Text("patience", Patience)).ConfigureAwait(false);
        }

        int rounds = limitWaiting is null ? 1 : 2;
        for (int round = 0; round < rounds && Rest(ids, results) is { Count: > 0 } rest; round++)
        {
            await PassAsync(commands, rest, results, cancellationToken).ConfigureAwait(false);
        }

        return [.. ids.Select(id => results.GetValueOrDefault(id, CancelResult.Unknown))];
    }

    private static List<Guid> Rest(IReadOnlyList<Guid> ids, Dictionary<Guid, CancelResult> results) =>
        [.. ids.Where(id => !results.ContainsKey(id))];

    private async ValueTask PassAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, Dictionary<Guid, CancelResult> results, CancellationToken cancellationToken)
    {
        var held = await commands.QueryAsync(
            holdJobs, readHeld, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids))).ConfigureAwait(false);
        var waiting = held.Where(job => !job.IsRunning).Select(job => job.Claim).ToList();
        if (waiting.Count > 0)
        {
            var left = await exit.CancelAsync(commands, waiting, error: null, cancellationToken).ConfigureAwait(false);
            Note(left.Select(job => job.JobId), CancelResult.Cancelled);
        }

        if (waiting.Count < held.Count)
        {
            var running = JsonRows.Ids(held.Where(job => job.IsRunning).Select(job => job.Claim.JobId));
            Note(
                await commands.QueryAsync(cancelRunning, readId, cancellationToken, SqlArgument.Json("ids", running)).ConfigureAwait(false),
                CancelResult.StopRequested);
        }

        if (Rest(ids, results) is { Count: > 0 } last)
        {
            Note(
                await commands.QueryAsync(
                    readFinal, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(last))).ConfigureAwait(false),
                CancelResult.AlreadyFinal);
        }

        void Note(IEnumerable<Guid> found, CancelResult result)
        {
            foreach (var id in found)
            {
                results[id] = result;
            }
        }
    }
}
