using System.Collections.Frozen;
using Kind = JobMaster.Recurring.NaturalCronTokenKind;

namespace JobMaster.Recurring;

/// <summary>Suggestions for words that are not in the language or that have more than one meaning.</summary>
internal static class NaturalCronHints
{
    private const int LongestGuess = 20;

    private static readonly FrozenDictionary<string, string> Words = new (string Words, string Hint)[]
    {
        ("twice thrice times", "write how far apart, 'every 12 hours', or when, 'daily at [09:00, 21:00]'"),
        ("once", "write 'daily', 'weekly' or a date such as '2027-03-01'"),
        ("business working work workday workdays holiday holidays", "holidays are not known; for Monday to Friday "
            + "write 'every weekday', 'on FirstWeekday' or 'on LastWeekday'"),
        ("biweekly bi semi", "write 'every 2 weeks' or 'every week on [mon, thu]'"),
        ("bimonthly", "write 'every 2 months' or 'monthly on [1st, 15th]'"),
        ("semimonthly", "write 'monthly on [1st, 15th]'"),
        ("biannually biannual semiannually semiannual biyearly", "write 'every 6 months' or 'every 2 years'"),
        ("bidaily", "write 'every 2 days' or 'daily at [09:00, 21:00]'"),
        ("biennially", "write 'every 2 years'"),
        ("morning mornings dawn", "write the time, as 'daily at 08:00' or 'every monday at 8am'"),
        ("afternoon afternoons lunch lunchtime", "write the time, as 'daily at 13:00' or 'every monday at 1pm'"),
        ("evening evenings dusk", "write the time, as 'daily at 18:00' or 'every monday at 6pm'"),
        ("night nights nightly tonight", "write the time, as 'daily at 02:00' or 'every monday at 10pm'"),
        ("for during", "write the hours as 'between 09:00 and 12:00'; set EndBefore for the end of the schedule"),
        ("even odd", "write 'every 2 days AnchoredOn 2nd' for even days of the month, 'every 2 days AnchoredOn 1st' for odd ones"),
        ("few couple several some", "write a number, as 'every 5 minutes'"),
        ("next this coming", "write a date such as '2027-03-01', or 'every monday'; a job that runs once is scheduled with OnceAtAsync"),
        ("then", "write 'and' between values, or a list such as '[mon, fri]'"),
        ("except excluding but not without skip unless", "list what remains, as 'every week on [mon, tue, wed]'"),
        ("after", "write 'from 09:00', which includes 09:00"),
        ("before by", "write 'upto 16:59', which includes 16:59"),
        ("start starting starts begin beginning begins since", "set StartAfter for the start of the schedule; write "
            + "'from 09:00' for a range that recurs, and '1st' for the beginning of a month"),
        ("end ending ends eom", "write 'LastDay' for the end of a month; set EndBefore for the end of the schedule"),
        ("closest nearest around", "write 'ClosestWeekdayTo 15th'"),
        ("today tomorrow now later ago yesterday", "write a date such as '2027-03-01'; a job that runs once is scheduled with OnceAtAsync"),
        ("half", "write 'every 30 minutes' or a time such as '09:30'"),
        ("past oclock clock o", "write a time such as '09:15', '9am' or '21:00'"),
        ("or", "write 'and' between values, or a list such as '[mon, fri]'"),
        ("to through thru", "write 'between 09:00 and 17:00', or a range of weekdays or months such as 'on mon-fri'"),
        ("m", "write 'minutes' or 'months'"),
        ("h", "write 'hours'"),
        ("s", "write 'seconds'"),
        ("d", "write 'days'"),
        ("w", "write 'weeks'"),
        ("y", "write 'years'"),
        ("ms millisecond milliseconds", "the shortest interval is 'every second'"),
        ("a an per", "write 'every', as 'every day' or 'every week'"),
        ("utc gmt z est edt cst cdt mst mdt pst pdt cet cest bst ist jst local", "write the zone as 'tz UTC' or 'tz Europe/Berlin'"),
        ("never", "use the type 'Never' for a schedule that only runs by hand"),
        ("always continuously constantly", "write 'every minute' or 'every second'"),
        ("random randomly jitter", "write a fixed time; a schedule has no random ones"),
        ("of", "write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on dec-31' for years, and a "
            + "weekday's name for weeks"),
        ("other", "write 'every 2 days' or 'every other day'"),
        ("weekday weekdays weekend weekends", "write 'every weekday', 'on weekdays' or 'on [sat, sun]'; a place in the "
            + "month is 'FirstWeekday' or 'LastWeekday'"),
        ("quarter quarters fortnight", "write 'every quarter', which is every 3 months, or the months, as 'in [jan, apr, jul, oct]'"),
        ("third fourth fifth", "write '3rd', or the weekday with it, as 'on ThirdMon'"),
        (".", "write times as '09:30' or '9am'"),
        ("'", "write the plain word or a time such as '9am'"),
        (";", "separate with spaces"),
    }.SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Hint))).ToFrozenDictionary(
        row => row.word, row => row.Hint, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a word only joins others.</summary>
    public static bool IsMinor(NaturalCronToken token) => token.Text.ToUpperInvariant() is "A" or "AN" or "PER" or "OF" or "TO";

    /// <summary>What to do about an unknown token, as text after a semicolon.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="at">The position of the token.</param>
    /// <param name="mayGuess">Whether to look for a word of similar spelling, which takes some tens of microseconds.</param>
    public static string For(IReadOnlyList<NaturalCronToken> tokens, int at, bool mayGuess)
    {
        var token = tokens[at];
        if (token.Hint is { } own)
        {
            return own;
        }

        if (at + 1 < tokens.Count && tokens[at + 1] is { Text: "/", Glued: true } && char.IsAsciiLetter(token.Text[0]))
        {
            var rest = tokens.Skip(at + 1).TakeWhile(part => part.Glued).Select(part => part.Text);
            return $"write a zone as 'tz {token.Text}{string.Concat(rest)}'";
        }

        if (DelayAt(tokens, at) is { } delay)
        {
            return delay;
        }

        if (Words.GetValueOrDefault(token.Text) is { } hint)
        {
            return hint;
        }

        return mayGuess && Guess(token.Text) is { } guess ? $"write '{guess}' if that is meant" : "check its spelling";
    }

    public static string NthWeekday(int nth, DayOfWeek weekday)
    {
        var day = weekday.ToString()[..3].ToLowerInvariant();
        return $"for one a month write 'monthly on {NaturalCronText.Ordinal(nth)}{day}', for one in {nth} write 'every "
            + $"{nth} weeks AnchoredOn {day}'";
    }

    public static string NthUnit(int nth, NaturalCronUnit unit)
    {
        var name = unit.ToString().ToLowerInvariant();
        return $"for one a month write 'monthly on {NaturalCronText.Ordinal(nth)}', for one {name} in {nth} write 'every {nth} {name}s'";
    }

    /// <summary>What to do about <c>in 5 minutes</c>.</summary>
    public static string Delay(NaturalCronToken number, NaturalCronToken unit)
    {
        var once = $"for once in {number.Text} {unit.Text} call OnceAfterAsync";
        return (unit.Unit, number.Number) switch
        {
            (NaturalCronUnit.Second, <= 59) => $"{once}, for each minute write 'minutely at second {number.Number}'",
            (NaturalCronUnit.Minute, <= 59) => $"{once}, for each hour write 'hourly at minute {number.Number}'",
            (NaturalCronUnit.Hour, <= 23) => $"{once}, for each day write 'daily at {number.Number:00}:00'",
            (NaturalCronUnit.Day, >= 1 and <= 31) => $"{once}, for each month write 'monthly on {NaturalCronText.Ordinal(number.Number)}'",
            (NaturalCronUnit.Month, >= 1 and <= 12) => $"{once}, for each year write 'yearly in {(NaturalCronMonth)number.Number}'",
            _ => once,
        };
    }

    /// <summary>What to do about a range of bare hours such as <c>from 9 to 5</c>.</summary>
    public static string Hours(NaturalCronToken rule, NaturalCronToken from, NaturalCronToken upto)
    {
        var evening = upto.Number % 12 == 0 ? 0 : upto.Number + 12;
        var half = from.Number < upto.Number ? (from.Number + 12, evening) : (from.Number, (upto.Number % 12) + 12);
        var (word, join) = string.Equals(rule.Text, "from", StringComparison.OrdinalIgnoreCase) ? ("from", "to") : ("between", "and");
        return $"write '{word} {NaturalCronText.Hour(half.Item1)} {join} {NaturalCronText.Hour(half.Item2)}' or "
            + $"'{word} {from.Number:00}:00 {join} {upto.Number:00}:00'";
    }

    /// <summary>What to do about <c>in an hour</c>, <c>after 5 minutes</c> and <c>once in 5 minutes</c>; null for other texts.</summary>
    private static string? DelayAt(IReadOnlyList<NaturalCronToken> tokens, int at)
    {
        var word = tokens[at].Text.ToUpperInvariant();
        var next = tokens.ElementAtOrDefault(at + 1);
        var isDelay = word switch
        {
            "A" or "AN" => at > 0 && next?.Kind == Kind.Unit && IsIn(tokens[at - 1]),
            "HALF" => at > 0 && IsIn(tokens[at - 1]),
            "AFTER" => next?.Kind == Kind.Number && tokens.ElementAtOrDefault(at + 2)?.Kind == Kind.Unit,
            "ONCE" => next is not null && IsIn(next) && tokens.ElementAtOrDefault(at + 2) is { Kind: Kind.Number or Kind.Unknown },
            _ => false,
        };
        return isDelay ? "a job that runs once after a while is scheduled with OnceAfterAsync" : null;
    }

    private static bool IsIn(NaturalCronToken token) =>
        token.Kind == Kind.At && string.Equals(token.Text, "in", StringComparison.OrdinalIgnoreCase);

    /// <summary>What to write for a number without a unit.</summary>
    /// <param name="number">The number.</param>
    /// <param name="rule">The word that begins its rule.</param>
    /// <param name="month">The month before it, from 1 to 12; null if there is none.</param>
    public static string Number(NaturalCronToken number, Kind? rule, int? month) => number.Number switch
    {
        >= 1 and <= 31 when month is >= 1 and <= 12 =>
            $"write '{((NaturalCronMonth)month).ToString().ToLowerInvariant()} {NaturalCronText.Ordinal(number.Number)}'",
        > 31 when number.Text.Length == 4 && number.Number is >= 100 and < 1000 || (number.Number is >= 1000 and < 1900) =>
            $"write a time as '{number.Text[..2]}:{number.Text[2..]}'",
        > 31 => $"write 'year {number.Text}'",
        <= 23 when rule is Kind.Between or Kind.From or Kind.Upto => $"write '{number.Number:00}:00' or "
            + $"'{NaturalCronText.Hour(number.Number)}' for an hour, '{NaturalCronText.Ordinal(number.Number)}' for a day",
        <= 23 => $"write 'day {number.Number}', 'hour {number.Number}' or '{NaturalCronText.Ordinal(number.Number)}', "
            + $"or a time such as '{NaturalCronText.Hour(number.Number)}'",
        _ => $"write 'day {number.Number}', 'minute {number.Number}' or '{NaturalCronText.Ordinal(number.Number)}'",
    };

    /// <summary>The most similar word of the language; null if none is similar enough.</summary>
    private static string? Guess(string word)
    {
        if (word.Length is < 3 or > LongestGuess || !word.All(char.IsAsciiLetter))
        {
            return null;
        }

        var (best, distance) = NaturalCronVocabulary.Spellings
            .Select(known => (known, Distance(word.ToUpperInvariant(), known.ToUpperInvariant())))
            .MinBy(pair => (pair.Item2, char.ToUpperInvariant(pair.known[0]) == char.ToUpperInvariant(word[0]) ? 0 : 1));
        return distance <= (word.Length > 5 ? 2 : 1) ? best : null;
    }

    /// <summary>How many letters to add, drop or replace, or neighbours to swap, to turn one word into the other.</summary>
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    rows[row, column] = row + column;
                    continue;
                }

                var replaced = rows[row - 1, column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                rows[row, column] = Math.Min(replaced, Math.Min(rows[row - 1, column], rows[row, column - 1]) + 1);
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                {
                    rows[row, column] = Math.Min(rows[row, column], rows[row - 2, column - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }
}
