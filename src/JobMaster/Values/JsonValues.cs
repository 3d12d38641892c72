using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>The named values of one JSON object, kept as JSON text until one is read.</summary>
internal abstract class JsonValues(string noun)
{
    // The writer's own limit. Deeper than the serializer's default, so that any serialised object fits inside.
    protected const int MaxDepth = 1000;

    /// <summary>The name of the values in messages, such as "Message data".</summary>
    protected string Noun => noun;

    public abstract IReadOnlyList<string> Names { get; }

    public abstract string ToJson();

    public abstract bool TryFind(string name, out JsonElement value);

    public T Get<T>(string name, JsonType<T> type) => Read(name, FindOrThrow(name), type);

    public bool TryGet<T>(string name, JsonType<T> type, out T? value)
    {
        if (!TryFindNotNull(name, out JsonElement stored))
        {
            value = default;
            return false;
        }

        value = Read(name, stored, type);
        return true;
    }

    public T GetObject<T>(string name, JsonSerializerOptions? options)
    {
        JsonElement stored = FindOrThrow(name);
        return ReadObject<T>(name, stored, options) ?? throw NotA(name, stored, JsonExcerpt.TypeName(typeof(T)));
    }

    public T? TryGetObject<T>(string name, JsonSerializerOptions? options) =>
        TryFindNotNull(name, out JsonElement stored) ? ReadObject<T>(name, stored, options) : default;

    private JsonElement FindOrThrow(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return TryFind(name, out JsonElement value)
            ? value
            : throw new KeyNotFoundException(
                $"{Noun} has no value named '{JsonExcerpt.Shorten(name)}'. Its names, which are case-sensitive: " +
                $"{JsonExcerpt.Names(Names)}. "
                + "Read it with the TryGet method if it may be absent.");
    }

    private bool TryFindNotNull(string name, out JsonElement value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return TryFind(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private T Read<T>(string name, JsonElement stored, JsonType<T> type)
    {
        try
        {
            return type.TryRead(stored, out T? value) ? value : throw NotA(name, stored, type.Description);
        }
        catch (InvalidOperationException exception)
        {
            // JsonElement throws this for an escaped lone surrogate, which another producer wrote.
            throw NotA(name, stored, type.Description, exception);
        }
    }

    private T? ReadObject<T>(string name, JsonElement stored, JsonSerializerOptions? options)
    {
        JsonTypeInfo<T> typeInfo = PayloadOptions.TypeInfo<T>(options);
        try
        {
            return stored.Deserialize(typeInfo);
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            throw new FormatException(
                $"{Noun} value '{JsonExcerpt.Shorten(name)}' is {JsonExcerpt.Of(stored)}, which cannot be read as " +
                $"{PayloadErrors.Describe(typeof(T), exception)}",
                exception);
        }
    }

    private FormatException NotA(string name, JsonElement stored, string expected, Exception? inner = null)
    {
        string fix = stored.ValueKind switch
        {
            JsonValueKind.Null => "Read it with the TryGet method, which returns null.",
            JsonValueKind.True or JsonValueKind.False => "Read it with GetBoolValue.",
            JsonValueKind.Number => "Read it with GetLongValue, GetDecimalValue or GetDoubleValue.",
            JsonValueKind.String when inner is not null => "It holds half a surrogate pair; correct what wrote it.",
            JsonValueKind.String => "Read it with GetStringValue.",
            _ => "Read it with GetObjectValue.",
        };
        return new FormatException(
            $"{Noun} value '{JsonExcerpt.Shorten(name)}' is {JsonExcerpt.Of(stored)}, not {expected}. {fix} All names: " +
            $"{JsonExcerpt.Names(Names)}.",
            inner);
    }
}
