using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.Values;

/// <summary>
/// Finds half surrogate pairs in a payload's strings. JSON cannot carry them, and System.Text.Json silently writes U+FFFD instead. A
/// payload whose JSON has no U+FFFD costs two searches; any other is written once more, with each such half marked.
/// </summary>
internal sealed class SurrogateGuard
{
    private const char Replacement = '\ufffd';
    private const string Escaped = "\\uFFFD";
    private const string Mark = "\ufdd0\ufdd1";

    private readonly Lazy<JsonSerializerOptions> marking;

    public SurrogateGuard(JsonSerializerOptions options) => marking = new(() =>
    {
        var copy = new JsonSerializerOptions(options);
        copy.Converters.Insert(0, new MarkingConverter());
        copy.Converters.Insert(0, new MarkingCharConverter());
        return copy;
    });

    /// <summary>The first half surrogate pair, in words with its JSON path; null if there is none.</summary>
    /// <param name="json">The written JSON.</param>
    /// <param name="payload">The payload it was written from.</param>
    /// <param name="type">The type it was written as.</param>
    public string? WhyCut(string json, object payload, Type type)
    {
        if (!json.Contains(Replacement) && !json.Contains(Escaped, StringComparison.Ordinal))
        {
            return null;
        }

        using var marked = JsonSerializer.SerializeToDocument(payload, PayloadOptions.TypeInfo(marking.Value, type));
        return Find(marked.RootElement, "$") is { } path
            ? $"The string at {path} holds half a surrogate pair, which JSON cannot carry. Store it as a byte array, or correct what cut " +
                "it."
            : null;
    }

    private static string? Find(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString()!.StartsWith(Mark, StringComparison.Ordinal) ? path : null;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select((item, at) => Find(item, FormattableString.Invariant($"{path}[{at}]")))
                    .FirstOrDefault(found => found is not null);
            case JsonValueKind.Object:
                return element.EnumerateObject()
                    .Select(member => member.Name.StartsWith(Mark, StringComparison.Ordinal)
                        ? $"{path}, the name of a member,"
                        : Find(member.Value, $"{path}.{member.Name}"))
                    .FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    private sealed class MarkingConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Marked(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Marked(value));

        private static string Marked(string value) => JsonText.IsWellFormed(value) ? value : Mark + value;
    }

    private sealed class MarkingCharConverter : JsonConverter<char>
    {
        public override char Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()![0];

        public override void Write(Utf8JsonWriter writer, char value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Marked(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, char value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Marked(value));

        private static string Marked(char value) => char.IsSurrogate(value) ? Mark : value.ToString();
    }
}
