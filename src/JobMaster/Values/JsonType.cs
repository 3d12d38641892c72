using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace JobMaster.Values;

/// <summary>Reads a value; false when the JSON holds something else.</summary>
internal delegate bool JsonRead<T>(JsonElement stored, [MaybeNullWhen(false)] out T value);

/// <summary>One type a value may be read as.</summary>
/// <param name="description">What the JSON must hold, with its article, for messages.</param>
/// <param name="read">Reads it.</param>
internal sealed class JsonType<T>(string description, JsonRead<T> read)
{
    public string Description => description;

    public bool TryRead(JsonElement stored, [MaybeNullWhen(false)] out T value) => read(stored, out value);
}
