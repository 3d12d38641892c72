using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Inserts a batch within one transaction: takes the keys, inserts the jobs, drops those that are already stored as final, and looks up
/// earlier jobs. The drop must be a separate statement, which alone sees a finish that committed while the insert waited for it.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobInsert
{
    /// <summary>
    /// How long an insert waits for a key or an id that another transaction holds. Other inserts of this library take milliseconds. Inserts
    /// that wait for a held key take turns, so a longer wait of one delays all.
    /// </summary>
    private const string Patience = "100ms";

    private readonly SqlJobEntry entry;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlJobKeys keys;
    private readonly SqlUniqueInsert unique;
    private readonly SqlStatement dropStored;
    private readonly SqlStatement readStored;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, InsertedJob> readExisting;

    /// <summary>Creates the steps of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    /// <param name="entry">Makes jobs live.</param>
    public SqlJobInsert(SqlStoreParts parts, SqlJobEntry entry)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(entry);
        this.entry = entry;
        keys = new SqlJobKeys(parts);
        unique = new SqlUniqueInsert(parts, keys);
        var dialect = parts.Dialect;
        limitWaiting = dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        dropStored = parts.Statements["drop_stored"];
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
        }

        var toInsert = answers is null or { IsEmpty: true } ? jobs : [.. jobs.Where(job => !answers.Has(job.Id))];
        var inserted = hasUnique
            ? await unique.RunAsync(
                new InsertCall(commands, answers!, mayBeStored, patience),
                toInsert,
                rows => InsertRowsAsync(commands, rows, mayBeStored, cancellationToken),
                cancellationToken).ConfigureAwait(false)
            : await InsertRowsAsync(commands, toInsert, mayBeStored, cancellationToken).ConfigureAwait(false);
        if (inserted.Count == jobs.Count && IsSameOrder(jobs, inserted))
        {
            return inserted;
        }

        await GiveBackAsync(commands, keyed, inserted, answers, patience, cancellationToken).ConfigureAwait(false);
        return await AnswerAsync(commands, jobs, inserted, answers, cancellationToken).ConfigureAwait(false);
    }

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

    private async ValueTask<List<InsertedJob>> InsertRowsAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, bool mayBeStored, CancellationToken cancellationToken)
    {
        var inserted = await entry.InsertAsync(commands, jobs, cancellationToken).ConfigureAwait(false);
        if (mayBeStored && inserted.Count > 0)
        {
            var dropped = await commands.QueryAsync(
                dropStored, readId, cancellationToken,
                SqlArgument.Json("ids", JsonRows.Ids(inserted.Select(job => job.Id)))).ConfigureAwait(false);
            inserted.RemoveAll(job => dropped.Contains(job.Id));
        }

        return inserted;
    }

    /// <summary>
    /// Gives back the idempotency keys of jobs that were not inserted. If another job was returned for one, or replaced by it, that job
    /// gets the key, so that the same call gets the same result.
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
        var inVain = taken.FindAll(wish => !ids.Contains(wish.JobId));
        if (inVain.Count > 0)
        {
            await keys.DropAsync(commands, inVain, cancellationToken).ConfigureAwait(false);
        }

        var passed = inVain.Where(wish => answers!.OwnerOf(wish.JobId) != wish.JobId && !answers.IsRefused(wish.JobId))
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

    private async ValueTask<IReadOnlyList<InsertedJob>> AnswerAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, List<InsertedJob> inserted, KeyAnswers? answers,
        CancellationToken cancellationToken)
    {
        var byId = inserted.ToDictionary(job => job.Id);
        var refused = jobs.Where(job => !byId.ContainsKey(job.Id)).ToList();
        var existingIds = refused.Select(job => StoredAs(job.Id)).Distinct();
        var existing = await commands.QueryAsync(
            readStored, readExisting, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(existingIds))).ConfigureAwait(false);
        var existingById = existing.ToDictionary(job => job.Id);
        return [.. jobs.Select(job => byId.TryGetValue(job.Id, out var answer) ? answer : Existing(job.Id))];

        Guid StoredAs(Guid id) => answers?.OwnerOf(id) ?? id;

        InsertedJob Existing(Guid id)
        {
            var found = existingById.GetValueOrDefault(StoredAs(id)) ?? new InsertedJob(StoredAs(id), IsNew: false, default, default);
            return answers?.IsRefused(id) == true ? found with { IsRefused = true } : found;
        }
    }
}
