using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Inserts a batch within one transaction: take the keys, insert the jobs, drop those of them that are stored as final already, and look up
/// what was there before. The drop must be a statement of its own: only then does it see a finish that committed while the insert waited
/// for it.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlJobInsert
{
    /// <summary>
    /// How long an insert waits for a key or an id that another transaction holds. Other inserts of this library take milliseconds. Those
    /// that wait for a held key take turns, so a longer wait of one is a delay for all.
    /// </summary>
    private const string Patience = "100ms";

    private readonly SqlJobEntry entry;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlJobKeys keys;
    private readonly SqlStatement dropStored;
    private readonly SqlStatement readStored;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, InsertedJob> readExisting;

    /// <summary>Creates the steps of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    /// <param name="entry">Where jobs become live.</param>
    public SqlJobInsert(SqlStoreParts parts, SqlJobEntry entry)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(entry);
        this.entry = entry;
        keys = new SqlJobKeys(parts);
        var dialect = parts.Dialect;
        limitWaiting = dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        dropStored = parts.Statements["drop_stored"];
        readStored = parts.Statements["read_stored"];
        readId = dialect.SoleId;
        readExisting = reader =>
            new InsertedJob(dialect.ReadId(reader, 0), IsNew: false, dialect.ReadTime(reader, 1), dialect.ReadTime(reader, 2));
    }

    /// <summary>Whether the insert takes one statement that writes.</summary>
    internal bool IsOneStatement(IReadOnlyList<NewJob> jobs, bool mayBeStored)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return entry.IsOneStatement && !mayBeStored && jobs.All(job => job.IdempotencyKey is null);
    }

    /// <summary>Inserts the jobs and answers each.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="mayBeStored">Whether they may be stored already.</param>
    /// <param name="limitsWaiting">
    /// Whether to give up soon when another transaction holds a key or an id. Not in the caller's own transaction, whose settings stay as
    /// they are.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<IReadOnlyList<InsertedJob>> RunAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, bool mayBeStored, bool limitsWaiting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentNullException.ThrowIfNull(jobs);
        var keyed = jobs.Where(job => job.IdempotencyKey is not null).Select(WishOf).ToList();
        bool isLimited = limitsWaiting && limitWaiting is not null && !IsOneStatement(jobs, mayBeStored);
        string? patience = isLimited ? Patience : null;
        if (patience is not null && keyed.Count == 0)
        {
            await commands.ExecuteAsync(limitWaiting!, cancellationToken, SqlArgument.Text("patience", patience)).ConfigureAwait(false);
        }

        var owners = keyed.Count == 0 ? null : await keys.TakeAsync(commands, keyed, patience, cancellationToken).ConfigureAwait(false);
        var toInsert = owners is null or { Count: 0 } ? jobs : [.. jobs.Where(job => !owners.ContainsKey(job.Id))];

        var inserted = await entry.InsertAsync(commands, toInsert, cancellationToken).ConfigureAwait(false);
        if (mayBeStored && inserted.Count > 0)
        {
            var dropped = await commands.QueryAsync(
                dropStored, readId, cancellationToken,
                SqlArgument.Json("ids", JsonRows.Ids(inserted.Select(job => job.Id)))).ConfigureAwait(false);
            inserted.RemoveAll(job => dropped.Contains(job.Id));
        }

        if (inserted.Count == jobs.Count && IsSameOrder(jobs, inserted))
        {
            return inserted;
        }

        return await AnswerAsync(commands, jobs, inserted, owners, cancellationToken).ConfigureAwait(false);
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
        SqlCommands commands, IReadOnlyList<NewJob> jobs, List<InsertedJob> inserted, Dictionary<Guid, KeyHolder>? owners,
        CancellationToken cancellationToken)
    {
        var byId = inserted.ToDictionary(job => job.Id);
        var refused = jobs.Where(job => !byId.ContainsKey(job.Id)).ToList();
        var keysInVain = refused.Where(job => job.IdempotencyKey is not null && owners?.ContainsKey(job.Id) != true).ToList();
        if (keysInVain.Count > 0)
        {
            await keys.DropAsync(commands, keysInVain.Select(WishOf), cancellationToken).ConfigureAwait(false);
        }

        var existingIds = refused.Select(job => StoredAs(job.Id)).Distinct();
        var existing = await commands.QueryAsync(
            readStored, readExisting, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(existingIds))).ConfigureAwait(false);
        var existingById = existing.ToDictionary(job => job.Id);
        return [.. jobs.Select(job => byId.TryGetValue(job.Id, out var answer)
            ? answer
            : existingById.GetValueOrDefault(StoredAs(job.Id)) ?? new InsertedJob(StoredAs(job.Id), IsNew: false, default, default))];

        Guid StoredAs(Guid id) => owners is not null && owners.TryGetValue(id, out var owner) ? owner.JobId : id;
    }
}
