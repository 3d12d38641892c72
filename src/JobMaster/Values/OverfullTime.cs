using System.Globalization;

namespace JobMaster.Values;

/// <summary>
/// Reads hours:minutes:seconds with a part that is too large, such as 24:00:00 or 00:90:00. .NET reads the first as 24 days and refuses the
/// second.
/// </summary>
internal static class OverfullTime
{
    private const double MostHours = 10_000_000;

    /// <returns>The time that the author means; null if the text is not of this form, or no part is too large.</returns>
    public static TimeSpan? Read(string text)
    {
        var parts = text.Trim().Split(':');
        if (parts.Length != 3
            || Part(parts[0], NumberStyles.None) is not { } hours
            || Part(parts[1], NumberStyles.None) is not { } minutes
            || Part(parts[2], NumberStyles.AllowDecimalPoint) is not { } seconds)
        {
            return null;
        }

        return (hours < 24 && minutes < 60 && seconds < 60) || hours + (minutes / 60) + (seconds / 3600) > MostHours
            ? null
            : TimeSpan.FromHours(hours) + TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(seconds);
    }

    private static double? Part(string text, NumberStyles styles) =>
        double.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) ? number : null;
}
