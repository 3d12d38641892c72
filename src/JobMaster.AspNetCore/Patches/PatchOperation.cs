using System.Text.Json;

namespace JobMaster.AspNetCore.Patches;

/// <summary>One operation of a patch (RFC 6902).</summary>
internal sealed record PatchOperation
{
    /// <summary><c>add</c>, <c>replace</c> or <c>remove</c>; with Reveal also <c>move</c>, <c>copy</c> and <c>test</c>.</summary>
    public string? Op { get; init; }

    /// <summary>The target, as a JSON pointer.</summary>
    public string? Path { get; init; }

    /// <summary>The source of a move or a copy.</summary>
    public string? From { get; init; }

    /// <summary>Undefined if it is missing; null is a value.</summary>
    public JsonElement Value { get; init; }
}
