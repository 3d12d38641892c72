using System.Collections.Immutable;
using System.Globalization;

namespace JobMaster.Recurring;

/// <summary>
/// The canonical text of an expression that is being built, and the spelling of its words. Immutable, so that a builder can be branched.
/// </summary>
internal sealed record NaturalCronText(
    ImmutableArray<string> Parts, string? Zone = null, bool Ampersat = false, bool WeekFullName = false, bool MonthFullName = false)
{
    public static readonly NaturalCronText Empty = new([]);

    public NaturalCronText Rule(string keyword, string value) => Add($"{Sign}{keyword}{(value.Length > 0 ? " " : "")}{value}");

    public NaturalCronText Add(string part) => this with { Parts = Parts.Add(part) };

    public string Weekday(DayOfWeek weekday) => Enum.IsDefined(weekday)
        ? Shortened(weekday.ToString(), WeekFullName)
        : throw new ArgumentOutOfRangeException(nameof(weekday), weekday, $"Weekday {weekday} does not exist; use Sunday to Saturday.");

    public string Month(NaturalCronMonth month) => month is >= NaturalCronMonth.Jan and <= NaturalCronMonth.Dec
        ? Shortened(NaturalCronVocabulary.MonthNames[(int)month - 1], MonthFullName)
        : throw new ArgumentOutOfRangeException(nameof(month), month, $"Month {month} does not exist; use Jan to Dec.");

    public string Date(NaturalCronMonth month, int day) => $"{Ordinal(day)} {Month(month)}";

    public string NthWeekday(NaturalCronNth nth, DayOfWeek weekday) =>
        $"{(nth == NaturalCronNth.Last ? "Last" : Ordinal((int)nth))}{Weekday(weekday)}";

    public static string Time(TimeOnly time, bool includeSeconds) =>
        time.ToString(includeSeconds ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture);

    public static string Hour(int hour) => $"{(hour % 12 == 0 ? 12 : hour % 12)}{(hour < 12 ? "am" : "pm")}";

    public static string Ordinal(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}{SuffixOf(number)}");

    public static string List(string[] values) => values.Length == 1 ? values[0] : $"[{string.Join(", ", values)}]";

    public override string ToString() => string.Join(' ', Zone is null ? Parts : Parts.Add($"{Sign}TimeZone {Zone}"));

    private string Sign => Ampersat ? "@" : "";

    private static string Shortened(string name, bool full) => full ? name : name[..3];

    private static string SuffixOf(int number) => (number % 100, number % 10) switch
    {
        ( >= 11 and <= 13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
}
