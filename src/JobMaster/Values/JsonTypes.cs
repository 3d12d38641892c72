using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace JobMaster.Values;

/// <summary>The types a value may be read as.</summary>
internal static class JsonTypes
{
    public static readonly JsonType<string> String = new("a string", TryReadString);

    public static readonly JsonType<int> Int = new("a whole number within int", static (stored, out value) =>
    {
        value = 0;
        return IsNumber(stored) && stored.TryGetInt32(out value);
    });

    public static readonly JsonType<long> Long = new("a whole number within long", static (stored, out value) =>
    {
        value = 0;
        return IsNumber(stored) && stored.TryGetInt64(out value);
    });

    public static readonly JsonType<decimal> Decimal = new("a number within decimal", static (stored, out value) =>
    {
        value = 0;
        return IsNumber(stored) && stored.TryGetDecimal(out value);
    });

    public static readonly JsonType<double> Double = new("a number within double, \"NaN\", \"Infinity\" or \"-Infinity\"", TryReadDouble);

    public static readonly JsonType<bool> Bool = new("true or false", static (stored, out value) =>
    {
        value = stored.ValueKind == JsonValueKind.True;
        return value || stored.ValueKind == JsonValueKind.False;
    });

    public static readonly JsonType<Guid> Guid = new("a GUID of 32 digits and 4 hyphens", static (stored, out value) =>
    {
        value = default;
        return IsString(stored) && stored.TryGetGuid(out value);
    });

    public static readonly JsonType<DateTime> DateTime = new("an ISO 8601 date and time", static (stored, out value) =>
    {
        value = default;
        return IsString(stored) && stored.TryGetDateTime(out value);
    });

    // Without an offset in the text, the reader's own time zone would decide the instant, and it differs from worker to worker.
    public static readonly JsonType<DateTimeOffset> DateTimeOffset =
        new("an ISO 8601 date and time with an offset", static (stored, out value) =>
    {
        value = default;
        return IsString(stored)
            && stored.TryGetDateTimeOffset(out value)
            && !(stored.TryGetDateTime(out DateTime local) && local.Kind == DateTimeKind.Unspecified);
    });

    public static readonly JsonType<TimeSpan> TimeSpan = new("a duration as [-][d.]hh:mm:ss[.fffffff]", static (stored, out value) =>
    {
        value = default;
        // "c" alone would read "5" as five days.
        return IsString(stored)
            && stored.GetString() is { } text
            && text.Contains(':')
            && System.TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value);
    });

    public static readonly JsonType<byte[]> ByteArray = new("bytes in base64", TryReadByteArray);

    public static JsonType<TEnum> Enum<TEnum>()
        where TEnum : struct, Enum => EnumType<TEnum>.Instance;

    private static bool TryReadString(JsonElement stored, [MaybeNullWhen(false)] out string value)
    {
        value = IsString(stored) ? stored.GetString() : null;
        return value is not null;
    }

    private static bool TryReadByteArray(JsonElement stored, [MaybeNullWhen(false)] out byte[] value)
    {
        value = null;
        return IsString(stored) && stored.TryGetBytesFromBase64(out value);
    }

    private static bool TryReadDouble(JsonElement stored, out double value)
    {
        value = double.NaN;
        if (IsNumber(stored))
        {
            // A number that is too large for a double is read as infinity.
            return stored.TryGetDouble(out value) && double.IsFinite(value);
        }

        if (!IsString(stored))
        {
            return false;
        }

        if (stored.ValueEquals("NaN"))
        {
            return true;
        }

        value = stored.ValueEquals("Infinity") ? double.PositiveInfinity : double.NegativeInfinity;
        return double.IsPositive(value) || stored.ValueEquals("-Infinity");
    }

    private static bool IsString(JsonElement stored) => stored.ValueKind == JsonValueKind.String;

    private static bool IsNumber(JsonElement stored) => stored.ValueKind == JsonValueKind.Number;

    private static class EnumType<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly JsonType<TEnum> Instance = new(
            $"a name or number of {JsonExcerpt.TypeName(typeof(TEnum))} (such as " +
            $"{string.Join(", ", System.Enum.GetNames<TEnum>().Take(10))})",
            TryRead);

        private static bool TryRead(JsonElement stored, out TEnum value)
        {
            value = default;
            if (IsNumber(stored))
            {
                return System.Enum.TryParse(stored.GetRawText(), out value);
            }

            // Enum.TryParse would read "3" as a number; here, a string is always a name.
            return IsString(stored)
                && stored.GetString() is { Length: > 0 } text
                && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+' or ' ')
                && (System.Enum.TryParse(text, out value) || System.Enum.TryParse(text, ignoreCase: true, out value));
        }
    }
}
