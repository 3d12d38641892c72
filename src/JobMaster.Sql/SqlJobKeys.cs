using System.Data.Common;
using System.Text.Json;

namespace JobMaster.Sql;

/// <summary>
/// Takes keys for jobs within the transaction that stores the jobs: free keys, and keys that are no longer held. A compare-and-set on its
/// turn moves a key, so of many that want it one gets it, without an error.
/// </summary>
internal sealed class SqlJobKeys
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement insertKeys;
    private readonly SqlStatement? readHeldKeys;
    private readonly SqlStatement readKeys;
    private readonly SqlStatement? holdKeys;
    private readonly SqlStatement moveKeys;
    private readonly SqlStatement dropKeys;
    private readonly SqlStatement dropJobKeys;
    private readonly SqlStatement insertRules;
    private readonly SqlStatement readRules;
    private readonly Func<DbDataReader, KeyWish> readRule;
    private readonly Func<DbDataReader, (string Key, Guid Id)> readTaken;
    private readonly Func<DbDataReader, KeyHolder> readHolder;

    public SqlJobKeys(SqlStoreParts parts)
    {
        this.parts = parts;
        var dialect = parts.Dialect;
        insertKeys = parts.Statements["insert_keys"];
        readHeldKeys = dialect.ReadsOldSnapshots ? parts.Statements["read_held_keys"] : null;
        readKeys = parts.Statements["read_keys"];
        holdKeys = dialect.SkipsLockedJobs ? parts.Statements["hold_keys"] : null;
        moveKeys = parts.Statements["move_keys"];
        dropKeys = parts.Statements["drop_keys"];
        dropJobKeys = parts.Statements["drop_job_keys"];
        insertRules = parts.Statements["insert_rules"];
        readRules = parts.Statements["read_rules"];
        readRule = reader => new KeyWish(reader.GetString(1), dialect.ReadId(reader, 0))
        {
            While = (UniqueWhile)reader.GetInt32(2),
            IsReplay = true,
        };
        readTaken = reader => (reader.GetString(0), dialect.ReadId(reader, 1));
        readHolder = reader => new KeyHolder(reader.GetString(0), dialect.ReadId(reader, 1), reader.GetInt64(2), reader.GetInt32(3) != 0)
        {
            State = reader.IsDBNull(4) ? null : reader.GetInt32(4),
            DefinitionId = reader.Text(5),
            While = reader.IsDBNull(6) ? null : (UniqueWhile)reader.GetInt32(6),
            Tenant = reader.Text(7),
        };
    }

    /// <summary>Takes the available keys. For each job that did not get its key, returns the holder, which may be the job itself.</summary>
    /// <param name="commands">The connection's commands.</param>
    /// <param name="wishes">The wanted keys. Of two wishes for one key, the first counts.</param>
    /// <param name="patience">How long to wait for another transaction; null means the current setting.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<Dictionary<Guid, KeyHolder>> TakeAsync(
        SqlCommands commands, IEnumerable<KeyWish> wishes, string? patience, CancellationToken cancellationToken)
    {
        // Always in the same order, so that two batches with the same keys wait for each other instead of deadlocking. The sort is stable,
        // so the first sent wins.
        var left = wishes.OrderBy(wish => wish.Key, StringComparer.Ordinal).ToList();
        var holders = new Dictionary<Guid, KeyHolder>();
        while (left.Count > 0)
        {
            var keys = SqlArgument.Json("keys", JsonRows.Write(left, Write));
            var taken = await commands.QueryAsync(
                insertKeys, readTaken, cancellationToken, keys, SqlArgument.Text("patience", patience), parts.Now()).ConfigureAwait(false);
            Remove(left, taken);
            if (left.Count > 0)
            {
                // A key whose job was pruned between the two statements is in neither result: it is free now.
                bool isOld = patience is null && readHeldKeys is not null;
                var read = isOld ? readHeldKeys! : readKeys;
                var held = (await commands.QueryAsync(read, readHolder, cancellationToken, keys, parts.Now()).ConfigureAwait(false))
                    .ToDictionary(holder => holder.Key, StringComparer.Ordinal);
                if (isOld)
                {
                    await LookAgainAsync(held, cancellationToken).ConfigureAwait(false);
                }

                left.RemoveAll(wish =>
                    held.TryGetValue(wish.Key, out var holder) && !wish.MayTakeFrom(holder) && holders.TryAdd(wish.JobId, holder));
                await MoveAsync(commands, left, held, cancellationToken).ConfigureAwait(false);
            }
        }

        return holders;
    }

    /// <summary>
    /// Another connection reads what becomes of the holders that a caller's transaction does not see live: they may have been stored after
    /// it began to read. A read that locks would hold up the jobs of others.
    /// </summary>
    private async Task LookAgainAsync(Dictionary<string, KeyHolder> held, CancellationToken cancellationToken)
    {
        var unseen = held.Values.Where(holder => holder.State is null).Select(holder => new KeyWish(holder.Key, holder.JobId)).ToList();
        if (unseen.Count == 0)
        {
            return;
        }

        var keys = SqlArgument.Json("keys", JsonRows.Write(unseen, Write));
        var now = await parts.Runner.ReadAsync(
            (own, token) => own.QueryAsync(readKeys, readHolder, token, keys, parts.Now()), cancellationToken).ConfigureAwait(false);
        foreach (var holder in now.Where(holder => held[holder.Key].JobId == holder.JobId))
        {
            held[holder.Key] = holder;
        }
    }

    /// <summary>Gives back keys that were taken for jobs that were not stored in the end.</summary>
    public async ValueTask DropAsync(SqlCommands commands, IEnumerable<KeyWish> wishes, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(dropKeys, cancellationToken, SqlArgument.Json("keys", JsonRows.Write(wishes, Write)))
            .ConfigureAwait(false);

    /// <summary>Frees the keys of jobs that are stored nowhere, but for those whose time is not over.</summary>
    /// <returns>Whether there were any.</returns>
    public async ValueTask<bool> FreeAsync(SqlCommands commands, IEnumerable<Guid> jobIds, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(dropJobKeys, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(jobIds)), parts.Now())
            .ConfigureAwait(false) > 0;

    /// <summary>Stores the unique keys of jobs in the jobs' rows.</summary>
    public async ValueTask KeepAsync(SqlCommands commands, IEnumerable<KeyWish> wishes, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(insertRules, cancellationToken, SqlArgument.Json("keys", JsonRows.Write(wishes, Write)))
            .ConfigureAwait(false);

    /// <summary>The unique keys of jobs that are to be replayed.</summary>
    public ValueTask<List<KeyWish>> OfReplayedAsync(SqlCommands commands, SqlArgument ids, CancellationToken cancellationToken) =>
        commands.QueryAsync(readRules, readRule, cancellationToken, ids);

    private static void Remove(List<KeyWish> left, List<(string Key, Guid Id)> taken)
    {
        if (taken.Count > 0)
        {
            var got = taken.Select(key => key.Id).ToHashSet();
            left.RemoveAll(wish => got.Contains(wish.JobId));
        }
    }

    internal static void Write(Utf8JsonWriter writer, KeyWish wish)
    {
        writer.WriteStartObject();
        writer.Text("key", wish.Key);
        writer.Id("id", wish.JobId);
        writer.Interval("kept_for", wish.KeptFor);
        writer.Number("turn", wish.Turn);
        writer.Number("hold", (int?)wish.While);
        writer.WriteEndObject();
    }

    /// <summary>Moves keys that are no longer held. A key that has moved since it was read stays with its new holder.</summary>
    private async ValueTask MoveAsync(
        SqlCommands commands, List<KeyWish> left, Dictionary<string, KeyHolder> held, CancellationToken cancellationToken)
    {
        var movable = left.Where(wish => held.ContainsKey(wish.Key)).DistinctBy(wish => wish.Key, StringComparer.Ordinal)
            .Select(wish => wish with { Turn = held[wish.Key].Turn }).ToList();
        if (movable.Count == 0)
        {
            return;
        }

        var keys = SqlArgument.Json("keys", JsonRows.Write(movable, Write));
        if (holdKeys is not null && movable.Count > 1)
        {
            await commands.QueryAsync(holdKeys, static reader => reader.GetString(0), cancellationToken, keys).ConfigureAwait(false);
        }

        Remove(left, await commands.QueryAsync(moveKeys, readTaken, cancellationToken, keys, parts.Now()).ConfigureAwait(false));
    }
}
