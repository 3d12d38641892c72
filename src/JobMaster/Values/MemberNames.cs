using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobMaster.Values;

/// <summary>
/// Finds stored JSON whose members the type of today would not read, because they were written with another naming: the serializer passes
/// over such members in silence, and the object would be read with the defaults of its properties.
/// </summary>
/// <param name="options">How the payloads are read.</param>
internal sealed class MemberNames(JsonSerializerOptions options)
{
    private const int OnStack = 512;

    private readonly ConcurrentDictionary<JsonTypeInfo, Names?> _names = [];

    /// <summary>Why reading would lose the text's members, in words; null if it would not.</summary>
    /// <param name="json">A JSON text that was read as the type.</param>
    /// <param name="type">The type.</param>
    public string? WhyUnread(string json, JsonTypeInfo type) =>
        _names.GetOrAdd(type, NamesOf) is { } names && json.StartsWith('{') ? WhyUnread(json, names) : null;

    /// <summary>
    /// The names that a type reads; null if nothing can be lost in silence, because each value is required or because not all names are
    /// known.
    /// </summary>
    private static Names? NamesOf(JsonTypeInfo type)
    {
        var members = type.Kind == JsonTypeInfoKind.Object && type.PolymorphismOptions is null ? type.Properties : [];
        return members.Any(IsOptional) && !members.Any(member => member.IsExtensionData)
            ? new Names([.. members.Select(member => member.Name)], [.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))])
            : null;
    }

    private static bool IsOptional(JsonPropertyInfo member) =>
        !member.IsRequired && (member.Set is not null || member.AssociatedParameter is not null);

    private string? WhyUnread(string json, Names names)
    {
        int length = Encoding.UTF8.GetMaxByteCount(json.Length);
        byte[]? rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> text = rented ?? stackalloc byte[OnStack];
        try
        {
            var written = text[..Encoding.UTF8.GetBytes(json, text)];
            return WhyUnread(new Utf8JsonReader(written, ReaderOptions), names);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private JsonReaderOptions ReaderOptions => new()
    {
        AllowTrailingCommas = options.AllowTrailingCommas,
        CommentHandling = options.ReadCommentHandling,
        MaxDepth = options.MaxDepth,
    };

    private string? WhyUnread(Utf8JsonReader reader, Names names)
    {
        string? first = null;
        var isAnyKnown = false;
        int expected = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.TokenType == JsonTokenType.Comment)
            {
                continue;
            }

            if (Known(ref reader, names, ref expected))
            {
                isAnyKnown = true;
            }
            else if (reader.GetString() is { } name && !name.StartsWith('$'))
            {
                var alike = names.Texts.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
                if (alike is not null && options.PropertyNameCaseInsensitive)
                {
                    isAnyKnown = true;
                }
                else if (alike is not null)
                {
                    return $"its member '{JsonExcerpt.Shorten(name)}' differs from '{alike}' in case only, so its value would be lost";
                }

                first ??= name;
            }

            reader.Skip();
        }

        return isAnyKnown || first is null
            ? null
            : $"none of its members is one of the type's, so all would be lost: it has '{JsonExcerpt.Shorten(first)}', the type has "
                + $"'{string.Join("', '", names.Texts.Take(3))}'";
    }

    /// <summary>Whether the type has the member at which the reader stands. Members are mostly written in the type's order.</summary>
    private static bool Known(ref Utf8JsonReader reader, Names names, ref int expected)
    {
        for (int i = 0; i < names.Utf8.Length; i++)
        {
            int place = (expected + i) % names.Utf8.Length;
            if (reader.ValueTextEquals(names.Utf8[place]))
            {
                expected = place + 1;
                return true;
            }
        }

        return false;
    }

    private sealed record Names(string[] Texts, byte[][] Utf8);
}
