using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobMaster.Values;

namespace JobMaster.Scheduling;

/// <summary>Turns a typed payload into JSON text and back.</summary>
/// <param name="options">How objects become JSON. An instance without a resolver gets the default one.</param>
internal sealed class PayloadSerializer(JsonSerializerOptions options)
{
    private readonly PayloadGuard _guard = new(options);
    private readonly SurrogateGuard _surrogates = new(options);
    private readonly MemberNames _members = new(options);

    /// <summary>The data that storing the payload would lose, in words; null if none.</summary>
    public string? WhyLost(object payload, Type type) => _guard.WhyLost(payload, type);

    /// <summary>The text that the JSON has lost from the payload's strings, in words; null if none.</summary>
    public string? WhyCut(string json, object payload, Type type) => _surrogates.WhyCut(json, payload, type);

    /// <summary>The members that would not be written of a type that no handler here takes, in words; null if all are.</summary>
    public string? WhyNotWritten(Type type) => _guard.WhyNotWritten(type);

    /// <exception cref="ArgumentException">The payload is not of <paramref name="type"/>, or cannot be written.</exception>
    /// <exception cref="NotSupportedException">The options know no contract for <paramref name="type"/>.</exception>
    public string Serialize(object payload, Type type, string what = "payload")
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(type);
        if (!type.IsInstanceOfType(payload))
        {
            throw new ArgumentException(
                $"The payload is a {JsonExcerpt.TypeName(payload.GetType())}, but the handler takes {JsonExcerpt.TypeName(type)}. Pass " +
                "the type the handler takes.",
                nameof(payload));
        }

        JsonTypeInfo typeInfo = PayloadOptions.TypeInfo(options, type);
        try
        {
            return JsonSerializer.Serialize(payload, typeInfo);
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            throw new ArgumentException(
                $"The {what} cannot be written as {PayloadErrors.Describe(type, exception)}", exception);
        }
    }

    /// <returns>Null when the text is null or JSON null.</returns>
    /// <exception cref="FormatException">
    /// The text does not fit <paramref name="type"/>; the message names the type and the JSON path.
    /// </exception>
    /// <exception cref="NotSupportedException">The options know no contract for <paramref name="type"/>.</exception>
    public object? Deserialize(string? json, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (json is null)
        {
            return null;
        }

        JsonTypeInfo typeInfo = PayloadOptions.TypeInfo(options, type);
        try
        {
            return JsonSerializer.Deserialize(json, typeInfo);
        }
        catch (Exception exception) when (PayloadErrors.AreAboutTheValue(exception))
        {
            throw new FormatException(
                $"The payload cannot be read as {PayloadErrors.Describe(type, exception)}", exception);
        }
    }

    /// <summary>The members of a readable text that the type would pass over, in words; null if none matter.</summary>
    public string? WhyUnread(string json, Type type) => _members.WhyUnread(json, PayloadOptions.TypeInfo(options, type));
}
