using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Message data for scheduling a job. Setting a name again replaces its value and keeps its position; null is stored as JSON null. Not safe
/// for concurrent use.
/// </summary>
[JsonConverter(typeof(JobValuesConverter))]
public sealed class WriteableMessageData : MessageData
{
    private readonly WrittenJsonValues _values;

    private WriteableMessageData(WrittenJsonValues values)
        : base(values) => _values = values;

    /// <summary>Starts without values.</summary>
    /// <returns>A new instance.</returns>
    public static WriteableMessageData New() => new(new WrittenJsonValues(Noun));

    /// <summary>Starts with the values of a JSON object.</summary>
    internal static WriteableMessageData From(JsonElement jsonObject) => new(WrittenJsonValues.From(Noun, jsonObject));

    /// <summary>Sets a string.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">
    /// The name is null, empty or not valid Unicode, or the string contains half a surrogate pair, which JSON cannot represent.
    /// </exception>
    public WriteableMessageData SetStringValue(string name, string? value)
    {
        _values.Set(name, value, JsonText.String);
        return this;
    }

    /// <summary>Sets a whole number.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetIntValue(string name, int? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <summary>Sets a whole number.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetLongValue(string name, long? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <summary>Sets a number, with its scale.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetDecimalValue(string name, decimal? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <summary>Sets a number. NaN and the infinities are written by name.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetDoubleValue(string name, double? value)
    {
        _values.Set(name, value, JsonText.Number);
        return this;
    }

    /// <summary>Sets a boolean.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetBoolValue(string name, bool? value)
    {
        _values.Set(name, value, JsonText.Bool);
        return this;
    }

    /// <summary>Sets a GUID.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetGuidValue(string name, Guid? value)
    {
        _values.Set(name, value, JsonText.Guid);
        return this;
    }

    /// <summary>Sets a date and time. Local times are written with their offset, so that the instant is kept.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">
    /// The name is null, empty or not valid Unicode, or the value is a local time without a UTC equivalent.
    /// </exception>
    public WriteableMessageData SetDateTimeValue(string name, DateTime? value)
    {
        _values.Set(name, value, JsonText.DateTime);
        return this;
    }

    /// <summary>Sets a date and time with its offset.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetDateTimeOffsetValue(string name, DateTimeOffset? value)
    {
        _values.Set(name, value, JsonText.DateTimeOffset);
        return this;
    }

    /// <summary>Sets a duration.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetTimeSpanValue(string name, TimeSpan? value)
    {
        _values.Set(name, value, JsonText.TimeSpan);
        return this;
    }

    /// <summary>Sets bytes, written in base64.</summary>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetByteArrayValue(string name, byte[]? value)
    {
        _values.Set(name, value, JsonText.ByteArray);
        return this;
    }

    /// <summary>Sets an enum value, written by name; a value without a name is written as its number.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetEnumValue<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum
    {
        _values.Set<TEnum>(name, value, JsonText.Enum);
        return this;
    }

    /// <summary>Sets an enum value, written by name; a value without a name is written as its number.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode.</exception>
    public WriteableMessageData SetEnumValue<TEnum>(string name, TEnum? value)
        where TEnum : struct, Enum
    {
        _values.Set(name, value, JsonText.Enum);
        return this;
    }

    /// <summary>
    /// Sets an object, array or anything else that can be written as JSON. The defaults are those of
    /// <see cref="JsonSerializerDefaults.General"/> (property names as declared), with enums, NaN and the infinities written by name. In
    /// strings within the object, half a surrogate pair is replaced by U+FFFD, as the serializer does.
    /// </summary>
    /// <typeparam name="T">The type to write.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="options">
    /// How the object becomes JSON; null for the defaults. Trimmed and AOT apps pass options with a source-generated context.
    /// </param>
    /// <returns>This instance.</returns>
    /// <exception cref="ArgumentException">
    /// The name is null, empty or not valid Unicode, or the object cannot be written; the message names the JSON path.
    /// </exception>
    /// <exception cref="NotSupportedException">The options know no contract for the type.</exception>
    public WriteableMessageData SetObjectValue<T>(string name, T value, JsonSerializerOptions? options = null)
    {
        _values.SetObject(name, value, options);
        return this;
    }
}
