using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace JobMaster.Values;

/// <summary>Writes single values as JSON text that <see cref="JsonTypes"/> reads back unchanged.</summary>
internal static class JsonText
{
    public static string String(string value) => IsWellFormed(value)
        ? Quote(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value))
        : throw new EncoderFallbackException(
            "The string holds half a surrogate pair, which JSON cannot carry. Store it as a byte array, or correct what cut it.");

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // ToString drops the sign of a negative zero.
    public static string Number(decimal value) => value == 0m && decimal.IsNegative(value)
        ? "-" + value.ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? text : Quote(text);
    }

    public static string Bool(bool value) => value ? "true" : "false";

    public static string Guid(Guid value) => Quote(value.ToString("D"));

    public static string DateTime(DateTime value)
    {
        if (value.Kind == DateTimeKind.Local)
        {
            // Throws at both ends of the calendar, where the local time has no UTC time to convert back from.
            _ = new DateTimeOffset(value);
        }

        return Quote(value.ToString("O", CultureInfo.InvariantCulture));
    }

    public static string DateTimeOffset(DateTimeOffset value) => Quote(value.ToString("O", CultureInfo.InvariantCulture));

    public static string TimeSpan(TimeSpan value) => Quote(value.ToString("c", CultureInfo.InvariantCulture));

    public static string ByteArray(byte[] value) => Quote(Convert.ToBase64String(value));

    // A value without a name is written as its number.
    public static string Enum<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        string text = value.ToString();
        return char.IsAsciiDigit(text[0]) || text[0] == '-' ? text : String(text);
    }

    public static bool IsWellFormed(string text)
    {
        ReadOnlySpan<char> rest = text;
        int surrogate = rest.IndexOfAnyInRange('\ud800', '\udfff');
        while (surrogate >= 0)
        {
            if (Rune.DecodeFromUtf16(rest[surrogate..], out _, out int read) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[(surrogate + read)..];
            surrogate = rest.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return true;
    }

    private static string Quote(string text) => string.Concat("\"", text, "\"");
}
