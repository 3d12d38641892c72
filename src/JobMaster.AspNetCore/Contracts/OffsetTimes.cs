using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace JobMaster.AspNetCore.Contracts;

/// <summary>Reads times with an offset. Without one, .NET uses the time zone of the server, which the caller does not know.</summary>
internal sealed partial class OffsetTimes : JsonConverter<DateTimeOffset>
{
    public const string Wanted = "a time with its offset, such as 2031-01-01T08:00:00Z or 2031-01-01T08:00:00+02:00";

    private static readonly TimeSpan LongestOffset = TimeSpan.FromHours(14);

    public static bool TryRead(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && Form().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>The expected form of an unreadable text.</summary>
    public static string WantedOf(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true, Groups: [.., { Value: var offset }] })
        {
            return Wanted;
        }

        return !DateTime.TryParse(text[..^offset.Length], CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? "a day and a time of day that exist"
            : offset != "Z" && TimeSpan.TryParse(offset[1..], CultureInfo.InvariantCulture, out var span) && span <= LongestOffset
                ? "a time that is, in UTC, from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z: it is out of range"
            : "a time whose offset is from -14:00 to +14:00";
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && TryRead(reader.GetString(), out var time))
        {
            return time;
        }

        using var given = JsonDocument.ParseValue(ref reader);
        string? text = given.RootElement.ValueKind == JsonValueKind.String ? given.RootElement.GetString() : null;
        throw new JsonException($"{BodyText.Excerpt(given.RootElement)} is not {WantedOf(text)}.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Form();
}
