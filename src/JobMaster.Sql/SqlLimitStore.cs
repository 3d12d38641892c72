using System.Diagnostics.CodeAnalysis;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The limits of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlLimitStore : ILimitStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlLimitRules rules;
    private readonly SqlLimitStatements statements;

    /// <summary>Creates the limits of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlLimitStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        statements = new SqlLimitStatements(parts);
        rules = new SqlLimitRules(parts, statements);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredLimit>> ReadAsync(CancellationToken cancellationToken) =>
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(statements.ReadLimits, statements.Limit, token, parts.Now()), cancellationToken)
            .ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> DefineAsync(IReadOnlyList<NewLimit> limits, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => rules.DefineAsync(commands, limits, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> OverrideAsync(NewLimit limit, NewAuditEntry audit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => rules.OverrideAsync(commands, limit, audit, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> LiftAsync(string name, LimitSource source, string key, NewAuditEntry audit, CancellationToken cancellationToken) =>
        parts.Runner.WriteAsync((commands, token) => rules.LiftAsync(commands, name, source, key, audit, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WaitingUse>> ListKeysAsync(
        string? limit, (long Counted, string Key)? after, int count, CancellationToken cancellationToken)
    {
        var name = StoredText.Clean(limit);
        return await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                statements.ListKeys, statements.Waiting, token,
                SqlArgument.Text("name", name), SqlArgument.Text("prefix", name is null ? null : StoredLimits.Key(name, "")),
                SqlArgument.Number("in_use", after?.Counted ?? long.MaxValue),
                SqlArgument.Text("after", StoredText.Clean(after?.Key) ?? ""),
                SqlArgument.Number("limit", count), parts.Now()),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<WaitingUse?> GetKeyAsync(string key, CancellationToken cancellationToken)
    {
        var found = await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                statements.ReadKey, statements.Waiting, token, SqlArgument.Text("name", StoredText.Clean(key)), parts.Now()),
            cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }
}
