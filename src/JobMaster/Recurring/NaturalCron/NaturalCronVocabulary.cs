using System.Collections.Frozen;
using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>The words of the language and their meanings; case does not matter.</summary>
internal static class NaturalCronVocabulary
{
    public static readonly string[] MonthNames =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] OrdinalSuffixes = ["st", "nd", "rd", "th"];
    private static readonly string[] OrdinalWords = ["First", "Second", "Third", "Fourth", "Fifth"];
    private static readonly (string Word, int Number)[] NumberWords =
    [
        ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10),
        ("eleven", 11), ("twelve", 12), ("fifteen", 15), ("twenty", 20), ("thirty", 30), ("forty", 40), ("fortyfive", 45), ("ninety", 90),
    ];

    private static readonly FrozenDictionary<string, NaturalCronToken> Words = AllWords().ToFrozenDictionary(
        word => word.Text, StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that may be suggested for a misspelt one.</summary>
    public static IEnumerable<string> Spellings => Words.Keys.Where(word => word.Length > 1);

    /// <summary>The meaning of a word, or null if it is not in the language.</summary>
    public static NaturalCronToken? Find(string word) => Words.GetValueOrDefault(word);

    /// <summary>The meaning of a word written right after a number: <c>th</c>, <c>rdMon</c>; or null.</summary>
    public static NaturalCronToken? FindOrdinal(string word, int number)
    {
        if (word.Length < 2 || !OrdinalSuffixes.Contains(word[..2], StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        if (word.Length == 2)
        {
            return new NaturalCronToken(Kind.Ordinal, word, 0);
        }

        return Find(word[2..]) is { Kind: Kind.Weekday } weekday && number is >= 1 and <= 5
            ? new NaturalCronToken(Kind.Special, word, 0) { Day = new DaySpec(DayBase.NthOfWeekday, number, (DayOfWeek)weekday.Number) }
            : null;
    }

    private static IEnumerable<NaturalCronToken> AllWords() =>
        [
            .. Keywords(), .. Units(), .. Names(Kind.Month, MonthNames, 1), .. Names(Kind.Weekday, Enum.GetNames<DayOfWeek>(), 0),
            .. Specials(), .. NthWeekdays(), .. EnglishWords(),
        ];

    private static IEnumerable<NaturalCronToken> Keywords()
    {
        (Kind Kind, string[] Words)[] keywords =
        [
            (Kind.Every, ["every"]), (Kind.At, ["at", "on", "in"]), (Kind.Between, ["between"]), (Kind.Upto, ["upto"]),
            (Kind.From, ["from"]),
            (Kind.Zone, ["tz", "timezone"]), (Kind.And, ["and"]), (Kind.First, ["First"]), (Kind.Last, ["Last"]),
            (Kind.Closest, ["ClosestWeekdayTo"]),
            (Kind.Am, ["am"]), (Kind.Pm, ["pm"]),
            (Kind.Anchor, ["AnchoredOn", "AnchoredIn", "AnchoredAt", "BasedOn", "BasedIn", "BasedAt"]),
        ];
        return keywords.SelectMany(keyword => keyword.Words.Select(word => new NaturalCronToken(keyword.Kind, word, 0)));
    }

    private static IEnumerable<NaturalCronToken> Units()
    {
        (Unit Unit, string Frequency, string[] Words)[] units =
        [
            (Unit.Second, "secondly", ["sec", "second", "seconds", "secs"]),
            (Unit.Minute, "minutely", ["min", "minute", "minutes", "mins"]),
            (Unit.Hour, "hourly", ["hr", "hour", "hours", "hrs"]),
            (Unit.Day, "daily", ["day", "days", "dy", "dys"]),
            (Unit.Week, "weekly", ["wk", "week", "weeks", "wks"]),
            (Unit.Month, "monthly", ["mth", "month", "months", "mths"]),
            (Unit.Year, "yearly", ["yr", "year", "years", "yrs"]),
        ];
        return units.SelectMany(unit => unit.Words
            .Select(word => new NaturalCronToken(Kind.Unit, word, 0) { Unit = unit.Unit })
            .Append(new NaturalCronToken(Kind.Frequency, unit.Frequency, 0) { Unit = unit.Unit }));
    }

    /// <summary>Words outside the grammar, for English with one meaning.</summary>
    private static IEnumerable<NaturalCronToken> EnglishWords() =>
    [
        new(Kind.Clock, "noon", 0) { Number = 12 }, new(Kind.Clock, "midday", 0) { Number = 12 }, new(Kind.Clock, "midnight", 0),
        new(Kind.Nth, "third", 0) { Number = 3 }, new(Kind.Nth, "fourth", 0) { Number = 4 }, new(Kind.Nth, "fifth", 0) { Number = 5 },
        new(Kind.To, "to", 0), new(Kind.To, "through", 0), new(Kind.To, "thru", 0), new(Kind.Until, "until", 0), new(Kind.Until, "till", 0),
        new(Kind.Frequency, "annually", 0) { Unit = Unit.Year },
        .. Enum.GetValues<DayOfWeek>().Select(day => new NaturalCronToken(Kind.Weekday, $"{day}s", 0) { Number = (int)day }),
        .. NumberWords.Select(word => new NaturalCronToken(Kind.Number, word.Word, 0) { Number = word.Number }),
    ];

    private static IEnumerable<NaturalCronToken> Names(Kind kind, string[] names, int first) =>
        names.SelectMany((name, index) => new[] { name, name[..3] }.Distinct()
            .Select(word => new NaturalCronToken(kind, word, 0) { Number = index + first }));

    private static IEnumerable<NaturalCronToken> Specials()
    {
        (DaySpec Day, string[] Words)[] specials =
        [
            (new DaySpec(DayBase.FromStart, 1), ["FirstDay", "FirstDayOfMonth", "FirstDayOfTheMonth", "FirstOfTheMonth"]),
            (new DaySpec(DayBase.FromEnd), ["LastDay", "LastDayOf", "LastDayOfMonth", "LastDayOfTheMonth"]),
            (new DaySpec(DayBase.WeekdayNearStart, 1), ["FirstWeekday"]),
            (new DaySpec(DayBase.WeekdayNearEnd), ["LastWeekday"]),
        ];
        return specials.SelectMany(special =>
            special.Words.Select(word => new NaturalCronToken(Kind.Special, word, 0) { Day = special.Day }));
    }

    private static IEnumerable<NaturalCronToken> NthWeekdays() =>
        from weekday in Enum.GetValues<DayOfWeek>()
        from name in new[] { weekday.ToString(), weekday.ToString()[..3] }
        from nth in OrdinalWords.Append("Last").Index()
        let day = nth.Index < OrdinalWords.Length
            ? new DaySpec(DayBase.NthOfWeekday, nth.Index + 1, weekday)
            : new DaySpec(DayBase.LastOfWeekday, Weekday: weekday)
        select new NaturalCronToken(Kind.Special, nth.Item + name, 0) { Day = day };
}
