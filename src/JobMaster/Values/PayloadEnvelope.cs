using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobMaster.Values;

/// <summary>
/// The stored form of a payload with a version from 2 on or with encryption. All other payloads are stored as they are and cost nothing
/// extra. The envelope is part of the payload text, so jobs, schedules and agents carry it.
/// </summary>
/// <param name="Json">The payload; its ciphertext as a JSON string if it is encrypted; null if there is none.</param>
/// <param name="Version">Its version.</param>
/// <param name="KeyId">The key it is encrypted with; null if it is not encrypted.</param>
/// <param name="Nonce">The nonce it is encrypted with.</param>
internal sealed record PayloadEnvelope(string? Json, int Version, string? KeyId = null, byte[]? Nonce = null)
{
    /// <summary>The beginning of every envelope. A payload that begins with it is put into an envelope too.</summary>
    private const string Start = "{\"$jobmaster\":";

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static bool Is(string? stored) => stored is not null && stored.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>The payload as JSON for display; null if there is none, or it is encrypted or damaged.</summary>
    public static string? Shown(string? stored) =>
        !Is(stored) ? stored : TryRead(stored!) is { KeyId: null } envelope ? envelope.Json : null;

    /// <summary>The payload's version; 1 by default.</summary>
    public static int VersionOf(string? stored) => Is(stored) ? TryRead(stored!)?.Version ?? 1 : 1;

    /// <summary>The key the payload is encrypted with; null if it is not encrypted.</summary>
    public static string? KeyOf(string? stored) => Is(stored) ? TryRead(stored!)?.KeyId : null;

    /// <exception cref="FormatException">The envelope is damaged.</exception>
    public static PayloadEnvelope Read(string stored) => TryRead(stored) ?? throw new FormatException(
        $"The payload's envelope \"{JsonExcerpt.Shorten(stored)}\" cannot be read. It was not written by JobMaster, or was changed in " +
        "the store.");

    public string ToText()
    {
        var buffer = new ArrayBufferWriter<byte>(64 + (Json?.Length ?? 0));
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("$jobmaster");
            writer.WriteNumber("version", Version);
            if (KeyId is not null)
            {
                writer.WriteString("key", KeyId);
                writer.WriteBase64String("nonce", Nonce);
            }

            writer.WriteEndObject();
            if (Json is not null)
            {
                writer.WritePropertyName("payload");
                writer.WriteRawValue(Json, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static PayloadEnvelope? TryRead(string stored)
    {
        try
        {
            using var document = JsonDocument.Parse(stored);
            var head = document.RootElement.GetProperty("$jobmaster");
            var json = document.RootElement.TryGetProperty("payload", out var payload) ? payload.GetRawText() : null;
            var keyId = head.TryGetProperty("key", out var key) ? key.GetString() : null;
            return new PayloadEnvelope(
                json, head.GetProperty("version").GetInt32(), keyId, keyId is null ? null : head.GetProperty("nonce").GetBytesFromBase64());
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
