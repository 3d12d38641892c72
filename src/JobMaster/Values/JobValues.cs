using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// A read-only view of one JSON object, the common base of <see cref="MessageData"/> and <see cref="JobMetadata"/>. Names are
/// case-sensitive, and a value stays JSON text until it is read. A getter named Get… throws if the value is absent. Its twin named TryGet…
/// returns null if the value is absent or JSON null, and throws if it is of another type.
/// </summary>
[DebuggerDisplay("{ToJson(),nq}")]
[JsonConverter(typeof(JobValuesConverter))]
public abstract class JobValues
{
    private readonly JsonValues _values;

    private protected JobValues(JsonValues values) => _values = values;

    /// <summary>The names of the values, in the order they were written.</summary>
    public IReadOnlyList<string> Keys => _values.Names;

    /// <summary>How many values there are.</summary>
    public int Count => _values.Names.Count;

    /// <summary>Whether there is a value of this name, JSON null included.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>True if there is one.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public bool ContainsKey(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _values.TryFind(name, out _);
    }

    /// <summary>The whole object as JSON text.</summary>
    /// <returns>The text; <c>{}</c> if there are no values.</returns>
    public string ToJson() => _values.ToJson();

    /// <summary>Reads a string. Numbers, booleans and dates of another JSON type are not turned into strings.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public string GetStringValue(string name) => _values.Get(name, JsonTypes.String);

    /// <summary>The twin of <see cref="GetStringValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public string? TryGetStringValue(string name) => _values.TryGet(name, JsonTypes.String, out string? value) ? value : null;

    /// <summary>Reads a whole number from -2,147,483,648 to 2,147,483,647, written without a decimal point or exponent.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public int GetIntValue(string name) => _values.Get(name, JsonTypes.Int);

    /// <summary>The twin of <see cref="GetIntValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public int? TryGetIntValue(string name) => _values.TryGet(name, JsonTypes.Int, out int value) ? value : null;

    /// <summary>Reads a whole number from -2^63 to 2^63-1, written without a decimal point or exponent.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public long GetLongValue(string name) => _values.Get(name, JsonTypes.Long);

    /// <summary>The twin of <see cref="GetLongValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public long? TryGetLongValue(string name) => _values.TryGet(name, JsonTypes.Long, out long value) ? value : null;

    /// <summary>Reads a number with its scale: 1.10 stays 1.10. Digits beyond the 28 a decimal holds are rounded.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public decimal GetDecimalValue(string name) => _values.Get(name, JsonTypes.Decimal);

    /// <summary>The twin of <see cref="GetDecimalValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public decimal? TryGetDecimalValue(string name) => _values.TryGet(name, JsonTypes.Decimal, out decimal value) ? value : null;

    /// <summary>Reads a number, or NaN or an infinity written by name.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public double GetDoubleValue(string name) => _values.Get(name, JsonTypes.Double);

    /// <summary>The twin of <see cref="GetDoubleValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public double? TryGetDoubleValue(string name) => _values.TryGet(name, JsonTypes.Double, out double value) ? value : null;

    /// <summary>Reads a boolean.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public bool GetBoolValue(string name) => _values.Get(name, JsonTypes.Bool);

    /// <summary>The twin of <see cref="GetBoolValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public bool? TryGetBoolValue(string name) => _values.TryGet(name, JsonTypes.Bool, out bool value) ? value : null;

    /// <summary>Reads a GUID.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public Guid GetGuidValue(string name) => _values.Get(name, JsonTypes.Guid);

    /// <summary>The twin of <see cref="GetGuidValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public Guid? TryGetGuidValue(string name) => _values.TryGet(name, JsonTypes.Guid, out Guid value) ? value : null;

    /// <summary>
    /// Reads a date and time. A value stored as UTC is returned as UTC. A value stored as local or with an offset is returned as the same
    /// instant in this machine's zone. A value of unspecified kind is returned unchanged.
    /// </summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public DateTime GetDateTimeValue(string name) => _values.Get(name, JsonTypes.DateTime);

    /// <summary>The twin of <see cref="GetDateTimeValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public DateTime? TryGetDateTimeValue(string name) => _values.TryGet(name, JsonTypes.DateTime, out DateTime value) ? value : null;

    /// <summary>
    /// Reads a date and time with its offset. Text without an offset is refused, because each machine would read it as another instant.
    /// </summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public DateTimeOffset GetDateTimeOffsetValue(string name) => _values.Get(name, JsonTypes.DateTimeOffset);

    /// <summary>The twin of <see cref="GetDateTimeOffsetValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public DateTimeOffset? TryGetDateTimeOffsetValue(string name) =>
        _values.TryGet(name, JsonTypes.DateTimeOffset, out DateTimeOffset value) ? value : null;

    /// <summary>Reads a duration written as <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public TimeSpan GetTimeSpanValue(string name) => _values.Get(name, JsonTypes.TimeSpan);

    /// <summary>The twin of <see cref="GetTimeSpanValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public TimeSpan? TryGetTimeSpanValue(string name) => _values.TryGet(name, JsonTypes.TimeSpan, out TimeSpan value) ? value : null;

    /// <summary>Reads bytes written in base64.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public byte[] GetByteArrayValue(string name) => _values.Get(name, JsonTypes.ByteArray);

    /// <summary>The twin of <see cref="GetByteArrayValue"/> that returns null when the value is absent or JSON null.</summary>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public byte[]? TryGetByteArrayValue(string name) => _values.TryGet(name, JsonTypes.ByteArray, out byte[]? value) ? value : null;

    /// <summary>Reads an enum value from its name, in any case, or its number. Flags are names separated by commas.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="FormatException">The value is JSON null or of another type.</exception>
    public TEnum GetEnumValue<TEnum>(string name)
        where TEnum : struct, Enum => _values.Get(name, JsonTypes.Enum<TEnum>());

    /// <summary>The twin of <see cref="GetEnumValue{TEnum}(string)"/> that returns null when the value is absent or JSON null.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <returns>The value, or null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public TEnum? TryGetEnumValue<TEnum>(string name)
        where TEnum : struct, Enum => _values.TryGet(name, JsonTypes.Enum<TEnum>(), out TEnum value) ? value : null;

    /// <summary>
    /// Reads an object, array or any other JSON. The defaults are those of <see cref="JsonSerializerDefaults.General"/> (property names as
    /// declared and case-sensitive), with enums read from names or numbers, and NaN and the infinities from their names.
    /// </summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <param name="options">
    /// How JSON becomes the object; null for the defaults. Trimmed and AOT apps pass options with a source-generated context.
    /// </param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="KeyNotFoundException">There is no value of this name.</exception>
    /// <exception cref="NotSupportedException">The options know no contract for the type.</exception>
    /// <exception cref="FormatException">The value is JSON null or does not fit the type; the message names the JSON path.</exception>
    public T GetObjectValue<T>(string name, JsonSerializerOptions? options = null) => _values.GetObject<T>(name, options);

    /// <summary>
    /// The twin of <see cref="GetObjectValue{T}(string, JsonSerializerOptions?)"/> that returns null when the value is absent or JSON null.
    /// </summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <param name="name">The name of the value.</param>
    /// <param name="options">
    /// How JSON becomes the object; null for the defaults. Trimmed and AOT apps pass options with a source-generated context.
    /// </param>
    /// <returns>The value; null, or the default of a value type, if it is absent or JSON null.</returns>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="NotSupportedException">The options know no contract for the type.</exception>
    /// <exception cref="FormatException">The value is of another type.</exception>
    public T? TryGetObjectValue<T>(string name, JsonSerializerOptions? options = null) => _values.TryGetObject<T>(name, options);
}
