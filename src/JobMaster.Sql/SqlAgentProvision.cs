using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// Prepares an agent's tables: migrates them to this library's version, and takes them for this agent or refuses those of another.
/// </summary>
internal sealed class SqlAgentProvision(SqlAgentParts parts)
{
    private readonly AgentTransportContext context = parts.Context;
    private readonly SqlStatements statements = parts.Store.Statements;

    /// <exception cref="JobMasterStoreException">The schema is too new, or is too old and must not be migrated by this node.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        int version = await parts.Schema.ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        var (_, newest) = parts.Schema.SupportedVersions;
        if (version > newest + 1)
        {
            throw new JobMasterStoreException(
                $"Agent '{context.Name}' on {parts.Description} has schema version {version}; this version of JobMaster works with 1 to " +
                $"{newest + 1}. Update the JobMaster packages of this app.");
        }

        var pending = parts.Schema.MigrationsAfter(version);
        if (pending.Count > 0 && !context.AutoProvision)
        {
            throw new JobMasterStoreException(
                $"Agent '{context.Name}' on {parts.Description} has schema version {version} and needs {newest}; provisioning is off. " +
                "Run this there, then start again:\n"
                + string.Join('\n', pending.Select(migration => migration.Sql)));
        }

        if (pending.Count > 0)
        {
            await parts.Schema.MigrateAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the tables if they have no owner, and returns the agent's unique identity.</summary>
    /// <exception cref="JobMasterConfigurationException">They belong to another agent.</exception>
    public async Task<string> OwnAsync(CancellationToken cancellationToken)
    {
        var found = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!context.Owns(found.ClusterId, found.Name) && context.MayTake(found.ClusterId, found.Name))
        {
            await parts.Store.Runner.WriteAsync(
                (commands, token) => commands.ExecuteAsync(
                    statements["own_agent"],
                    token,
                    SqlArgument.Text("cluster", StoredText.Clean(context.ClusterId)),
                    SqlArgument.Text("name", StoredText.Clean(context.Name)),
                    SqlArgument.Text("found_cluster", found.ClusterId),
                    SqlArgument.Text("found_name", found.Name)),
                cancellationToken).ConfigureAwait(false);
            found = await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return context.Owns(found.ClusterId, found.Name)
            ? found.Identity
            : throw context.NotOurs(
                $"The tables {statements.Place} of {parts.Description}",
                found.ClusterId!,
                found.Name!,
                "Give this agent a prefix of its own with UseSqlTablePrefixForAgent, or a schema or database of its own.");
    }

    private async Task<(string Identity, string? ClusterId, string? Name)> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await parts.Store.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(
                statements["read_identity"], reader =>
                    (parts.Store.Dialect.ReadId(reader, 0).ToString(), reader.Text(1), reader.Text(2)), token),
            cancellationToken).ConfigureAwait(false);
        return rows[0];
    }
}
