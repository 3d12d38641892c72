using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Makes failed jobs live again within one transaction: holds them, takes their unique keys again, stores the attempt that was part of the
/// job, copies the job back, deletes the failed one.
/// </summary>
internal sealed class SqlJobReplay
{
    private readonly SqlJobEntry entry;
    private readonly SqlAudit audit;
    private readonly SqlJobKeys keys;
    private readonly PatientKeys patient;
    private readonly SqlStatement holdFailed;
    private readonly SqlStatement replayAttempts;
    private readonly SqlStatement changeReplayed;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly SqlLimits limits;
    private readonly Func<DbDataReader, (Guid Id, JobQueue Queue, DateTimeOffset DueAt, string? Limits)> readChanged;

    public SqlJobReplay(SqlStoreParts parts, SqlJobEntry entry)
    {
        this.entry = entry;
        audit = new SqlAudit(parts);
        keys = new SqlJobKeys(parts);
        patient = new PatientKeys(parts, keys);
        holdFailed = parts.Statements["hold_failed"];
        replayAttempts = parts.Statements["replay_attempts"];
        changeReplayed = parts.Statements["change_replayed"];
        readId = parts.Dialect.SoleId;
        limits = new SqlLimits(parts);
        readChanged = reader => (
            parts.Dialect.ReadId(reader, 0), reader.Queue(1), parts.Dialect.ReadTime(reader, 3), reader.Text(4));
    }

    public async ValueTask<IReadOnlyList<ReplayResult>> RunAsync(
        SqlCommands commands, IReadOnlyList<Guid> ids, AuditOrigin? by, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken, StoredReplay? change = null, bool limitsWaiting = true)
    {
        // The first statement stored no attempt of a job that fails only now, so the second must not move that job.
        var held = await commands.QueryAsync(holdFailed, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids)))
            .ConfigureAwait(false);
        var sent = ids.Distinct().ToList();
        var inOrder = held.Count < 2 ? held : [.. sent.Where(held.ToHashSet().Contains)];
        var results = await ApplyAsync(commands, inOrder, by, arrived, cancellationToken, change, limitsWaiting).ConfigureAwait(false);
        return sent.ConvertAll(id => results.TryGetValue(id, out var result) ? result : new ReplayResult(id, ReplayKind.NotFailed));
    }

    /// <summary>Replays failed jobs that this transaction holds; returns a result for each.</summary>
    public async ValueTask<Dictionary<Guid, ReplayResult>> ApplyAsync(
        SqlCommands commands, IReadOnlyList<Guid> held, AuditOrigin? by, Action<JobQueue, DateTimeOffset> arrived,
        CancellationToken cancellationToken, StoredReplay? change = null, bool limitsWaiting = true)
    {
        var results = await TakeKeysAsync(commands, held, limitsWaiting, cancellationToken).ConfigureAwait(false);
        var free = held.Where(id => !results.ContainsKey(id)).ToList();
        if (free.Count == 0)
        {
            return results;
        }

        var sent = SqlArgument.Json("ids", JsonRows.Ids(free));
        await commands.ExecuteAsync(
            replayAttempts, cancellationToken, sent, SqlArgument.Flag("keeps_payload", change?.ChangesPayload == true))
            .ConfigureAwait(false);
        var replayed = await entry.ReplayAsync(commands, sent, cancellationToken).ConfigureAwait(false);
        if (change is not null)
        {
            var changed = await ChangeAsync(commands, sent, change, cancellationToken).ConfigureAwait(false);
            List<LimitedJob> limited = [
                .. changed.Where(static job => job.Limits is not null).Select(static job => new LimitedJob(job.Id, job.Limits!))];
            await limits.GateAsync(commands, limited, mayWait: true, cancellationToken).ConfigureAwait(false);
            replayed = changed.ConvertAll(static job => (job.Id, job.Queue, job.DueAt));
        }

        foreach (var job in replayed)
        {
            arrived(job.Queue, job.DueAt);
            results[job.Id] = new ReplayResult(job.Id, ReplayKind.Replayed);
        }

        if (by is not null)
        {
            await audit.FileAsync(commands, replayed.ConvertAll(job => JobAudit.Replayed(by, job.Id, change)), cancellationToken)
                .ConfigureAwait(false);
        }

        return results;
    }

    private ValueTask<List<(Guid Id, JobQueue Queue, DateTimeOffset DueAt, string? Limits)>> ChangeAsync(
        SqlCommands commands, SqlArgument ids, StoredReplay change, CancellationToken cancellationToken) => commands.QueryAsync(
        changeReplayed,
        readChanged,
        cancellationToken,
        ids,
        SqlArgument.Text("lane", StoredText.Clean(change.Lane)),
        new SqlArgument("priority", SqlArgumentKind.Number, change.Priority is { } priority ? (long)priority : null),
        SqlArgument.Text("definition", StoredText.Clean(change.DefinitionId)),
        SqlArgument.Flag("changes_payload", change.ChangesPayload),
        SqlArgument.Text("payload", StoredText.Clean(change.Payload)));

    /// <summary>Takes the unique keys of the jobs that have one; the first sent comes first. Returns jobs whose key is held.</summary>
    private async ValueTask<Dictionary<Guid, ReplayResult>> TakeKeysAsync(
        SqlCommands commands, IReadOnlyList<Guid> held, bool limitsWaiting, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<Guid, ReplayResult>();
        var wishes = held.Count == 0
            ? []
            : await keys.OfReplayedAsync(commands, SqlArgument.Json("ids", JsonRows.Ids(held)), cancellationToken).ConfigureAwait(false);
        if (wishes.Count == 0)
        {
            return refused;
        }

        var places = held.Index().ToDictionary(id => id.Item, id => id.Index);
        var byKey = wishes.OrderBy(wish => places[wish.JobId]).GroupBy(wish => wish.Key, StringComparer.Ordinal).ToList();
        var firsts = byKey.ConvertAll(group => group.First());
        var holders = limitsWaiting
            ? await patient.TakeAsync(commands, firsts, cancellationToken).ConfigureAwait(false)
            : (await keys.TakeAsync(commands, firsts, patience: null, cancellationToken).ConfigureAwait(false))
                .ToDictionary(held => held.Key, held => (Guid?)held.Value.JobId);
        foreach (var group in byKey)
        {
            bool isHeld = holders.TryGetValue(group.First().JobId, out var holder);
            foreach (var wish in isHeld ? group : group.Skip(1))
            {
                refused[wish.JobId] = new ReplayResult(wish.JobId, ReplayKind.KeyHeld, isHeld ? holder : group.First().JobId);
            }
        }

        return refused;
    }
}
