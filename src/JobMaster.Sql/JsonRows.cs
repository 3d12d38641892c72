using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Writes a batch as one JSON parameter. Rows are objects; null members are left out.</summary>
[Experimental("JM9001")]
public static class JsonRows
{
    private const int KeptBuffer = 1 << 20;
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? spare;

    /// <summary>An array with the output of <paramref name="writeRow"/> for each row.</summary>
    public static string Write<T>(IEnumerable<T> rows, Action<Utf8JsonWriter, T> writeRow)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(writeRow);
        var (buffer, writer) = spare ?? Create();
        spare = null;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        writer.WriteStartArray();
        foreach (var row in rows)
        {
            writeRow(writer, row);
        }

        writer.WriteEndArray();
        writer.Flush();
        string text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (buffer.Capacity <= KeptBuffer)
        {
            spare = (buffer, writer);
        }

        return text;
    }

    /// <summary>An array of ids.</summary>
    public static string Ids(IEnumerable<Guid> ids) => Write(ids, static (writer, id) => WriteId(writer, id));

    /// <summary>An array of texts.</summary>
    public static string Texts(IEnumerable<string> texts) =>
        Write(texts, static (writer, text) => writer.WriteStringValue(StoredText.Clean(text)));

    /// <summary>Writes an id member.</summary>
    public static void Id(this Utf8JsonWriter writer, string name, Guid? id)
    {
        if (id is { } value)
        {
            writer.WritePropertyName(name);
            WriteId(writer, value);
        }
    }

    /// <summary>Writes a text member, without characters that databases cannot store.</summary>
    public static void Text(this Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, StoredText.Clean(text));
        }
    }

    /// <summary>Writes a number member.</summary>
    public static void Number(this Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }

    /// <summary>Writes a fraction member, unless the number is not finite.</summary>
    public static void Fraction(this Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } value && double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
    }

    /// <summary>Writes an instant member.</summary>
    public static void Time(this Utf8JsonWriter writer, string name, DateTimeOffset? instant) =>
        writer.Number(name, instant is { } value ? SqlTime.ToMicroseconds(value) : null);

    /// <summary>Writes an interval member.</summary>
    public static void Interval(this Utf8JsonWriter writer, string name, TimeSpan? interval) =>
        writer.Number(name, interval is { } value ? SqlTime.ToMicroseconds(value) : null);

    internal static void WriteId(Utf8JsonWriter writer, Guid id)
    {
        Span<byte> digits = stackalloc byte[32];
        id.TryFormat(digits, out _, "N");
        writer.WriteStringValue(digits);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer, Options));
    }
}
