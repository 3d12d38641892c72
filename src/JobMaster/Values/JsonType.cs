using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace JobMaster.Values;

/// <summary>Reads a value; false if the JSON holds another type.</summary>
internal delegate bool JsonRead<T>(JsonElement stored, [MaybeNullWhen(false)] out T value);

/// <summary>One type a value may be read as.</summary>
/// <param name="description">The expected JSON, with its article, for messages.</param>
/// <param name="read">Reads the value.</param>
internal sealed class JsonType<T>(string description, JsonRead<T> read)
{
    public string Description => description;

    public bool TryRead(JsonElement stored, [MaybeNullWhen(false)] out T value) => read(stored, out value);
}
