using System.Buffers;
using System.Text.Json;
using JobMaster.AspNetCore.Access;

namespace JobMaster.AspNetCore.Calls;

/// <summary>
/// One form for all JSON texts that say the same: without blanks, and the members of each object in the order of their names. Numbers stay
/// the text that was sent: 1 and 1.0 are two texts.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The form of a text; the text itself if it is no JSON. No text says the same as an object without members.</summary>
    public static byte[] Of(byte[] json)
    {
        if (json.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return "{}"u8.ToArray();
        }

        try
        {
            var form = new ArrayBufferWriter<byte>(json.Length);
            using (var writer = new Utf8JsonWriter(form))
            {
                Write(writer, JsonElement.Parse(json, Redactor.Deep));
            }

            return form.WrittenSpan.ToArray();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return json;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();

                // The sort is stable: of two members with one name, the second counts.
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }
}
