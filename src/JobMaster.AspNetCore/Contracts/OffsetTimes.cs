using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>
/// Reads times that say their offset. Without one, .NET takes the time zone of the server, which the caller does not know.
/// </summary>
internal sealed partial class OffsetTimes : JsonConverter<DateTimeOffset>
{
    public const string Wanted = "a time with its offset, such as 2031-01-01T08:00:00Z or 2031-01-01T08:00:00+02:00";

    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && Form().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && TryRead(reader.GetString(), out var time))
        {
            return time;
        }

        using var given = JsonDocument.ParseValue(ref reader);
        throw new JsonException($"{BodyText.Excerpt(given.RootElement)} is not {Wanted}.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Form();
}
