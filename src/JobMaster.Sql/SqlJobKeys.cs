using System.Data.Common;
using System.Text.Json;

namespace JobMaster.Sql;

/// <summary>
/// Takes keys for jobs within the transaction that stores the jobs: free keys, and keys that are no longer held. A compare-and-set on its
/// turn moves a key, so one of many that want it gets it, without an error.
/// </summary>
internal sealed class SqlJobKeys
{
    /// <summary>After this many rounds, the transaction's snapshot does not show what keeps it from a key.</summary>
    private const int MostRounds = 100;

    private readonly SqlStoreParts parts;
    private readonly SqlStatement insertKeys;
    private readonly SqlStatement? readHeldKeys;
    private readonly SqlStatement readKeys;
    private readonly SqlStatement readStored;
    private readonly SqlStatement? holdJobs;
    private readonly SqlStatement? holdKeys;
    private readonly SqlStatement moveKeys;
    private readonly SqlStatement dropKeys;
    private readonly SqlStatement dropJobKeys;
    private readonly SqlStatement insertRules;
    private readonly SqlStatement readRules;
    private readonly Func<DbDataReader, KeyWish> readRule;
    private readonly Func<DbDataReader, (string Key, Guid Id)> readTaken;
    private readonly Func<DbDataReader, KeyHolder> readHolder;
    private readonly Func<DbDataReader, Guid> readId;

    public SqlJobKeys(SqlStoreParts parts)
    {
        this.parts = parts;
        var dialect = parts.Dialect;
        insertKeys = parts.Statements["insert_keys"];
        readHeldKeys = dialect.ReadsOldSnapshots ? parts.Statements["read_held_keys"] : null;
        readKeys = parts.Statements["read_keys"];
        readStored = parts.Statements["read_stored"];
        holdJobs = dialect.ReadsOldSnapshots ? parts.Statements["hold_jobs"] : null;
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
        readId = dialect.SoleId;
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
    /// <param name="wishes">The wanted keys. If two wishes are for one key, the first counts.</param>
    /// <param name="patience">How long to wait for another transaction; null means the current setting.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async ValueTask<Dictionary<Guid, KeyHolder>> TakeAsync(
        SqlCommands commands, IEnumerable<KeyWish> wishes, string? patience, CancellationToken cancellationToken)
    {
        // Always in the same order, so that two batches with the same keys wait for each other instead of deadlocking. The sort is stable,
        // so the first sent wins.
        var left = wishes.OrderBy(wish => wish.Key, StringComparer.Ordinal).ToList();
        var holders = new Dictionary<Guid, KeyHolder>();
        for (int round = 0; left.Count > 0; round++)
        {
            ThrowIfEndless(round);
            var keys = SqlArgument.Json("keys", JsonRows.Write(left, Write));
            var taken = await commands.QueryAsync(
                insertKeys, readTaken, cancellationToken, keys, SqlArgument.Text("patience", patience), parts.Now()).ConfigureAwait(false);
            Remove(left, taken);
            if (left.Count > 0)
            {
                // A key whose job was pruned between the two statements is not in either result: it is free now.
                bool isOld = patience is null && readHeldKeys is not null;
                var read = isOld ? readHeldKeys! : readKeys;
                var held = (await commands.QueryAsync(read, readHolder, cancellationToken, keys, parts.Now()).ConfigureAwait(false))
                    .ToDictionary(holder => holder.Key, StringComparer.Ordinal);
                if (commands.ReadsOldSnapshot)
                {
                    await LookAgainAsync(commands, left, held, cancellationToken).ConfigureAwait(false);
                }

                left.RemoveAll(wish =>
                    held.TryGetValue(wish.Key, out var holder) && !wish.MayTakeFrom(holder) && holders.TryAdd(wish.JobId, holder));
                await MoveAsync(commands, left, held, cancellationToken).ConfigureAwait(false);
            }
        }

        return holders;
    }

    /// <summary>Stops a transaction whose snapshot repeatedly shows outdated data.</summary>
    /// <exception cref="JobMasterStoreException">It was tried too often.</exception>
    public static void ThrowIfEndless(int round)
    {
        if (round == MostRounds)
        {
            throw new JobMasterStoreException(
                $"A key could not be taken in {MostRounds} rounds: the transaction does not see what others have changed since it began to "
                + "read. Begin it with READ COMMITTED.");
        }
    }

    /// <summary>
    /// Another connection reads the current state of the holders of unique keys: since a caller's transaction began to read, they may have
    /// been stored, claimed or ended. A read that locks would block the jobs of others. The transaction's own changes are kept.
    /// </summary>
    private async Task LookAgainAsync(
        SqlCommands commands, List<KeyWish> left, Dictionary<string, KeyHolder> held, CancellationToken cancellationToken)
    {
        var asked = left.Where(wish => wish.While is not null && held.ContainsKey(wish.Key)).Select(wish => held[wish.Key])
            .DistinctBy(holder => holder.Key, StringComparer.Ordinal).ToList();
        if (asked.Count == 0)
        {
            return;
        }

        var keys = SqlArgument.Json("keys", JsonRows.Write(asked.Select(holder => new KeyWish(holder.Key, holder.JobId)), Write));
        var now = await parts.Runner.ReadAsync(
            (other, token) => other.QueryAsync(readKeys, readHolder, token, keys, parts.Now()), cancellationToken).ConfigureAwait(false);

        // If the transaction itself has moved the key, even to the same job, its turn is different.
        now.RemoveAll(holder => holder.JobId != held[holder.Key].JobId || holder.Turn != held[holder.Key].Turn);
        var live = now.Where(holder => holder.State is not null && held[holder.Key].State is null).Select(holder => holder.JobId).ToList();
        var ended = await EndedHereAsync(commands, live, cancellationToken).ConfigureAwait(false);
        foreach (var holder in now.Where(holder => !ended.Contains(holder.JobId)))
        {
            held[holder.Key] = holder;
        }
    }

    /// <summary>
    /// The jobs that this transaction has ended, of those that others see live. A job that it does not see was stored since it began to
    /// read. A job that it sees ended was ended by itself, or another transaction has replayed it since. Only a read that locks can tell,
    /// and both are rare.
    /// </summary>
    private async Task<HashSet<Guid>> EndedHereAsync(SqlCommands commands, List<Guid> live, CancellationToken cancellationToken)
    {
        if (live.Count == 0)
        {
            return [];
        }

        HashSet<Guid> ended =
        [
            .. await commands.QueryAsync(
                readStored, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(live))).ConfigureAwait(false),
        ];
        if (ended.Count > 0)
        {
            ended.ExceptWith(await commands.QueryAsync(
                holdJobs!, readId, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ended)),
                SqlArgument.Text("patience", null)).ConfigureAwait(false));
        }

        return ended;
    }

    /// <summary>Which of these keys their jobs hold.</summary>
    public async ValueTask<HashSet<string>> HeldAsync(
        SqlCommands commands, IReadOnlyList<KeyWish> wishes, CancellationToken cancellationToken)
    {
        var sent = SqlArgument.Json("keys", JsonRows.Write(wishes, Write));
        var held = await commands.QueryAsync(readKeys, readHolder, cancellationToken, sent, parts.Now()).ConfigureAwait(false);
        var jobs = wishes.Select(wish => (wish.Key, wish.JobId)).ToHashSet();
        return [.. held.Where(holder => !holder.IsOver && jobs.Contains((holder.Key, holder.JobId))).Select(holder => holder.Key)];
    }

    /// <summary>Gives back keys that were taken for jobs that were not stored in the end.</summary>
    public async ValueTask DropAsync(SqlCommands commands, IEnumerable<KeyWish> wishes, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(dropKeys, cancellationToken, SqlArgument.Json("keys", JsonRows.Write(wishes, Write)))
            .ConfigureAwait(false);

    /// <summary>Frees the keys of jobs that are not stored anywhere, except keys whose time is not over.</summary>
    /// <returns>Whether there were any.</returns>
    public async ValueTask<bool> FreeAsync(SqlCommands commands, IEnumerable<Guid> jobIds, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(dropJobKeys, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(jobIds)), parts.Now())
            .ConfigureAwait(false) > 0;

    /// <summary>Stores the unique keys of jobs in the jobs' rows.</summary>
    public async ValueTask KeepAsync(SqlCommands commands, IEnumerable<KeyWish> wishes, CancellationToken cancellationToken) =>
        await commands.ExecuteAsync(insertRules, cancellationToken, SqlArgument.Json("keys", JsonRows.Write(wishes, Write)))
            .ConfigureAwait(false);

    /// <summary>The unique keys of jobs that are about to be replayed.</summary>
    public ValueTask<List<KeyWish>> OfReplayedAsync(SqlCommands commands, SqlArgument ids, CancellationToken cancellationToken) =>
        commands.QueryAsync(readRules, readRule, cancellationToken, ids);

    private static void Remove(List<KeyWish> left, List<(string Key, Guid Id)> taken)
    {
        if (taken.Count > 0)
        {
            // The marks of several calls may be for one job.
            var got = taken.ToHashSet();
            left.RemoveAll(wish => got.Contains((wish.Key, wish.JobId)));
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
