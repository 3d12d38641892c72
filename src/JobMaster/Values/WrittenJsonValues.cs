using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>Values set one by one, kept as JSON text in the order first set. Not safe for concurrent use.</summary>
internal sealed class WrittenJsonValues(string noun) : JsonValues(noun)
{
    private const string Null = "null";

    // The object around the values takes one level.
    private static readonly JsonDocumentOptions ValueOptions = new() { MaxDepth = MaxDepth - 1 };

    private readonly OrderedDictionary<string, string> _values = new(StringComparer.Ordinal);

    public override IReadOnlyList<string> Names => _values.Keys;

    public static WrittenJsonValues From(string noun, JsonElement jsonObject)
    {
        var written = new WrittenJsonValues(noun);
        foreach (var member in jsonObject.EnumerateObject())
        {
            written.CheckName(member.Name);
            written._values[member.Name] = member.Value.GetRawText();
        }

        return written;
    }

    public void Set<T>(string name, T? value, Func<T, string> write)
        where T : class
    {
        CheckName(name);
        _values[name] = value is null ? Null : Write(name, value, write);
    }

    public void Set<T>(string name, T? value, Func<T, string> write)
        where T : struct
    {
        CheckName(name);
        _values[name] = value is null ? Null : Write(name, value.Value, write);
    }

    public void SetObject<T>(string name, T value, JsonSerializerOptions? options)
    {
        CheckName(name);
        if (value is null)
        {
            _values[name] = Null;
            return;
        }

        JsonTypeInfo<T> typeInfo = PayloadOptions.TypeInfo<T>(options);
        try
        {
            string json = JsonSerializer.Serialize(value, typeInfo);
            // A converter may write any text. Text that could not be read back is refused here, not at the worker.
            JsonElement.Parse(json, ValueOptions);
            _values[name] = json;
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            throw new ArgumentException(
                $"{Noun} value '{JsonExcerpt.Shorten(name)}' cannot be stored as {PayloadErrors.Describe(typeof(T), exception)}",
                nameof(value), exception);
        }
    }

    public override bool TryFind(string name, out JsonElement value)
    {
        if (_values.TryGetValue(name, out string? json))
        {
            value = JsonElement.Parse(json, ValueOptions);
            return true;
        }

        value = default;
        return false;
    }

    public override string ToJson()
    {
        StringBuilder json = new("{");
        foreach ((string name, string value) in _values)
        {
            if (json.Length > 1)
            {
                json.Append(',');
            }

            json.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(name)).Append("\":").Append(value);
        }

        return json.Append('}').ToString();
    }

    private string Write<T>(string name, T value, Func<T, string> write)
    {
        try
        {
            return write(value);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException(
                $"{Noun} value '{JsonExcerpt.Shorten(name)}' cannot be stored: {exception.Message}", nameof(value), exception);
        }
    }

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!JsonText.IsWellFormed(name))
        {
            throw new ArgumentException(
                $"{Noun} cannot hold a value named '{JsonExcerpt.Shorten(name)}': the name holds half a surrogate pair. Use a name that " +
                "is valid Unicode.",
                nameof(name));
        }
    }
}
