using System.ComponentModel;
using System.Globalization;
using JobMaster.Values;

namespace JobMaster.Configuration;

/// <summary>Checks whether a text of a configuration is a value of an option.</summary>
internal static class SectionValue
{
    /// <summary>Whether an option of the type can be set in a configuration.</summary>
    public static bool CanBe(Type type) => type == typeof(string) || type.IsEnum || Converter(type) is not null;

    /// <returns>Null if the binder accepts it with the meaning that a reader expects.</returns>
    public static string? WhyNot(string value, Type type) =>
        type == typeof(TimeSpan) && OverfullTime.Read(value) is { } meant ? WhyNoOverfullTime(value, meant)
        : !Fits(value, type) ? $"is no value of this option. Write {Expected(type)}."
        : type == typeof(TimeSpan) && !value.Contains(':', StringComparison.Ordinal) ? WhyNoPlainNumber(value)
        : null;

    public static string Expected(Type type) =>
        type == typeof(TimeSpan) ? "a time as days.hours:minutes:seconds, such as 00:00:30"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) ? string.Create(CultureInfo.InvariantCulture, $"a number such as {1.5}")
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : "a text";

    /// <summary>.NET reads it as days, most people as seconds.</summary>
    private static string WhyNoPlainNumber(string value)
    {
        var days = TimeSpan.Parse(value, CultureInfo.InvariantCulture);
        var seconds = TimeSpan.FromSeconds(days.TotalDays);
        return "is a plain number, which says no unit. " +
            $"Write {seconds:c} for {value.Trim()} seconds" + (days == TimeSpan.Zero ? "." : $", or {days:c} for as many days.");
    }

    /// <summary>.NET reads 24:00:00 as 24 days, most people as 24 hours.</summary>
    private static string WhyNoOverfullTime(string value, TimeSpan meant) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var days)
            ? "has 24 hours or more in front of the first colon, which .NET reads as days. " +
                $"Write {meant:c} for {Hours(meant)}, or {days:c} for days."
            : $"has more than 23 hours, 59 minutes or 59 seconds in one part. Write {meant:c}.";

    private static string Hours(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerHour == 0 ? Counted.Of((long)time.TotalHours, "hour") : "hours, minutes and seconds";

    /// <summary>Whether the binder accepts it.</summary>
    private static bool Fits(string value, Type type)
    {
        if (Converter(type) is not { } converter)
        {
            return !type.IsEnum || (Enum.TryParse(type, value, ignoreCase: true, out var read) && Enum.IsDefined(type, read));
        }

        try
        {
            converter.ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static TypeConverter? Converter(Type type) =>
        type == typeof(TimeSpan) ? new TimeSpanConverter()
        : type == typeof(int) ? new Int32Converter()
        : type == typeof(long) ? new Int64Converter()
        : type == typeof(double) ? new DoubleConverter()
        : type == typeof(bool) ? new BooleanConverter()
        : null;
}
