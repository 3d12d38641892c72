using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    /// The names of a type; null if nothing can be lost in silence, because each value is required or because not all names are known.
    /// </summary>
    private Names? NamesOf(JsonTypeInfo type)
    {
        var members = type.Kind == JsonTypeInfoKind.Object && type.PolymorphismOptions is null ? type.Properties : [];
        return members.Any(member => IsRead(member) && !member.IsRequired) && !members.Any(member => member.IsExtensionData)
            ? new Names(
                [.. members.Where(IsRead).Select(member => member.Name)],
                [.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))],
                options.DefaultIgnoreCondition == JsonIgnoreCondition.Never && members.All(member => member.ShouldSerialize is null))
            : null;
    }

    private static bool IsRead(JsonPropertyInfo member) => member.Set is not null || member.AssociatedParameter is not null;

    private string? WhyUnread(string json, Names names)
    {
        int length = Encoding.UTF8.GetByteCount(json);
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
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
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
                var alike = names.Read.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
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

        return isAnyKnown || first is null || !names.AreAllWritten
            ? null
            : $"none of its members is one of the type's, so all would be lost: it has '{JsonExcerpt.Shorten(first)}', the type has "
                + $"'{string.Join("', '", names.Read.Take(3))}'";
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

    /// <param name="Read">The names of the members that are read.</param>
    /// <param name="Utf8">The names of all members.</param>
    /// <param name="AreAllWritten">Whether an object is always written with all members: JSON with none of them is not its own.</param>
    private sealed record Names(string[] Read, byte[][] Utf8, bool AreAllWritten);
}
