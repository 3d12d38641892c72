using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The schema the store lives in.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ISchemaStore
{
    /// <summary>
    /// Reaches the store and reads the version of its schema, zero when there is none; throws a <see cref="JobMasterStoreException"/> that
    /// says what to do when it cannot be used at all.
    /// </summary>
    Task<int> ReadVersionAsync(CancellationToken cancellationToken);

    /// <summary>The migrations above a version, oldest first, as the SQL an administrator can read and run.</summary>
    IReadOnlyList<Migration> MigrationsAfter(int version);

    /// <summary>
    /// Applies every pending migration, each in its own transaction where the database can; safe with any number of starters.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>The oldest and the newest schema version this library works with.</summary>
    (int Oldest, int Newest) SupportedVersions { get; }

    /// <summary>
    /// What tells the tables from others in the same database, for errors: <c>with prefix 'jm_' in schema 'jobmaster'</c>.
    /// </summary>
    string Place { get; }

    /// <summary>
    /// Gives the tables to the cluster if they belong to nobody, or to the cluster under its former id, if one is given. Returns the id
    /// they belong to then. Safe with any number of starters.
    /// </summary>
    Task<string> OwnAsync(string clusterId, string? formerClusterId, CancellationToken cancellationToken);
}

/// <summary>One step of the schema.</summary>
/// <param name="Version">Its number; the schema has this version afterwards.</param>
/// <param name="Name">What it does.</param>
/// <param name="Sql">The statements, with schema and prefix filled in, ending with the one that records the version.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record Migration(int Version, string Name, string Sql);
