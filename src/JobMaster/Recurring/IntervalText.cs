using System.Buffers;
using System.Globalization;

namespace JobMaster.Recurring;

/// <summary>Intervals as people and other systems write them: <c>5m</c>, <c>1h30m</c>, <c>90 seconds</c>, <c>PT5M</c>.</summary>
internal static class IntervalText
{
    private static readonly (string Unit, double Seconds)[] Units =
    [
        ("s", 1), ("sec", 1), ("secs", 1), ("second", 1), ("seconds", 1),
        ("m", 60), ("min", 60), ("mins", 60), ("minute", 60), ("minutes", 60),
        ("h", 3_600), ("hr", 3_600), ("hrs", 3_600), ("hour", 3_600), ("hours", 3_600),
        ("d", 86_400), ("day", 86_400), ("days", 86_400),
        ("w", 604_800), ("week", 604_800), ("weeks", 604_800),
    ];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan interval)
    {
        text = text.Trim();
        interval = TimeSpan.Zero;
        if (text is ['P' or 'p', ..])
        {
            // Before the T of an ISO 8601 duration, M means months.
            var days = text[1..];
            var (month, time) = (days.IndexOfAny('M', 'm'), days.IndexOfAny('T', 't'));
            return (month < 0 || (time >= 0 && time < month))
                && TryParse(days.ToString().Replace("T", "", StringComparison.OrdinalIgnoreCase), out interval);
        }

        var seconds = 0d;
        while (text.Length > 0)
        {
            if (!TryTake(ref text, out var part))
            {
                return false;
            }

            seconds += part;
        }

        if (seconds is <= 0 or > 1e9)
        {
            return false;
        }

        interval = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0;
        var digits = text.IndexOfAnyExcept(Digits);
        if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        text = text[digits..].TrimStart();
        var letters = text.IndexOfAnyExceptInRange('A', 'z');
        var unit = (letters < 0 ? text : text[..letters]).ToString();
        var known = Array.Find(Units, each => string.Equals(each.Unit, unit, StringComparison.OrdinalIgnoreCase));
        text = text[unit.Length..].TrimStart();
        seconds = count * known.Seconds;
        return known.Seconds > 0;
    }
}
