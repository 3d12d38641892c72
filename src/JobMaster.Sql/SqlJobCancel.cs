using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Cancels within one transaction: holds the jobs in the order of their ids, moves waiting jobs to the history, marks running jobs, and
/// looks up final jobs. With concurrent writers it repeats this once for jobs it did not find: a job that failed and was replayed meanwhile
/// was not in either place when that place was read.
/// </summary>
internal sealed class SqlJobCancel
{
    /// <summary>How long to wait for a transaction that holds one of the jobs.</summary>
    private const string Patience = "3s";

    private readonly SqlStoreParts parts;
    private readonly SqlJobExit exit;
    private readonly SqlAudit audit;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlStatement holdJobs;
    private readonly SqlStatement holdChanging;
    private readonly SqlStatement cancelRunning;
    private readonly SqlStatement readFinal;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, ChangingJob> readHeld;
    private readonly Func<DbDataReader, ChangingJob> readChanging;

    public SqlJobCancel(SqlStoreParts parts, SqlJobExit exit)
    {
        (this.parts, this.exit) = (parts, exit);
        audit = new SqlAudit(parts);
        limitWaiting = parts.Dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        holdJobs = parts.Statements["hold_jobs"];
        holdChanging = parts.Statements["hold_changing"];
        cancelRunning = parts.Statements["cancel_running"];
        readFinal = parts.Statements["read_final"];
        readId = parts.Dialect.SoleId;
        readHeld = reader => new ChangingJob(
            new JobClaim(parts.Dialect.ReadId(reader, 0), reader.GetInt32(1)),
            reader.GetInt32(2) == StoredStates.Running, default, default, default, default, default);
        readChanging = reader => ChangingJob.Read(parts.Dialect, reader);
    }

    /// <param name="commands">The connection's commands, within the transaction.</param>
    /// <param name="ids">The jobs.</param>
    /// <param name="by">The operator, for the audit; null if there is none.</param>
    /// <param name="limitsWaiting">Whether to limit how long the transaction waits for a row; never in a caller's own.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<IReadOnlyList<CancelResult>> RunAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, AuditOrigin? by, bool limitsWaiting, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Guid, CancelResult>();
        if (limitsWaiting && limitWaiting is not null)
        {
            await commands.ExecuteAsync(limitWaiting, cancellationToken, SqlArgument.Text("patience", Patience)).ConfigureAwait(false);
        }

        int rounds = limitWaiting is null ? 1 : 2;
        for (int round = 0; round < rounds && Rest(ids, results) is { Count: > 0 } rest; round++)
        {
            await PassAsync(commands, rest, by, results, cancellationToken).ConfigureAwait(false);
        }

        return [.. ids.Select(id => results.GetValueOrDefault(id, CancelResult.Unknown))];
    }

    private static List<Guid> Rest(IReadOnlyList<Guid> ids, Dictionary<Guid, CancelResult> results) =>
        [.. ids.Where(id => !results.ContainsKey(id))];

    private async ValueTask PassAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, AuditOrigin? by, Dictionary<Guid, CancelResult> results,
        CancellationToken cancellationToken)
    {
        var held = await HoldAsync(commands, SqlArgument.Json("ids", JsonRows.Ids(ids)), by, cancellationToken).ConfigureAwait(false);
        foreach (var (id, result) in await ApplyAsync(commands, held, by, cancellationToken).ConfigureAwait(false))
        {
            results[id] = result;
        }

        if (Rest(ids, results) is { Count: > 0 } last)
        {
            foreach (var id in await commands.QueryAsync(
                readFinal, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(last))).ConfigureAwait(false))
            {
                results[id] = CancelResult.AlreadyFinal;
            }
        }
    }

    /// <summary>Cancels jobs that this transaction holds, or asks them to stop. Returns the result of each.</summary>
    public async ValueTask<Dictionary<Guid, CancelResult>> ApplyAsync(
        SqlCommands commands, List<ChangingJob> held, AuditOrigin? by, CancellationToken cancellationToken)
    {
        var results = new Dictionary<Guid, CancelResult>();
        var waiting = held.Where(job => !job.IsRunning).Select(job => job.Claim).ToList();
        if (waiting.Count > 0)
        {
            var left = await exit.CancelAsync(commands, waiting, error: null, cancellationToken).ConfigureAwait(false);
            Note(left.Select(static job => job.Id), CancelResult.Cancelled);
            await FileAsync(commands, by, held, left, cancellationToken).ConfigureAwait(false);
        }

        if (waiting.Count < held.Count)
        {
            var running = JsonRows.Ids(held.Where(job => job.IsRunning).Select(job => job.Claim.JobId));
            var asked = await commands.QueryAsync(cancelRunning, readId, cancellationToken, SqlArgument.Json("ids", running))
                .ConfigureAwait(false);
            Note(asked, CancelResult.StopRequested);
            await FileAsync(commands, by, held, asked, cancellationToken).ConfigureAwait(false);
        }

        return results;

        void Note(IEnumerable<Guid> found, CancelResult result)
        {
            foreach (var id in found)
            {
                results[id] = result;
            }
        }
    }

    private ValueTask<List<ChangingJob>> HoldAsync(
        SqlCommands commands, SqlArgument ids, AuditOrigin? by, CancellationToken cancellationToken) =>
        by is null
            ? commands.QueryAsync(holdJobs, readHeld, cancellationToken, ids, SqlArgument.Text("patience", null))
            : commands.QueryAsync(holdChanging, readChanging, cancellationToken, ids, parts.Now());

    private ValueTask FileAsync(
        SqlCommands commands, AuditOrigin? by, List<ChangingJob> held, List<MovedJob> left, CancellationToken cancellationToken)
    {
        if (by is null)
        {
            return ValueTask.CompletedTask;
        }

        var states = held.ToDictionary(job => job.Claim.JobId, job => job.State);
        return audit.FileAsync(commands, left.ConvertAll(job => JobAudit.Cancelled(by, job.Id, states[job.Id])), cancellationToken);
    }

    /// <summary>Files the cancels. A job that had been asked to stop before is not filed again.</summary>
    private ValueTask FileAsync(
        SqlCommands commands, AuditOrigin? by, List<ChangingJob> held, List<Guid> asked, CancellationToken cancellationToken)
    {
        if (by is null)
        {
            return ValueTask.CompletedTask;
        }

        var before = held.Where(job => job.IsAsked).Select(job => job.Claim.JobId).ToHashSet();
        return audit.FileAsync(
            commands, [.. asked.Where(id => !before.Contains(id)).Select(id => JobAudit.StopRequested(by, id))], cancellationToken);
    }
}
