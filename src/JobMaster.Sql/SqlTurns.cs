using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Passes at keys that keep order: one job of each key has the turn until it has ended.</summary>
internal sealed class SqlTurns(SqlStoreParts parts, SqlLimitStatements statements, SqlGateHold hold)
{
    /// <summary>A pass locks at most this many keys; the next pass handles the rest.</summary>
    private const int MostLocked = 128;

    /// <summary>How many jobs a pass reads that are due and have not reached their gates.</summary>
    private const int MostDue = 10_000;

    /// <summary>The number that the statement returns for a live job.</summary>
    private const int LivePlace = 1;

    /// <summary>
    /// The jobs are read before the keys are locked, because they name the keys. If one has left meanwhile, another pass finds the next.
    /// </summary>
    public async ValueTask<(TurnPass Pass, DateTimeOffset Now)> PassAsync(
        SqlCommands commands, IReadOnlyCollection<string> gates, IReadOnlyCollection<string> paused, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        await hold.LimitWaitingAsync(commands, patience, cancellationToken).ConfigureAwait(false);
        var blocked = await OvertakenAsync(commands, gates, cancellationToken).ConfigureAwait(false);
        var first = await FirstAsync(commands, gates.Except(blocked, StringComparer.Ordinal).ToList(), cancellationToken)
            .ConfigureAwait(false);
        var names = Locked(first, blocked);
        if (first.Count == 0)
        {
            return (new TurnPass(0, [], [], blocked.ToDictionary(key => key, _ => TurnPass.Blocked, StringComparer.Ordinal)), default);
        }

        var (keys, now) = await hold.KeysAsync(commands, names, cancellationToken).ConfigureAwait(false);
        await TakeTurnsAsync(commands, keys, first, cancellationToken).ConfigureAwait(false);
        var there = (await hold.JobsAsync(commands, [.. first.Values], cancellationToken).ConfigureAwait(false)).ToHashSet();
        foreach (var (gate, _) in first.Where(one => !there.Contains(one.Value)).ToList())
        {
            first.Remove(gate);
            blocked.Add(gate);
        }

        var plan = PassPlan.OfTurns(first, keys.Values, paused, now);
        var given = await WriteTurnsAsync(commands, keys, first, cancellationToken).ConfigureAwait(false);
        await hold.WriteAsync(commands, plan, keys.Values.Except(given), cancellationToken).ConfigureAwait(false);
        return (plan.Result(now, blocked), now);
    }

    /// <summary>
    /// The keys with a due job that has not reached its gate because another transaction holds it: it may come before the jobs there.
    /// </summary>
    private async ValueTask<SortedSet<string>> OvertakenAsync(
        SqlCommands commands, IReadOnlyCollection<string> gates, CancellationToken cancellationToken)
    {
        var due = await commands.QueryAsync(
            statements.ReadDueGates, statements.Gated, cancellationToken, SqlArgument.Number("limit", MostDue), parts.Now())
            .ConfigureAwait(false);
        if (due.Count == MostDue)
        {
            // Some were not read, and may belong to any key.
            return new SortedSet<string>(gates, StringComparer.Ordinal);
        }

        return new SortedSet<string>(due.SelectMany(job => StoredLimits.Keys(job.Limits)).Intersect(gates), StringComparer.Ordinal);
    }

    /// <summary>
    /// For each key, the job that has the turn if it waits at the gate; otherwise the first job there by due time and insertion.
    /// </summary>
    private async ValueTask<SortedDictionary<string, GatedJob>> FirstAsync(
        SqlCommands commands, List<string> gates, CancellationToken cancellationToken)
    {
        var first = new SortedDictionary<string, GatedJob>(StringComparer.Ordinal);
        if (gates.Count == 0)
        {
            return first;
        }

        var turns = await commands.QueryAsync(
            statements.ReadTurns, statements.AtGate, cancellationToken, SqlLimitStatements.Keys(gates)).ConfigureAwait(false);
        foreach (var (gate, job) in turns)
        {
            first[gate] = job;
        }

        var others = gates.FindAll(gate => !first.ContainsKey(gate));
        if (others.Count == 0)
        {
            return first;
        }

        var ids = await commands.QueryAsync(
            statements.FindFirst,
            reader => Enumerable.Range(0, reader.FieldCount).Select(column => parts.Dialect.Id(reader, column)).OfType<Guid>().ToList(),
            cancellationToken, SqlLimitStatements.Keys(others)).ConfigureAwait(false);
        if (ids.Exists(some => some.Count > 0))
        {
            var jobs = await commands.QueryAsync(
                statements.ReadGated, statements.AtGate, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(ids.SelectMany(id => id))))
                .ConfigureAwait(false);
            foreach (var (gate, job) in jobs)
            {
                first.TryAdd(gate, job);
            }
        }

        return first;
    }

    /// <summary>The keys to lock. Jobs that need too many are removed, and their keys blocked.</summary>
    private static SortedSet<string> Locked(SortedDictionary<string, GatedJob> first, SortedSet<string> blocked)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (gate, job) in first.ToList())
        {
            string[] keys = StoredLimits.Keys(job.Limits);
            if (names.Count + keys.Length > MostLocked)
            {
                first.Remove(gate);
                blocked.Add(gate);
            }
            else
            {
                names.UnionWith(keys);
                names.Add(gate);
            }
        }

        return names;
    }

    /// <summary>Takes the turn from jobs that have ended, or that cannot run and must make way.</summary>
    private async ValueTask TakeTurnsAsync(
        SqlCommands commands, Dictionary<string, LimitKeyState> keys, SortedDictionary<string, GatedJob> first,
        CancellationToken cancellationToken)
    {
        var had = keys.Values.Where(key => first.TryGetValue(key.Key, out var next) && key.HeldBy is { } holder && holder != next.Id)
            .ToList();
        if (had.Count == 0)
        {
            return;
        }

        // Read twice if a failed job keeps a turn: a replay may move it from one table to the other while both are read.
        var ids = SqlArgument.Json("ids", JsonRows.Ids(had.Select(key => key.HeldBy!.Value)));
        List<(Guid Id, int Place)> found = [];
        for (int look = 0; look < (had.Exists(key => key.HoldsOnFailure) ? 2 : 1); look++)
        {
            found.AddRange(await commands.QueryAsync(statements.ReadHolders, statements.Place, cancellationToken, ids)
                .ConfigureAwait(false));
        }

        foreach (var key in had.Where(key => !found.Exists(
            one => one.Id == key.HeldBy && (one.Place == LivePlace || key.HoldsOnFailure))))
        {
            key.GiveTurn(null);
        }
    }

    /// <summary>Writes the keys whose job has the turn, several in one statement, while the jobs are still at their gates.</summary>
    /// <returns>These keys.</returns>
    private async ValueTask<List<LimitKeyState>> WriteTurnsAsync(
        SqlCommands commands, Dictionary<string, LimitKeyState> keys, SortedDictionary<string, GatedJob> first,
        CancellationToken cancellationToken)
    {
        var given = keys.Values.Where(key => key.HasChanged && first.TryGetValue(key.Key, out var job) && key.HeldBy == job.Id).ToList();
        foreach (var alike in given.GroupBy(key => (key.InUse, key.Next)))
        {
            await commands.ExecuteAsync(
                statements.WriteTurns, cancellationToken, SqlArgument.Number("in_use", alike.Key.InUse),
                SqlArgument.Time("next_at", alike.Key.Next), SqlLimitStatements.Keys(alike.Select(key => key.Key)),
                SqlArgument.Json("ids", JsonRows.Ids(alike.Select(key => key.HeldBy!.Value)))).ConfigureAwait(false);
        }

        return given;
    }
}
