using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Metadata for scheduling a job. Setting a name again replaces its value and keeps its position; null is stored as JSON null. Not safe
/// for concurrent use.
/// </summary>
[JsonConverter(typeof(JobValuesConverter))]
public sealed class WritableMetadata : JobMetadata
{
    private readonly WrittenJsonValues _values;

    private WritableMetadata(WrittenJsonValues values)
        : base(values) => _values = values;

    /// <summary>Starts without values.</summary>
    /// <returns>A new instance.</returns>
    public static WritableMetadata New() => new(new WrittenJsonValues(Noun));

    /// <summary>Starts with the values of a JSON object.</summary>
    internal static WritableMetadata From(JsonElement jsonObject) => new(WrittenJsonValues.From(Noun, jsonObject));

    /// <inheritdoc cref="WriteableMessageData.SetStringValue"/>
    public WritableMetadata SetStringValue(string name, string? value)
    {
        _values.Set(name, value, JsonText.String);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetIntValue"/>
    public WritableMetadata SetIntValue(string name, int? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetLongValue"/>
    public WritableMetadata SetLongValue(string name, long? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetDecimalValue"/>
    public WritableMetadata SetDecimalValue(string name, decimal? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetDoubleValue"/>
    public WritableMetadata SetDoubleValue(string name, double? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetBoolValue"/>
    public WritableMetadata SetBoolValue(string name, bool? value)
    {
        _values.Set(name, value, JsonText.Bool);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetGuidValue"/>
    public WritableMetadata SetGuidValue(string name, Guid? value)
    {
        _values.Set(name, value, JsonText.Guid);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetDateTimeValue"/>
    public WritableMetadata SetDateTimeValue(string name, DateTime? value)
    {
        _values.Set(name, value, JsonText.DateTime);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetDateTimeOffsetValue"/>
    public WritableMetadata SetDateTimeOffsetValue(string name, DateTimeOffset? value)
    {
        _values.Set(name, value, JsonText.DateTimeOffset);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetTimeSpanValue"/>
    public WritableMetadata SetTimeSpanValue(string name, TimeSpan? value)
    {
        _values.Set(name, value, JsonText.TimeSpan);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetByteArrayValue"/>
    public WritableMetadata SetByteArrayValue(string name, byte[]? value)
    {
        _values.Set(name, value, JsonText.ByteArray);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetEnumValue{TEnum}(string, TEnum)"/>
    public WritableMetadata SetEnumValue<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum
    {
        _values.Set<TEnum>(name, value, JsonText.Enum);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetEnumValue{TEnum}(string, TEnum?)"/>
    public WritableMetadata SetEnumValue<TEnum>(string name, TEnum? value)
        where TEnum : struct, Enum
    {
        _values.Set(name, value, JsonText.Enum);
        return this;
    }

    /// <inheritdoc cref="WriteableMessageData.SetObjectValue{T}(string, T, JsonSerializerOptions?)"/>
    public WritableMetadata SetObjectValue<T>(string name, T value, JsonSerializerOptions? options = null)
    {
        _values.SetObject(name, value, options);
        return this;
    }
}
