using System.Text.Json;

namespace JobMaster.Values;

/// <summary>Tells errors about a value apart from the rest, and words them.</summary>
internal static class PayloadErrors
{
    // Besides the serializer's own: what a type's constructor, setter or converter throws on a value it refuses.
    public static bool AreAboutTheValue(Exception exception) =>
        exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException or FormatException
            or OverflowException;

    public static string Describe(Type type, Exception exception)
    {
        string path = (exception as JsonException)?.Path ?? "$";
        return $"{JsonExcerpt.TypeName(type)}, at {path}: {exception.Message}";
    }
}
