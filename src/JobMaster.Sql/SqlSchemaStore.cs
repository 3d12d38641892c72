using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>
/// The schema of a relational store and its migrations: the files <c>Sql/Migrations/0001_name.sql</c>, each of which ends by recording its
/// version.
/// </summary>
[Experimental("JM9001")]
public class SqlSchemaStore : ISchemaStore
{
    /// <summary>
    /// The oldest master version that has everything the statements need. The library runs on no earlier one. An agent has fewer versions
    /// and needs its first.
    /// </summary>
    private const int OldestVersion = 3;

    private readonly SqlStoreParts parts;
    private readonly SqlStatement schemaExists;
    private readonly SqlStatement readVersion;
    private readonly SqlStatement readOwner;
    private readonly SqlStatement ownTables;
    private readonly List<(Migration Migration, SqlStatement Statement)> migrations;

    /// <summary>Creates the schema of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlSchemaStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        schemaExists = parts.Statements["schema_exists"];
        readVersion = parts.Statements["read_version"];
        readOwner = parts.Statements["read_owner"];
        ownTables = parts.Statements["own_tables"];
        migrations = [.. parts.Statements.Migrations.Select(statement => (Parse(statement), statement))];
    }

    /// <inheritdoc/>
    public (int Oldest, int Newest) SupportedVersions =>
        (Math.Min(OldestVersion, migrations[^1].Migration.Version), migrations[^1].Migration.Version);

    /// <inheritdoc/>
    public virtual Task<int> ReadVersionAsync(CancellationToken cancellationToken) =>
        parts.Runner.ReadAsync(VersionAsync, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<Migration> MigrationsAfter(int version) =>
        [.. migrations.Select(step => step.Migration).Where(migration => migration.Version > version)];

    /// <inheritdoc/>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        foreach (var (migration, statement) in migrations)
        {
            await parts.Runner.WriteAsync(
                (commands, token) => ApplyAsync(commands, migration.Version, statement, token), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public string Place => parts.Statements.Place;

    /// <inheritdoc/>
    public async Task<string> OwnAsync(string clusterId, string? formerClusterId, CancellationToken cancellationToken)
    {
        string? owner = await parts.Runner.ReadAsync(OwnerAsync, cancellationToken).ConfigureAwait(false);
        if (owner is not null && owner != formerClusterId)
        {
            return owner;
        }

        var cluster = SqlArgument.Text("cluster", StoredText.Clean(clusterId));
        var former = SqlArgument.Text("former", StoredText.Clean(formerClusterId));
        await parts.Runner.WriteAsync(
            (commands, token) => commands.ExecuteAsync(ownTables, token, cluster, former), cancellationToken).ConfigureAwait(false);
        return (await parts.Runner.ReadAsync(OwnerAsync, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>
    /// Takes the lock that lets one starter at a time through, until the transaction ends. Does nothing if every transaction has such a
    /// lock.
    /// </summary>
    protected virtual ValueTask LockAsync(SqlCommands commands, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static Migration Parse(SqlStatement statement)
    {
        string file = statement.Name[(statement.Name.LastIndexOf('/') + 1)..];
        int separator = file.IndexOf('_', StringComparison.Ordinal);
        return new Migration(
            int.Parse(file.AsSpan(0, separator), CultureInfo.InvariantCulture), file[(separator + 1)..].Replace('_', ' '), statement.Text);
    }

    /// <summary>Applies one migration unless another starter was first.</summary>
    private async ValueTask<int> ApplyAsync(SqlCommands commands, int version, SqlStatement statement, CancellationToken cancellationToken)
    {
        await LockAsync(commands, cancellationToken).ConfigureAwait(false);
        int found = await VersionAsync(commands, cancellationToken).ConfigureAwait(false);
        if (found < version)
        {
            await commands.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        return version;
    }

    private async ValueTask<string?> OwnerAsync(SqlCommands commands, CancellationToken cancellationToken) =>
        (await commands.QueryAsync(readOwner, static reader => reader.Text(0), cancellationToken).ConfigureAwait(false))[0];

    private async ValueTask<int> VersionAsync(SqlCommands commands, CancellationToken cancellationToken)
    {
        var exists = await commands.QueryAsync(schemaExists, static reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false);
        return exists is [0]
            ? 0
            : (await commands.QueryAsync(readVersion, static reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false))[0];
    }
}
