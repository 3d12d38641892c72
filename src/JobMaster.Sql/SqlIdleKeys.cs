using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Deletes idle keys of limits, so that a limit by account or device does not keep a row for each forever. It checks the found keys again
/// with the rows locked, so no pass can take a permit or give a turn meanwhile.
/// </summary>
internal sealed class SqlIdleKeys(SqlStoreParts parts, SqlLimitStatements statements)
{
    public async Task<PrunedKeys> PruneAsync(string after, int most, CancellationToken cancellationToken)
    {
        var found = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                statements.FindIdle, statements.Name, token, SqlArgument.Text("after", after), SqlArgument.Number("limit", most),
                parts.Now()),
            cancellationToken).ConfigureAwait(false);
        int removed = found.Count == 0
            ? 0
            : await parts.Runner.WriteAsync((commands, token) => DropAsync(commands, found, token), cancellationToken)
                .ConfigureAwait(false);
        return new PrunedKeys(removed, found.Count < most ? null : found[^1]);
    }

    private async ValueTask<int> DropAsync(SqlCommands commands, List<string> names, CancellationToken cancellationToken)
    {
        var held = await commands.QueryAsync(
            statements.HoldIdle, statements.Use, cancellationToken, SqlLimitStatements.Keys(names), parts.Now()).ConfigureAwait(false);
        if (held.Count == 0)
        {
            return 0;
        }

        var sent = SqlLimitStatements.Keys(held.Select(key => key.Key));
        var freed = await commands.QueryAsync(statements.ReadLedger, statements.Entry, cancellationToken, sent).ConfigureAwait(false);
        var waiting = (await commands.QueryAsync(statements.FindGates, statements.Name, cancellationToken, sent).ConfigureAwait(false))
            .ToHashSet(StringComparer.Ordinal);
        var ofKey = freed.ToLookup(entry => entry.Name, StringComparer.Ordinal);
        var idle = held.FindAll(key =>
            key.InUse == ofKey[key.Key].Sum(entry => entry.Number) && !waiting.Contains(key.Key) && !(key.Next > key.Now)
            && !(key.RestUntil > key.Now));
        var kept = await KeptTurnsAsync(commands, idle, cancellationToken).ConfigureAwait(false);
        idle.RemoveAll(key => key.HeldBy is { } holder && kept.Contains(holder));
        if (idle.Count == 0)
        {
            return 0;
        }

        // No job holds a permit, so none gives one back: these are all of them.
        var entries = idle.SelectMany(key => ofKey[key.Key]).Select(entry => entry.Id).ToList();
        if (entries.Count > 0)
        {
            await commands.ExecuteAsync(
                statements.DropLedger, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(entries))).ConfigureAwait(false);
        }

        await commands.ExecuteAsync(statements.DropKeys, cancellationToken, SqlLimitStatements.Keys(idle.Select(key => key.Key)))
            .ConfigureAwait(false);
        return idle.Count;
    }

    /// <summary>
    /// The jobs that have the turn of their keys and are live, or failed. It reads twice, because a replay may move one from one table to
    /// the other while both are read.
    /// </summary>
    private async ValueTask<HashSet<Guid>> KeptTurnsAsync(
        SqlCommands commands, List<LimitUse> keys, CancellationToken cancellationToken)
    {
        var holders = keys.Select(key => key.HeldBy).OfType<Guid>().ToList();
        var kept = new HashSet<Guid>();
        for (int look = 0; look < 2 && holders.Count > 0; look++)
        {
            var found = await commands.QueryAsync(
                statements.ReadHolders, statements.Place, cancellationToken, SqlArgument.Json("ids", JsonRows.Ids(holders)))
                .ConfigureAwait(false);
            kept.UnionWith(found.Select(one => one.Id));
        }

        return kept;
    }
}
