using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Inserts a batch within one transaction: takes the keys, inserts the jobs, drops those that are already stored as final, and looks up
/// earlier jobs. The drop must be a separate statement: only a separate statement sees a finish that committed while the insert waited for
/// it.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobInsert
{
    /// <summary>
    /// How long an insert waits for a key or an id that another transaction holds. Other inserts of this library take milliseconds. Inserts
    /// that wait for a held key wait one after the other, so a longer wait of one delays all.
    /// </summary>
    private const string Patience = "100ms";

    private static readonly HashSet<Guid> NoneLost = [];

    private readonly SqlStoreParts parts;
    private readonly SqlJobEntry entry;
    private readonly SqlStatement? limitWaiting;
    private readonly ImpatientKeys? impatient;
    private readonly SqlJobKeys keys;
    private readonly SqlUniqueInsert unique;
    private readonly SqlStatement readStored;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, InsertedJob> readExisting;

    /// <summary>Creates the insert of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    /// <param name="entry">Makes jobs live.</param>
    public SqlJobInsert(SqlStoreParts parts, SqlJobEntry entry)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(entry);
        this.parts = parts;
        this.entry = entry;
        impatient = parts.Dialect.WaitsWholeSeconds ? new ImpatientKeys(parts) : null;
        keys = new SqlJobKeys(parts);
        unique = new SqlUniqueInsert(parts, keys);
        var dialect = parts.Dialect;
        limitWaiting = dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        readStored = parts.Statements["read_stored"];
        readId = dialect.SoleId;
        readExisting = reader =>
            new InsertedJob(dialect.ReadId(reader, 0), IsNew: false, dialect.ReadTime(reader, 1), dialect.ReadTime(reader, 2));
    }

    /// <summary>Whether the insert needs only one statement that writes.</summary>
    internal bool IsOneStatement(IReadOnlyList<NewJob> jobs, bool mayBeStored)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return !mayBeStored && jobs.All(job => job.IdempotencyKey is null && job.Unique is null) && entry.IsOneStatement(jobs);
    }

    /// <summary>
    /// Waits, before a transaction begins, for keys of the jobs that another transaction holds. Does nothing if an insert itself can wait
    /// as briefly.
    /// </summary>
    internal Task WaitAsync(IReadOnlyList<NewJob> jobs, CancellationToken cancellationToken)
    {
        var wishes = impatient is null ? [] : jobs.SelectMany(KeysOf).ToList();
        return wishes.Count == 0 ? Task.CompletedTask : impatient!.WaitAsync(wishes, cancellationToken);
    }

    /// <summary>Inserts the jobs and returns a result for each.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="mayBeStored">Whether they may be stored already.</param>
    /// <param name="limitsWaiting">
    /// Whether to give up soon when another transaction holds a key or an id. Not in the caller's own transaction, whose settings
    /// do not change.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<IReadOnlyList<InsertedJob>> RunAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, bool mayBeStored, bool limitsWaiting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(jobs);
        var (answers, lost) = await InsertAsync(commands, jobs, mayBeStored, limitsWaiting, cancellationToken).ConfigureAwait(false);
        if (lost.Count == 0 || !await FreedAsync(commands, lost, cancellationToken).ConfigureAwait(false))
        {
            return answers;
        }

        var left = jobs.Where((_, at) => lost.Contains(answers[at].Id)).ToList();
        var (again, _) = await InsertAsync(commands, left, mayBeStored, limitsWaiting, cancellationToken).ConfigureAwait(false);
        var next = new Queue<InsertedJob>(again);
        return [.. answers.Select(answer => lost.Contains(answer.Id) ? next.Dequeue() : answer)];
    }

    /// <summary>Inserts the jobs. Returns a result for each, and the holders of keys that are not stored anywhere.</summary>
    private async ValueTask<(IReadOnlyList<InsertedJob> Answers, HashSet<Guid> Lost)> InsertAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, bool mayBeStored, bool limitsWaiting, CancellationToken cancellationToken)
    {
        var keyed = jobs.Where(job => job.IdempotencyKey is not null).Select(WishOf).ToList();
        bool isLimited = limitsWaiting && limitWaiting is not null && !IsOneStatement(jobs, mayBeStored);
        string? patience = isLimited ? Patience : null;
        bool hasUnique = HasUnique(jobs);
        if (patience is not null && keyed.Count == 0 && !hasUnique)
        {
            await commands.ExecuteAsync(limitWaiting!, cancellationToken, SqlArgument.Text("patience", patience)).ConfigureAwait(false);
        }

        var answers = keyed.Count == 0 && !hasUnique ? null : new KeyAnswers();
        if (keyed.Count > 0)
        {
            var holders = await keys.TakeAsync(commands, keyed, patience, cancellationToken).ConfigureAwait(false);
            keyed.RemoveAll(wish => holders.ContainsKey(wish.JobId));
            holders.ToList().ForEach(holder => answers!.Add(holder.Key, holder.Value.JobId));
            if (mayBeStored)
            {
                var others = holders.Where(holder => holder.Value.JobId != holder.Key).Select(holder => holder.Key).ToList();
                await AnswerStoredAsync(commands, others, answers!, cancellationToken).ConfigureAwait(false);
            }
        }

        var toInsert = answers is null or { IsEmpty: true } ? jobs : [.. jobs.Where(job => !answers.Has(job.Id))];
        var inserted = hasUnique
            ? await unique.RunAsync(
                new InsertCall(commands, answers!, mayBeStored, patience),
                toInsert,
                rows => entry.InsertAsync(commands, rows, mayBeStored, cancellationToken),
                cancellationToken).ConfigureAwait(false)
            : await entry.InsertAsync(commands, toInsert, mayBeStored, cancellationToken).ConfigureAwait(false);
        var fresh = keyed.Select(wish => wish.JobId).ToHashSet();
        if (inserted.Count == jobs.Count && IsSameOrder(jobs, inserted))
        {
            return (await MarkAsync(commands, jobs, inserted, fresh, patience, cancellationToken).ConfigureAwait(false), NoneLost);
        }

        await GiveBackAsync(commands, keyed, inserted, answers, patience, cancellationToken).ConfigureAwait(false);
        var (all, lost) = await AnswerAsync(commands, jobs, inserted, answers, cancellationToken).ConfigureAwait(false);
        return (await MarkAsync(commands, jobs, all, fresh, patience, cancellationToken).ConfigureAwait(false), lost);
    }

    /// <summary>
    /// Keeps the marks of calls whose keys were free, and says of the others whether their keys came with the same mark. A job that nothing
    /// but its own call can make needs no mark.
    /// </summary>
    private async ValueTask<IReadOnlyList<InsertedJob>> MarkAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, IReadOnlyList<InsertedJob> answers, HashSet<Guid> fresh, string? patience,
        CancellationToken cancellationToken)
    {
        var marks = new Dictionary<int, KeyWish>();
        for (int at = 0; at < jobs.Count; at++)
        {
            var (job, answer) = (jobs[at], answers[at]);
            if (job.IdempotencyMark is not null && !answer.IsRefused && (!answer.IsNew || job.Unique is not null)
                && StoredKey.OfCall(job) is { } mark)
            {
                marks[at] = new KeyWish(mark, answer.Id) { KeptFor = job.IdempotencyWindow, IsMark = true };
            }
        }

        if (marks.Count == 0)
        {
            return answers;
        }

        var taken = marks.Where(mark => fresh.Contains(jobs[mark.Key].Id)).Select(mark => mark.Value).ToList();
        var same = taken.ConvertAll(mark => mark.Key).ToHashSet(StringComparer.Ordinal);
        if (taken.Count > 0)
        {
            await keys.TakeAsync(commands, taken, patience, cancellationToken).ConfigureAwait(false);
        }

        var kept = marks.Values.Except(taken).ToList();
        if (kept.Count > 0)
        {
            same.UnionWith(await keys.HeldAsync(commands, kept, cancellationToken).ConfigureAwait(false));
        }

        return [.. answers.Select((answer, at) =>
            marks.TryGetValue(at, out var mark) && same.Contains(mark.Key) ? answer with { IsSameCall = true } : answer)];
    }

    /// <summary>
    /// Frees the keys of jobs that are not stored anywhere: they were pruned while an insert took a key for them. A key that is kept longer
    /// than its job stays. Looks for the jobs once more, because a replay may have moved one between two tables while they were read.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    private async ValueTask<bool> FreedAsync(SqlCommands commands, HashSet<Guid> ids, CancellationToken cancellationToken)
    {
        ids.ExceptWith((await ReadExistingAsync(commands, ids, cancellationToken).ConfigureAwait(false)).Keys);
        return ids.Count > 0 && await keys.FreeAsync(commands, ids, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<KeyWish> KeysOf(NewJob job) =>
        new[] { StoredKey.OfIdempotency(job), StoredKey.OfUnique(job) }.OfType<string>().Select(key => new KeyWish(key, job.Id));

    private static bool HasUnique(IReadOnlyList<NewJob> jobs)
    {
        for (int i = 0; i < jobs.Count; i++)
        {
            if (jobs[i].Unique is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns stored jobs as their own result, although another job holds their key.</summary>
    private async ValueTask AnswerStoredAsync(
        SqlCommands commands, List<Guid> ids, KeyAnswers answers, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            var stored = await commands.QueryAsync(
                readStored, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids))).ConfigureAwait(false);
            stored.ForEach(id => answers.Add(id, id));
        }
    }

    /// <summary>
    /// Gives back the idempotency keys of jobs that were not inserted. If another job was returned for one, or replaced by it, that job
    /// gets the key, so that the same call gets the same result. A job that is stored already keeps the key, for the same reason.
    /// </summary>
    private async ValueTask GiveBackAsync(
        SqlCommands commands, List<KeyWish> taken, List<InsertedJob> inserted, KeyAnswers? answers, string? patience,
        CancellationToken cancellationToken)
    {
        if (taken.Count == 0)
        {
            return;
        }

        var ids = inserted.Select(job => job.Id).ToHashSet();
        var inVain = taken.FindAll(
            wish => !ids.Contains(wish.JobId) && (answers!.OwnerOf(wish.JobId) != wish.JobId || answers.IsRefused(wish.JobId)));
        if (inVain.Count > 0)
        {
            await keys.DropAsync(commands, inVain, cancellationToken).ConfigureAwait(false);
        }

        var passed = inVain.Where(wish => !answers!.IsRefused(wish.JobId))
            .Select(wish => wish with { JobId = answers!.OwnerOf(wish.JobId) }).ToList();
        if (passed.Count > 0)
        {
            await keys.TakeAsync(commands, passed, patience, cancellationToken).ConfigureAwait(false);
        }
    }

    private static KeyWish WishOf(NewJob job) => new(StoredKey.OfIdempotency(job)!, job.Id) { KeptFor = job.IdempotencyWindow };

    private static bool IsSameOrder(IReadOnlyList<NewJob> jobs, List<InsertedJob> inserted)
    {
        for (int i = 0; i < jobs.Count; i++)
        {
            if (jobs[i].Id != inserted[i].Id)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Reads jobs wherever they are. If a caller's transaction cannot see a job because it began to read before the job was stored, another
    /// connection reads it: a read that locks would block the jobs of others.
    /// </summary>
    private async ValueTask<Dictionary<Guid, InsertedJob>> ReadExistingAsync(
        SqlCommands commands, HashSet<Guid> ids, CancellationToken cancellationToken)
    {
        var existing = await commands.QueryAsync(
            readStored, readExisting, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids))).ConfigureAwait(false);
        var byId = existing.ToDictionary(job => job.Id);
        if (commands.ReadsOldSnapshot && byId.Count < ids.Count)
        {
            var unseen = SqlArgument.Json("ids", JsonRows.Ids(ids.Where(id => !byId.ContainsKey(id))));
            var now = await parts.Runner.ReadAsync(
                (own, token) => own.QueryAsync(readStored, readExisting, token, unseen), cancellationToken).ConfigureAwait(false);
            now.ForEach(job => byId[job.Id] = job);
        }

        return byId;
    }

    private async ValueTask<(IReadOnlyList<InsertedJob> Answers, HashSet<Guid> Lost)> AnswerAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, List<InsertedJob> inserted, KeyAnswers? answers,
        CancellationToken cancellationToken)
    {
        var byId = inserted.ToDictionary(job => job.Id);
        var refused = jobs.Where(job => !byId.ContainsKey(job.Id)).ToList();
        var existingById = await ReadExistingAsync(commands, [.. refused.Select(job => StoredAs(job.Id))], cancellationToken)
            .ConfigureAwait(false);
        var lost = refused.Where(job => StoredAs(job.Id) != job.Id).Select(job => StoredAs(job.Id))
            .Where(owner => !existingById.ContainsKey(owner));
        return ([.. jobs.Select(job => byId.TryGetValue(job.Id, out var answer) ? answer : Existing(job.Id))], [.. lost]);

        Guid StoredAs(Guid id) => answers?.OwnerOf(id) ?? id;

        InsertedJob Existing(Guid id)
        {
            var found = existingById.GetValueOrDefault(StoredAs(id)) ?? new InsertedJob(StoredAs(id), IsNew: false, default, default);
            return answers?.IsRefused(id) == true ? found with { IsRefused = true } : found;
        }
    }
}
