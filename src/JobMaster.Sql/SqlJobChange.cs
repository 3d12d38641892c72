using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Changes waiting jobs in one transaction. It locks them in id order, writes those that differ from the change, and files the change in
/// the audit. No worker claims a locked job, and a running job stays as it is.
/// </summary>
internal sealed class SqlJobChange
{
    /// <summary>How long to wait for a transaction that holds one of the jobs.</summary>
    private const string Patience = "3s";

    private readonly SqlStoreParts parts;
    private readonly SqlAudit audit;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlStatement holdChanging;
    private readonly SqlStatement readHeld;
    private readonly SqlStatement changeJobs;
    private readonly SqlStatement hastenJobs;
    private readonly SqlStatement rereadJobs;
    private readonly SqlStatement readFinal;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, ChangingJob> readChanging;
    private readonly Func<DbDataReader, StoredJob> readStored;
    private readonly SqlLimits limits;
    private readonly Func<DbDataReader, (Guid Id, JobQueue Queue, DateTimeOffset DueAt, string? Limits)> readChanged;

    public SqlJobChange(SqlStoreParts parts)
    {
        this.parts = parts;
        audit = new SqlAudit(parts);
        limitWaiting = parts.Dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        holdChanging = parts.Statements["hold_changing"];
        readHeld = parts.Statements["read_held"];
        changeJobs = parts.Statements["change_jobs"];
        hastenJobs = parts.Statements["hasten_jobs"];
        rereadJobs = parts.Statements["reread_jobs"];
        readFinal = parts.Statements["read_final"];
        readId = parts.Dialect.SoleId;
        readChanging = reader => ChangingJob.Read(parts.Dialect, reader);
        readStored = new JobRow(parts.Dialect).ReadStored;
        limits = new SqlLimits(parts);
        readChanged = reader => (
            parts.Dialect.ReadId(reader, 0), reader.Queue(1), parts.Dialect.ReadTime(reader, 3), reader.Text(4));
    }

    /// <param name="commands">The connection's commands, within the transaction.</param>
    /// <param name="ids">The jobs.</param>
    /// <param name="change">The change.</param>
    /// <param name="by">The operator, for the audit.</param>
    /// <param name="limitsWaiting">Whether to limit how long the transaction waits for a row; never in a caller's own.</param>
    /// <param name="arrived">Receives the queues in which jobs now wait.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<IReadOnlyList<JobChangeResult>> RunAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, StoredJobChange change, AuditOrigin by, bool limitsWaiting,
        Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        if (limitsWaiting && limitWaiting is not null)
        {
            await commands.ExecuteAsync(limitWaiting, cancellationToken, SqlArgument.Text("patience", Patience)).ConfigureAwait(false);
        }

        var held = await commands.QueryAsync(
            holdChanging, readChanging, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids)), parts.Now()).ConfigureAwait(false);
        var results = await ApplyAsync(commands, held, change, by, arrived, cancellationToken).ConfigureAwait(false);
        var rest = ids.Where(id => !results.ContainsKey(id)).ToList();
        if (rest.Count > 0)
        {
            foreach (var id in await commands.QueryAsync(
                readFinal, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(rest))).ConfigureAwait(false))
            {
                results[id] = JobChangeResult.Final;
            }
        }

        return [.. ids.Select(id => results.GetValueOrDefault(id, JobChangeResult.Unknown))];
    }

    /// <summary>Changes jobs that this transaction holds.</summary>
    public async ValueTask<Dictionary<Guid, JobChangeResult>> ApplyAsync(
        SqlCommands commands, IReadOnlyList<ChangingJob> held, StoredJobChange change, AuditOrigin by,
        Action<JobQueue, DateTimeOffset> arrived, CancellationToken cancellationToken)
    {
        var results = held.ToDictionary(job => job.Id, job => Decide(job, change));
        var changeable = held.Where(job => results[job.Id] is JobChangeResult.Changed or JobChangeResult.Unchanged);
        foreach (var job in change.Revision is null ? [] : changeable.ToList())
        {
            var stored = await commands.QueryAsync(
                readHeld, readStored, cancellationToken, SqlArgument.Id("id", job.Id), parts.Now()).ConfigureAwait(false);
            results[job.Id] = stored[0].Revision() == change.Revision ? results[job.Id] : JobChangeResult.Stale;
        }

        var wanted = held.Where(job => results[job.Id] == JobChangeResult.Changed).ToList();
        if (wanted.Count > 0)
        {
            var changed = await WriteAsync(
                commands, SqlArgument.Json("ids", JsonRows.Ids(wanted.Select(job => job.Id))), change, cancellationToken)
                .ConfigureAwait(false);
            changed.ForEach(job => arrived(job.Queue, job.DueAt));
            List<LimitedJob> limited = [
                .. changed.Where(static job => job.Limits is not null).Select(static job => new LimitedJob(job.Id, job.Limits!))];
            await limits.GateAsync(commands, limited, mayWait: true, cancellationToken).ConfigureAwait(false);
            await audit.FileAsync(
                commands,
                [.. wanted.Select(job => job.Values.Changed(by, job.Id, job.Values.With(change, job.Now), change.ChangesPayload))],
                cancellationToken).ConfigureAwait(false);
        }

        return results;
    }

    private static JobChangeResult Decide(ChangingJob job, StoredJobChange change) =>
        job.IsRunning ? JobChangeResult.Running
        : job.IsOnAgent && !change.IsOfTimeOnly ? JobChangeResult.OnAgent
        : change.ChangesPayload || job.Values.With(change, job.Now) != job.Values ? JobChangeResult.Changed
        : JobChangeResult.Unchanged;

    private async ValueTask<List<(Guid Id, JobQueue Queue, DateTimeOffset DueAt, string? Limits)>> WriteAsync(
        SqlCommands commands, SqlArgument ids, StoredJobChange change, CancellationToken cancellationToken)
    {
        if (change.IsDueNow)
        {
            await commands.ExecuteAsync(hastenJobs, cancellationToken, ids, parts.Now()).ConfigureAwait(false);
        }

        if (change.ChangesPayload)
        {
            await commands.ExecuteAsync(rereadJobs, cancellationToken, ids).ConfigureAwait(false);
        }

        return await commands.QueryAsync(
            changeJobs,
            readChanged,
            cancellationToken,
            ids,
            new SqlArgument("priority", SqlArgumentKind.Number, change.Priority is { } priority ? (long)priority : null),
            SqlArgument.Text("lane", StoredText.Clean(change.Lane)),
            SqlArgument.Time("due_at", change.DueAt),
            SqlArgument.Flag("changes_expiry", change.ChangesExpiry),
            SqlArgument.Time("expires_at", change.ExpiresAt),
            SqlArgument.Flag("changes_payload", change.ChangesPayload),
            SqlArgument.Text("payload", StoredText.Clean(change.Payload))).ConfigureAwait(false);
    }
}
