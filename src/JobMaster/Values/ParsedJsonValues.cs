using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace JobMaster.Values;

/// <summary>
/// Values read from JSON text. Looks names up in the text; of two equal names, the last counts, as in PostgreSQL's jsonb.
/// </summary>
internal sealed class ParsedJsonValues : JsonValues
{
    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = MaxDepth };

    private readonly JsonElement _object;
    private IReadOnlyList<string>? _names;

    private ParsedJsonValues(string noun, JsonElement jsonObject)
        : base(noun) => _object = jsonObject;

    public override IReadOnlyList<string> Names => _names ??= ReadNames();

    public static ParsedJsonValues Parse(string noun, string? json)
    {
        if (json is null)
        {
            return new ParsedJsonValues(noun, JsonElement.Parse("{}"));
        }

        ReadOnlySpan<char> text = json.AsSpan().TrimStart(" \t\r\n");
        if (text.IsEmpty || text[0] != '{')
        {
            throw NotAnObject(noun, json, "it does not start with '{'", inner: null);
        }

        try
        {
            return new ParsedJsonValues(noun, JsonElement.Parse(json, ParseOptions));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // ArgumentException: the text itself contains half a surrogate pair.
            throw NotAnObject(noun, json, exception.Message, exception);
        }
    }

    public override string ToJson() => _object.GetRawText();

    public override bool TryFind(string name, out JsonElement value)
    {
        try
        {
            return _object.TryGetProperty(name, out value);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // Half a surrogate pair in the wanted name or in a name of the text: such a name matches no other.
            return TryFindAmongReadable(name, out value);
        }
    }

    private bool TryFindAmongReadable(string name, out JsonElement value)
    {
        value = default;
        foreach (JsonProperty property in _object.EnumerateObject())
        {
            if (TryReadName(property, out string? candidate) && string.Equals(candidate, name, StringComparison.Ordinal))
            {
                value = property.Value;
            }
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }

    private OrderedDictionary<string, bool>.KeyCollection ReadNames()
    {
        OrderedDictionary<string, bool> names = new(StringComparer.Ordinal);
        foreach (JsonProperty property in _object.EnumerateObject())
        {
            if (TryReadName(property, out string? name))
            {
                names.TryAdd(name, true);
            }
        }

        return names.Keys;
    }

    private static bool TryReadName(JsonProperty property, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }

    private static FormatException NotAnObject(string noun, string json, string why, Exception? inner) => new(
        $"{noun} must be one JSON object, such as {{\"Name\":\"value\"}}, but is \"{JsonExcerpt.Shorten(json)}\": {why}", inner);
}
