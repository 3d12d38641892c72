using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>What the code of live and past nodes says about their definitions. Written when a node starts, and rarely after.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public interface IDefinitionStore
{
    /// <summary>
    /// Says that a node runs with the definitions of these hashes, raising the time of those that nobody has said it of for the interval;
    /// returns all hashes stored, so that the node adds what is missing.
    /// </summary>
    Task<IReadOnlyList<string>> SeeAsync(
        Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken);

    /// <summary>Stores definitions; those whose hash is stored stay as they are.</summary>
    Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken);

    /// <summary>Every definition, by id and then by when it was first seen, and every node that was seen lately.</summary>
    Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes the definitions and the nodes that were not seen for longer than their retention; returns how many.</summary>
    Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken);
}

/// <summary>What one version of the code says about a definition.</summary>
/// <param name="Hash">Names the content; 64 letters and digits.</param>
/// <param name="DefinitionId">The definition.</param>
/// <param name="Content">What is said, as JSON text.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record NewDefinition(string Hash, string DefinitionId, string Content);

/// <summary>A definition as stored.</summary>
/// <param name="Definition">What is said of it.</param>
/// <param name="FirstSeenAt">When a node first had it.</param>
/// <param name="LastSeenAt">When a node last said that it has it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredDefinition(NewDefinition Definition, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);

/// <summary>A node and its definitions.</summary>
/// <param name="Id">One life of one node.</param>
/// <param name="Name">Host and process.</param>
/// <param name="Hashes">Those of its definitions.</param>
/// <param name="FirstSeenAt">When it started.</param>
/// <param name="LastSeenAt">When it last said that it runs.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record DefinitionNode(
    Guid Id, string Name, IReadOnlyList<string> Hashes, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);

/// <summary>All that is stored of definitions.</summary>
/// <param name="Definitions">The definitions.</param>
/// <param name="Nodes">The nodes.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record StoredDefinitions(IReadOnlyList<StoredDefinition> Definitions, IReadOnlyList<DefinitionNode> Nodes);
