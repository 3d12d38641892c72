using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>The definitions of a relational store.</summary>
[Experimental("JM9001")]
public sealed class SqlDefinitionStore : IDefinitionStore
{
    private readonly SqlStoreParts parts;
    private readonly SqlStatement seeNode;
    private readonly SqlStatement touchDefinitions;
    private readonly SqlStatement readHashes;
    private readonly SqlStatement addDefinitions;
    private readonly SqlStatement listDefinitions;
    private readonly SqlStatement listNodes;
    private readonly SqlStatement pruneDefinitions;
    private readonly SqlStatement pruneNodes;

    /// <summary>Creates the definitions of one store.</summary>
    /// <param name="parts">The shared parts of the store.</param>
    public SqlDefinitionStore(SqlStoreParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        seeNode = parts.Statements["see_definition_node"];
        touchDefinitions = parts.Statements["touch_definitions"];
        readHashes = parts.Statements["read_definition_hashes"];
        addDefinitions = parts.Statements["add_definitions"];
        listDefinitions = parts.Statements["list_definitions"];
        listNodes = parts.Statements["list_definition_nodes"];
        pruneDefinitions = parts.Statements["prune_definitions"];
        pruneNodes = parts.Statements["prune_definition_nodes"];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> SeeAsync(
        Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken)
    {
        var given = SqlArgument.Json("definitions", JsonRows.Write(hashes, WriteHash));
        return await parts.Runner.WriteAsync(
            async (commands, token) =>
            {
                await commands.ExecuteAsync(
                    seeNode, token, SqlArgument.Id("id", nodeId), SqlArgument.Text("name", StoredText.Clean(nodeName)),
                    SqlArgument.Text("hashes", JsonRows.Texts(hashes)), parts.Now())
                    .ConfigureAwait(false);
                await commands.ExecuteAsync(
                    touchDefinitions, token, given, SqlArgument.Interval("retention", interval), parts.Now()).ConfigureAwait(false);
                return await commands.QueryAsync(readHashes, static reader => reader.GetString(0), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken) => parts.Runner.WriteAsync(
        (commands, token) =>
            commands.ExecuteAsync(addDefinitions, token, SqlArgument.Json("definitions", JsonRows.Write(definitions, Write)), parts.Now()),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken) => new(
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(listDefinitions, ReadDefinition, token), cancellationToken).ConfigureAwait(false),
        await parts.Runner.ReadAsync(
            (commands, token) => commands.QueryAsync(listNodes, ReadNode, token), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken) =>
        await parts.Runner.WriteAsync(
            async (commands, token) =>
                await commands.ExecuteAsync(
                    pruneDefinitions, token, SqlArgument.Interval("retention", definitionRetention), parts.Now()).ConfigureAwait(false)
                + await commands.ExecuteAsync(
                    pruneNodes, token, SqlArgument.Interval("retention", nodeRetention), parts.Now()).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

    private static void WriteHash(Utf8JsonWriter writer, string hash)
    {
        writer.WriteStartObject();
        writer.Text("hash", hash);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, NewDefinition definition)
    {
        writer.WriteStartObject();
        writer.Text("hash", definition.Hash);
        writer.Text("definition_id", definition.DefinitionId);
        writer.Text("content", definition.Content);
        writer.WriteEndObject();
    }

    private StoredDefinition ReadDefinition(DbDataReader reader) => new(
        new NewDefinition(reader.GetString(1), reader.GetString(0), reader.GetString(2)), parts.Dialect.ReadTime(reader, 3),
        parts.Dialect.ReadTime(reader, 4));

    private DefinitionNode ReadNode(DbDataReader reader)
    {
        using var hashes = JsonDocument.Parse(reader.GetString(2));
        return new DefinitionNode(
            parts.Dialect.ReadId(reader, 0), reader.GetString(1),
            [.. hashes.RootElement.EnumerateArray().Select(hash => hash.GetString()!)],
            parts.Dialect.ReadTime(reader, 3), parts.Dialect.ReadTime(reader, 4));
    }
}
