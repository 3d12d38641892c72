using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The definitions in the code of live and past nodes. Written when a node starts, and rarely afterwards.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IDefinitionStore
{
    /// <summary>
    /// Reports that a node runs with the definitions of these hashes. Updates the time of those that no node has reported within the
    /// interval. Returns all stored hashes, so that the node adds missing ones.
    /// </summary>
    Task<IReadOnlyList<string>> SeeAsync(
        Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken);

    /// <summary>Stores definitions; those whose hash is stored already do not change.</summary>
    Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken);

    /// <summary>Every definition, by id and then by when it was first seen, and every node that was seen recently.</summary>
    Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes the definitions and the nodes that were not seen for their retention; returns how many.</summary>
    Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken);
}

/// <summary>A definition in one version of the code.</summary>
/// <param name="Hash">The hash of the content; 64 letters and digits.</param>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Content">The content, as JSON text.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewDefinition(string Hash, string DefinitionId, string Content);

/// <summary>A definition as stored.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="FirstSeenAt">When a node first had it.</param>
/// <param name="LastSeenAt">When a node last reported it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredDefinition(NewDefinition Definition, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);

/// <summary>A node and its definitions.</summary>
/// <param name="Id">The id of one run of a node.</param>
/// <param name="Name">Host and process.</param>
/// <param name="Hashes">The hashes of its definitions.</param>
/// <param name="FirstSeenAt">When it started.</param>
/// <param name="LastSeenAt">When it last reported that it runs.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record DefinitionNode(
    Guid Id, string Name, IReadOnlyList<string> Hashes, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);

/// <summary>Everything stored about definitions.</summary>
/// <param name="Definitions">The definitions.</param>
/// <param name="Nodes">The nodes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredDefinitions(IReadOnlyList<StoredDefinition> Definitions, IReadOnlyList<DefinitionNode> Nodes);
