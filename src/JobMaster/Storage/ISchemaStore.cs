using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The store's schema.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface ISchemaStore
{
    /// <summary>
    /// Connects to the store and reads the version of its schema, zero if there is none. Throws a <see cref="JobMasterStoreException"/>
    /// that says what to do if the store cannot be used at all.
    /// </summary>
    Task<int> ReadVersionAsync(CancellationToken cancellationToken);

    /// <summary>The migrations above a version, oldest first, as SQL that an administrator can read and run.</summary>
    IReadOnlyList<Migration> MigrationsAfter(int version);

    /// <summary>
    /// Applies every pending migration, each in its own transaction if the database supports that. Any number of nodes may call it at once.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>The oldest and the newest schema version that this library supports.</summary>
    (int Oldest, int Newest) SupportedVersions { get; }

    /// <summary>
    /// The text that distinguishes the tables from others in the same database, for errors: <c>with prefix 'jm_' in schema 'jobmaster'</c>.
    /// </summary>
    string Place { get; }

    /// <summary>
    /// Gives the tables to the cluster if they have no owner, or belong to the cluster under its former id, if one is given. Returns the id
    /// of the owner afterwards. Any number of nodes may call it at once.
    /// </summary>
    Task<string> OwnAsync(string clusterId, string? formerClusterId, CancellationToken cancellationToken);
}

/// <summary>One step of the schema.</summary>
/// <param name="Version">Its number; the schema has this version afterwards.</param>
/// <param name="Name">A short description.</param>
/// <param name="Sql">The statements, with schema and prefix filled in. The last one records the version.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record Migration(int Version, string Name, string Sql);
