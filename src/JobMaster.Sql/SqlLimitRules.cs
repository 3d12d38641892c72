using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Writes limits and the values that operators override. It raises the version of the settings first: its row lets one writer through at a
/// time.
/// </summary>
internal sealed class SqlLimitRules(SqlStoreParts parts, SqlLimitStatements statements)
{
    private readonly SqlAudit audit = new(parts);

    public async ValueTask<bool> DefineAsync(
        SqlCommands commands, IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(statements.RaiseVersion, cancellationToken).ConfigureAwait(false);
        var stored = await commands.QueryAsync(statements.ReadLimits, statements.Limit, cancellationToken, parts.Now())
            .ConfigureAwait(false);
        var known = stored.Select(limit => limit.Limit).ToHashSet();
        var differing = limits.Where(limit => !known.Contains(limit)).ToList();
        foreach (var limit in differing)
        {
            await WriteAsync(commands, limit, who: null, reason: null, cancellationToken).ConfigureAwait(false);
        }

        return differing.Count > 0;
    }

    public async ValueTask<bool> OverrideAsync(
        SqlCommands commands, NewLimit limit, NewAuditEntry entry, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(statements.RaiseVersion, cancellationToken).ConfigureAwait(false);
        var before = await FindAsync(commands, limit.Name, limit.Source, limit.Key, cancellationToken).ConfigureAwait(false);
        if (before?.IsSame(limit, entry.Origin.Reason) == true)
        {
            return false;
        }

        await WriteAsync(commands, limit, entry.Origin.Who, entry.Origin.Reason, cancellationToken).ConfigureAwait(false);
        await audit.FileAsync(
            commands, [entry with { Before = before?.Limit.Values.ToJson(), After = limit.Values.ToJson() }], cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> LiftAsync(
        SqlCommands commands, string name, LimitSource source, string key, NewAuditEntry entry, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(statements.RaiseVersion, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(commands, name, source, key, cancellationToken).ConfigureAwait(false) is not { } before)
        {
            return false;
        }

        await commands.ExecuteAsync(
            statements.LiftLimit, cancellationToken, SqlArgument.Text("name", name), SqlArgument.Number("source", (int)source),
            SqlArgument.Text("scope_key", key)).ConfigureAwait(false);
        await audit.FileAsync(commands, [entry with { Before = before.Limit.Values.ToJson() }], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<StoredLimit?> FindAsync(
        SqlCommands commands, string name, LimitSource source, string key, CancellationToken cancellationToken)
    {
        var stored = await commands.QueryAsync(statements.ReadLimits, statements.Limit, cancellationToken, parts.Now())
            .ConfigureAwait(false);
        return stored.Find(limit => limit.Limit.Name == name && limit.Limit.Source == source && limit.Limit.Key == key);
    }

    private async ValueTask WriteAsync(
        SqlCommands commands, NewLimit limit, string? who, string? reason, CancellationToken cancellationToken)
    {
        await commands.ExecuteAsync(
            statements.WriteLimit,
            cancellationToken,
            SqlArgument.Text("name", limit.Name),
            SqlArgument.Number("source", (int)limit.Source),
            SqlArgument.Text("scope_key", limit.Key),
            SqlArgument.Number("scope", (int)limit.Scope),
            SqlArgument.Text("scope_of", limit.Of),
            SqlArgument.Text("spec", limit.Values.ToJson()),
            SqlArgument.Time("until", limit.Until),
            SqlArgument.Text("who", StoredText.Clean(who)),
            SqlArgument.Text("reason", StoredText.Clean(reason)),
            parts.Now()).ConfigureAwait(false);
    }
}
