using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The steps of every pass: locks keys in their order and then jobs, so that they do not change while it decides, and writes its decisions.
/// </summary>
internal sealed class SqlGateHold(SqlStoreParts parts, SqlLimitStatements statements)
{
    /// <summary>Limits how long the transaction waits for keys that another pass holds.</summary>
    public async ValueTask LimitWaitingAsync(SqlCommands commands, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (statements.LimitWaiting is { } limit)
        {
            long milliseconds = Math.Max(1, (long)patience.TotalMilliseconds);
            string sent = milliseconds % 1000 == 0 ? $"{milliseconds / 1000}s" : $"{milliseconds}ms";
            await commands.ExecuteAsync(limit, cancellationToken, SqlArgument.Text("patience", sent)).ConfigureAwait(false);
        }
    }

    /// <summary>Locks the keys, adds the returned permits to each, and reads what its limit allows.</summary>
    public async ValueTask<(Dictionary<string, LimitKeyState> Keys, DateTimeOffset Now)> KeysAsync(
        SqlCommands commands, SortedSet<string> names, CancellationToken cancellationToken)
    {
        var sent = SqlLimitStatements.Keys(names);
        var rows = await RowsAsync(commands, names, cancellationToken).ConfigureAwait(false);
        var freed = await FoldAsync(commands, sent, cancellationToken).ConfigureAwait(false);
        var named = SqlLimitStatements.Keys(names.Select(StoredLimits.LimitOf).Distinct(StringComparer.Ordinal));
        var limits = await commands.QueryAsync(statements.ReadLimitsOf, statements.Limit, cancellationToken, named, parts.Now())
            .ConfigureAwait(false);
        var values = new LimitTable(limits.Select(limit => limit.Limit));
        return (
            rows.ToDictionary(
                row => row.Key,
                row => new LimitKeyState(
                    row.Key, values.Of(row.Key), row.InUse - freed.GetValueOrDefault(row.Key), row.Next, row.RestUntil, row.HeldBy)
                {
                    IsFolded = freed.ContainsKey(row.Key),
                },
                StringComparer.Ordinal),
            rows[0].Now);
    }

    /// <summary>Locks the rows of keys in their order, and adds those that do not exist yet.</summary>
    public async ValueTask<List<LimitUse>> RowsAsync(
        SqlCommands commands, SortedSet<string> names, CancellationToken cancellationToken)
    {
        var sent = SqlLimitStatements.Keys(names);
        if (names.Count > 1)
        {
            // Missing keys are added before any key is locked. A pass that locks some first and then waits for a key that another pass adds
            // could deadlock with it.
            var known = await commands.QueryAsync(statements.FindKeys, static reader => reader.GetString(0), cancellationToken, sent)
                .ConfigureAwait(false);
            if (known.Count < names.Count)
            {
                await commands.ExecuteAsync(statements.AddKeys, cancellationToken, sent).ConfigureAwait(false);
            }
        }

        var rows = await commands.QueryAsync(statements.HoldKeys, statements.Use, cancellationToken, sent, parts.Now())
            .ConfigureAwait(false);
        if (rows.Count < names.Count)
        {
            await commands.ExecuteAsync(statements.AddKeys, cancellationToken, sent).ConfigureAwait(false);
            rows = await commands.QueryAsync(statements.HoldKeys, statements.Use, cancellationToken, sent, parts.Now())
                .ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>Takes the returned permits out of the ledger; returns how many of each key.</summary>
    private async ValueTask<Dictionary<string, long>> FoldAsync(
        SqlCommands commands, SqlArgument keys, CancellationToken cancellationToken)
    {
        var entries = await commands.QueryAsync(statements.ReadLedger, statements.Entry, cancellationToken, keys).ConfigureAwait(false);
        if (entries.Count > 0)
        {
            await commands.ExecuteAsync(
                statements.DropLedger, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(entries.Select(entry => entry.Id))))
                .ConfigureAwait(false);
        }

        return entries.GroupBy(entry => entry.Name, StringComparer.Ordinal)
            .ToDictionary(key => key.Key, key => key.Sum(entry => entry.Number), StringComparer.Ordinal);
    }

    /// <summary>The jobs that still wait at the gate and that no other transaction holds; nobody can change them now.</summary>
    public async ValueTask<List<GatedJob>> JobsAsync(
        SqlCommands commands, List<GatedJob> jobs, CancellationToken cancellationToken)
    {
        var held = (await commands.QueryAsync(
            statements.HoldGated, statements.Id, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(jobs.Select(job => job.Id))),
            parts.Now()).ConfigureAwait(false)).ToHashSet();
        return held.Count == jobs.Count ? jobs : jobs.FindAll(job => held.Contains(job.Id));
    }

    /// <summary>Carries out the decisions.</summary>
    public async ValueTask WriteAsync(
        SqlCommands commands, PassPlan plan, IEnumerable<LimitKeyState> keys, CancellationToken cancellationToken)
    {
        foreach (var start in plan.Admitted.GroupBy(admitted => admitted.StartAt))
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(start.Select(admitted => admitted.Job.Id)));
            await commands.ExecuteAsync(statements.AdmitJobs, cancellationToken, ids, SqlArgument.Time("due_at", start.Key))
                .ConfigureAwait(false);
        }

        if (plan.Admitted.Count > 0)
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(plan.Admitted.Select(admitted => admitted.Job.Id)));
            await commands.ExecuteAsync(statements.LeaveGates, cancellationToken, ids).ConfigureAwait(false);
        }

        foreach (var gate in plan.Moved.GroupBy(moved => moved.Gate, StringComparer.Ordinal))
        {
            var ids = SqlArgument.Json("ids", JsonRows.Ids(gate.Select(moved => moved.Job.Id)));
            await commands.ExecuteAsync(statements.MoveGates, cancellationToken, ids, SqlArgument.Text("gate", gate.Key))
                .ConfigureAwait(false);
        }

        foreach (var key in keys.Where(key => key.HasChanged || key.IsFolded))
        {
            await commands.ExecuteAsync(
                statements.WriteKey, cancellationToken, SqlArgument.Text("name", key.Key), SqlArgument.Number("in_use", key.InUse),
                SqlArgument.Time("next_at", key.Next), SqlArgument.Id("held_by", key.HeldBy)).ConfigureAwait(false);
        }
    }
}
