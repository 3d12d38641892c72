using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>
/// Reads exactly one of an enum's names, ignoring case. It reads no numbers, and not several names with commas, which .NET combines into
/// another value.
/// </summary>
internal static class ExactNames
{
    public static string Listed<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());

    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        int place = Array.FindIndex(Enum.GetNames<T>(), name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        value = place < 0 ? default : Enum.GetValues<T>()[place];
        return place >= 0;
    }
}

/// <summary>The names of an enum in bodies.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class ExactNames<T> : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && ExactNames.TryRead(reader.GetString(), out T value))
        {
            return value;
        }

        using var given = JsonDocument.ParseValue(ref reader);
        throw new JsonException($"{BodyText.Excerpt(given.RootElement)} is not one of {ExactNames.Listed<T>()}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue($"{value}");

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ExactNames.TryRead(reader.GetString(), out T value)
            ? value
            : throw new JsonException($"A name is not one of {ExactNames.Listed<T>()}.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName($"{value}");
}
