using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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
    /// How long a batch waits for a key or an id that another transaction holds. Other batches of this library take milliseconds.
    /// </summary>
    private const string Briefly = "100ms";

    /// <summary>How long those wait that hold up nobody else.</summary>
    private const string Alone = "1s";

    private readonly SqlStoreParts parts;
    private readonly SqlJobEntry entry;
    private readonly SqlStatement? limitWaiting;
    private readonly SqlStatement insertKeys;
    private readonly SqlStatement readKeys;
    private readonly SqlStatement dropKeys;
    private readonly SqlStatement dropStored;
    private readonly SqlStatement readStored;
    private readonly Func<DbDataReader, Guid> readId;
    private readonly Func<DbDataReader, InsertedJob> readExisting;
    private readonly Func<DbDataReader, (string Key, Guid Id)> readKey;

    /// <summary>Creates the steps of one store.</summary>
    /// <param name="parts">What the store's parts share.</param>
    /// <param name="entry">Where jobs become live.</param>
    public SqlJobInsert(SqlStoreParts parts, SqlJobEntry entry)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(entry);
        this.parts = parts;
        this.entry = entry;
        var dialect = parts.Dialect;
        limitWaiting = dialect.SkipsLockedJobs ? parts.Statements["limit_waiting"] : null;
        insertKeys = parts.Statements["insert_keys"];
        readKeys = parts.Statements["read_keys"];
        dropKeys = parts.Statements["drop_keys"];
        dropStored = parts.Statements["drop_stored"];
        readStored = parts.Statements["read_stored"];
        readId = dialect.SoleId;
        readExisting = reader =>
            new InsertedJob(dialect.ReadId(reader, 0), IsNew: false, dialect.ReadTime(reader, 1), dialect.ReadTime(reader, 2));
        readKey = reader => (reader.GetString(0), dialect.ReadId(reader, 1));
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
        var keyed = jobs.Where(job => job.IdempotencyKey is not null).ToList();
        bool isLimited = limitsWaiting && limitWaiting is not null && !IsOneStatement(jobs, mayBeStored);
        string? patience = !isLimited ? null : IsAlone(jobs, keyed) ? Alone : Briefly;
        if (patience is not null && keyed.Count == 0)
        {
            await commands.ExecuteAsync(limitWaiting!, cancellationToken, SqlArgument.Text("patience", patience)).ConfigureAwait(false);
        }

        var owners = keyed.Count == 0 ? null : await TakeKeysAsync(commands, keyed, patience, cancellationToken).ConfigureAwait(false);
        var toInsert = owners is null ? jobs : [.. jobs.Where(job => !owners.ContainsKey(job.Id))];

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

    private static bool IsAlone(IReadOnlyList<NewJob> jobs, List<NewJob> keyed) =>
        jobs.Count == 1 || (keyed.Count == jobs.Count && keyed.TrueForAll(job => job.IdempotencyKey == keyed[0].IdempotencyKey));

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

    private static void WriteKey(Utf8JsonWriter writer, NewJob job)
    {
        writer.WriteStartObject();
        writer.Text("key", job.IdempotencyKey);
        writer.Id("id", job.Id);
        writer.WriteEndObject();
    }

    /// <summary>Takes the free keys; returns, for each job whose key was taken before, the job that has it.</summary>
    private async ValueTask<Dictionary<Guid, Guid>?> TakeKeysAsync(
        SqlCommands commands, List<NewJob> keyed, string? patience, CancellationToken cancellationToken)
    {
        // Always in the same order, so that two batches with the same keys wait for each other instead of deadlocking; stable, so that the
        // first sent wins.
        var left = keyed.OrderBy(job => job.IdempotencyKey, StringComparer.Ordinal).ToList();
        var owners = new Dictionary<Guid, Guid>();
        while (left.Count > 0)
        {
            var keys = SqlArgument.Json("keys", JsonRows.Write(left, WriteKey));
            var taken = await commands.QueryAsync(
                insertKeys, readKey, cancellationToken, keys, SqlArgument.Text("patience", patience), parts.Now()).ConfigureAwait(false);
            var free = taken.Select(key => key.Id).ToHashSet();
            left.RemoveAll(job => free.Contains(job.Id));
            if (left.Count > 0)
            {
                // A key whose job was pruned between the two statements is in neither answer: it is free now.
                var holders = (await commands.QueryAsync(readKeys, readKey, cancellationToken, keys).ConfigureAwait(false))
                    .ToDictionary(key => key.Key, key => key.Id, StringComparer.Ordinal);
                left.RemoveAll(
                    job => holders.TryGetValue(StoredText.Clean(job.IdempotencyKey!), out var owner) && owners.TryAdd(job.Id, owner));
            }
        }

        return owners.Count == 0 ? null : owners;
    }

    private async ValueTask<IReadOnlyList<InsertedJob>> AnswerAsync(
        SqlCommands commands, IReadOnlyList<NewJob> jobs, List<InsertedJob> inserted, Dictionary<Guid, Guid>? owners,
        CancellationToken cancellationToken)
    {
        var byId = inserted.ToDictionary(job => job.Id);
        var refused = jobs.Where(job => !byId.ContainsKey(job.Id)).ToList();
        var keysInVain = refused.Where(job => job.IdempotencyKey is not null && owners?.ContainsKey(job.Id) != true).ToList();
        if (keysInVain.Count > 0)
        {
            await commands.ExecuteAsync(
                dropKeys, cancellationToken, SqlArgument.Json("keys", JsonRows.Write(keysInVain, WriteKey))).ConfigureAwait(false);
        }

        var existingIds = refused.Select(job => StoredAs(job.Id)).Distinct();
        var existing = await commands.QueryAsync(
            readStored, readExisting, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(existingIds))).ConfigureAwait(false);
        var existingById = existing.ToDictionary(job => job.Id);
        return [.. jobs.Select(job => byId.TryGetValue(job.Id, out var answer)
            ? answer
            : existingById.GetValueOrDefault(StoredAs(job.Id)) ?? new InsertedJob(StoredAs(job.Id), IsNew: false, default, default))];

        Guid StoredAs(Guid id) => owners is not null && owners.TryGetValue(id, out var owner) ? owner : id;
    }
}
