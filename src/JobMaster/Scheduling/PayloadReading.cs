using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>
/// Reads a stored payload as its handler's type. The scheduler makes the same check before it stores data that another type wrote.
/// </summary>
internal static class PayloadReading
{
    /// <exception cref="FormatException">The text is not a payload of the definition.</exception>
    public static object? Read(PayloadSerializer payloads, string? json, JobDefinition definition)
    {
        if (definition.PayloadType is { } type)
        {
            return payloads.Deserialize(json, type) ?? (Nullable.GetUnderlyingType(type) is not null
                ? null
                : throw new FormatException($"The job has no payload; its handler takes a '{type.FullName}'."));
        }

        return json is null || json.StartsWith('{') ? null : throw new FormatException("The message data is not a JSON object.");
    }

    /// <summary>
    /// The same for an attempt. Members that the handler's type would pass over in silence are an error too: the text was written with
    /// other names.
    /// </summary>
    /// <exception cref="FormatException">The text is not a payload of the definition, or its members are named otherwise.</exception>
    public static object? ReadStored(PayloadSerializer payloads, string? json, JobDefinition definition)
    {
        var read = Read(payloads, json, definition);
        return json is not null && definition.PayloadType is { } type && payloads.WhyUnread(json, type) is { } unread
            ? throw new FormatException(
                $"The payload cannot be read as {JsonExcerpt.TypeName(type)}: {unread}. It was written "
                + "with other JSON options (UsePayloadJson) or by another version of the type: read it with those options, name the "
                + "property by [JsonPropertyName], or give the handler a new payload version with an upcaster.")
            : read;
    }

    /// <summary>The same for an encrypted payload: the error shows none of its content.</summary>
    /// <exception cref="FormatException">The text is not a payload of the definition.</exception>
    public static object? ReadSecret(PayloadSerializer payloads, string? json, JobDefinition definition)
    {
        try
        {
            return ReadStored(payloads, json, definition);
        }
        catch (FormatException exception)
        {
            throw new FormatException(
                "The decrypted payload cannot be read as " +
                $"{(definition.PayloadType is { } type ? JsonExcerpt.TypeName(type) : "message data")}, at " +
                $"{(exception.InnerException as JsonException)?.Path ?? "$"}. " +
                "What it holds is not shown.");
        }
    }

    /// <summary>
    /// Whether a type has no fixed contract: anonymous types, dictionaries and JSON define their members where they are written.
    /// </summary>
    public static bool IsWrittenByHand(Type type) =>
        typeof(IDictionary).IsAssignableFrom(type)
        || type == typeof(JsonElement) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type)
        || (
            type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
                && type.Name.Contains("Anonymous", StringComparison.Ordinal));

    /// <summary>Why an attempt here cannot read the text; null if it can, or if nothing proves that it cannot.</summary>
    public static string? WhyNot(PayloadSerializer payloads, string json, JobDefinition definition)
    {
        try
        {
            Read(payloads, json, definition);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }
}
