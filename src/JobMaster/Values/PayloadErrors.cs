using System.Text.Json;

namespace JobMaster.Values;

/// <summary>Recognises errors about a value, and formats them.</summary>
internal static class PayloadErrors
{
    /// <summary>The serializer's text for a JsonElement that was never set.</summary>
    private static readonly string NoReason = new InvalidOperationException().Message;

    // The serializer's own errors, and those that a type's constructor, setter or converter throws on a value it refuses.
    public static bool AreAboutTheValue(Exception exception) =>
        exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException or FormatException
            or OverflowException;

    public static string Describe(Type type, Exception exception)
    {
        var path = JsonExcerpt.Shorten((exception as JsonException)?.Path ?? "$");
        return $"{JsonExcerpt.TypeName(type)}, at {path}: {Reason(exception)}";
    }

    /// <summary>
    /// The serializer's own text, without the parts that do not help a reader here: the path is named before it. It never holds the
    /// payload, parts of which may be secret.
    /// </summary>
    private static string Reason(Exception exception) =>
        exception is InvalidOperationException { Source: "System.Text.Json" } && exception.Message == NoReason
            ? "it holds a JsonElement that was never set. Read one from JSON, or leave it out."
        : exception is not JsonException ? exception.Message
        : exception.Message.StartsWith("A possible object cycle", StringComparison.Ordinal)
            ? "it leads back to itself, or is nested deeper than JSON is written here. Put [JsonIgnore] on the property that leads back."
        : exception.Message.Contains("doesn't allow getting null", StringComparison.Ordinal)
            ? $"{exception.Message} Set it, or declare it as nullable."
        : exception.Message.Split(" Path: $")[0];
}
