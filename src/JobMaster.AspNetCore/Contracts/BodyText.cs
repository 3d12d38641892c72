using System.Text.Json;
using System.Text.Unicode;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>The text of a body before it is read as an object.</summary>
internal static class BodyText
{
    private const int LongestExcerpt = 60;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Without the byte order mark that some editors write in front of UTF-8.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith(Mark) ? body[Mark.Length..] : body;

    /// <summary>
    /// Why the text cannot be stored, and where: bytes that are not UTF-8, or an escape of half a surrogate pair. Null if it can be stored.
    /// </summary>
    public static (string Why, string Path)? WhyNoText(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return ("It is not valid UTF-8. Encode the body as UTF-8.", "$");
        }

        return body.IndexOf("\\u"u8) >= 0 || body.IndexOf("\\U"u8) >= 0 ? WhyHalfPair(body) : null;
    }

    /// <summary>The start of a value, for an error.</summary>
    public static string Excerpt(JsonElement value)
    {
        string text = value.GetRawText();
        text = value.ValueKind == JsonValueKind.String ? $"'{text[1..^1]}'" : text;
        return text.Length <= LongestExcerpt ? text : $"{text[..LongestExcerpt]}…";
    }

    private static (string Why, string Path)? WhyHalfPair(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return null;
        }
        catch (InvalidOperationException)
        {
            string why = FormattableString.Invariant(
                $"The string at byte {reader.TokenStartIndex} holds half a surrogate pair, such as \\ud800 alone. Send whole characters.");
            return (why, JsonPlaces.At(body, reader.TokenStartIndex));
        }
        catch (JsonException)
        {
            // The later read refuses text that is not JSON, with its place.
            return null;
        }
    }
}
