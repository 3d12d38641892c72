using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// Rewrites English with one meaning into the words of the grammar: <c>every weekday at noon</c> becomes <c>every week on [mon, tue, wed,
/// thu, fri] at 12:00</c>. Tokens keep their positions. Text with two meanings is left for <see cref="NaturalCronHints"/>.
/// </summary>
internal sealed class NaturalCronEnglish(List<NaturalCronToken> tokens)
{
    private const int MostNths = 6;

    private static readonly NaturalCronToken Nothing = new(Kind.Unknown, "", -1);
    private static readonly DayOfWeek[] Weekdays =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly DayOfWeek[] Weekend = [DayOfWeek.Saturday, DayOfWeek.Sunday];

    private readonly List<NaturalCronToken> output = new(tokens.Count);
    private int index;

    private NaturalCronToken Current => Peek(0);

    private NaturalCronToken Last => output is [.., var last] ? last : Nothing;

    /// <summary>The keyword of the current rule.</summary>
    private Kind Rule => output.FindLast(token => token.BeginsRule)?.Kind ?? Kind.Unknown;

    /// <summary>The tokens in the words of the grammar; the same list if no token was rewritten.</summary>
    public static List<NaturalCronToken> Normalise(List<NaturalCronToken> tokens)
    {
        var english = new NaturalCronEnglish(tokens);
        while (english.index < tokens.Count)
        {
            english.ReadNext();
        }

        english.BeginRule();
        var lists = NaturalCronLists.Bracket(english.output);
        return lists.SequenceEqual(tokens) ? tokens : lists;
    }

    /// <summary>Reads a text that begins with a value, <c>weekdays at 9am</c>, as if it began with <c>on</c>.</summary>
    private void BeginRule()
    {
        if (output is [{ Kind: Kind.Weekday or Kind.Month or Kind.Special or Kind.Clock } or { Kind: Kind.First or Kind.Last }, ..]
            or [{ Kind: Kind.Number }, { Kind: Kind.Ordinal or Kind.Am or Kind.Pm }, ..])
        {
            output.Insert(0, output[0] with { Kind = Kind.At });
        }
    }

    private NaturalCronToken Peek(int ahead) => index + ahead < tokens.Count ? tokens[index + ahead] : Nothing;

    private void ReadNext()
    {
        var token = Current;
        if (TakeDelay(token) || TakeNthWeekdays() || TakeRange() || TakeCountedUnit())
        {
            return;
        }

        switch (token.Kind)
        {
            case Kind.Unknown:
                ReadWord(token);
                return;
            case Kind.Clock when Last is { Kind: Kind.Number, Number: 12 } twelve:
                output.Remove(twelve);
                break;
            case Kind.Until when Rule is Kind.From or Kind.Between:
            case Kind.To when Rule is Kind.From or Kind.Between:
            case Kind.Minus when Rule is Kind.From or Kind.Between && EndsRange():
                ReadRangeEnd(token);
                return;
            case Kind.Until:
                token = token with { Kind = Kind.Upto };
                break;
        }

        Add(token);
        index++;
    }

    private void ReadWord(NaturalCronToken word)
    {
        var isRead = word.Text.ToUpperInvariant() switch
        {
            "THE" => true,
            "EACH" => Add(word with { Kind = Kind.Every }),
            "ONCE" => TakeOnce(word),
            "OF" => TakeOf(word),
            "OTHER" => Last.Kind == Kind.Every && Add(word with { Kind = Kind.Number, Number = 2 }),
            "WEEKDAY" or "WEEKDAYS" => TakeWeekdays(word),
            "WEEKEND" or "WEEKENDS" =>
                Last.Kind is not (Kind.First or Kind.Last or Kind.Number) && AddList(word, Kind.Weekday, Weekend.Select(day => (int)day)),
            "QUARTER" when Peek(1) is { Kind: Kind.Unit, Unit: Unit.Hour } => Add(word with { Hint = "write 'every 15 minutes'" }),
            "QUARTER" or "QUARTERS" => AddMultiple(word, 3, Unit.Month),
            "FORTNIGHT" or "FORTNIGHTS" => AddMultiple(word, 2, Unit.Week),
            "QUARTERLY" => Add(word with { Kind = Kind.Every }) && AddMultiple(word, 3, Unit.Month),
            "FORTNIGHTLY" => Add(word with { Kind = Kind.Every }) && AddMultiple(word, 2, Unit.Week),
            _ => false,
        };
        if (!isRead)
        {
            Add(word);
        }

        index++;
    }

    /// <summary><c>once a day</c>, <c>once per week</c>, <c>once every month</c>.</summary>
    private bool TakeOnce(NaturalCronToken word)
    {
        if (Peek(1).Kind is Kind.Every or Kind.Frequency)
        {
            return true;
        }

        if (!Is(Peek(1), "a", "an", "per", "each") || Peek(2).Kind != Kind.Unit)
        {
            return false;
        }

        index++;
        return Add(word with { Kind = Kind.Every });
    }

    /// <summary>
    /// <c>of the month</c> after a day, <c>of march</c>, <c>of the week</c> after a unit; <c>of every month</c> is a separate rule.
    /// </summary>
    private bool TakeOf(NaturalCronToken word)
    {
        var ahead = Is(Peek(1), "the", "a") ? 2 : 1;
        if (Peek(ahead).Kind == Kind.Month)
        {
            return !IsEveryUnit() || Add(word with { Kind = Kind.At });
        }

        if (Peek(ahead) is { Kind: Kind.Unit } unit && (unit.Unit == Unit.Month || IsEveryUnit()))
        {
            index += ahead;
            return true;
        }

        if ((Peek(1).Kind == Kind.Every || Is(Peek(1), "each")) && Peek(2) is { Kind: Kind.Unit, Unit: Unit.Month or Unit.Year })
        {
            // If an "every" was read already, this one repeats it.
            index += output.Exists(token => token.Kind is Kind.Every or Kind.Frequency) ? 2 : 0;
            return true;
        }

        return false;
    }

    /// <summary>Whether the last token is a unit, but not the day of <c>first day</c>.</summary>
    private bool IsEveryUnit() => Last.Kind == Kind.Unit && output is not [.., { Kind: Kind.First or Kind.Last }, _];

    private bool TakeWeekdays(NaturalCronToken word)
    {
        if (Last.Kind is Kind.First or Kind.Last)
        {
            var day = Last.Kind == Kind.First ? new DaySpec(DayBase.WeekdayNearStart, 1) : new DaySpec(DayBase.WeekdayNearEnd);
            output[^1] = Last with { Kind = Kind.Special, Day = day };
            return true;
        }

        return Last.Kind is not (Kind.Ordinal or Kind.Nth or Kind.Number) && AddList(word, Kind.Weekday, Weekdays.Select(day => (int)day));
    }

    /// <summary><c>first monday</c>, <c>2nd and 4th tuesday</c>: one token for each.</summary>
    private bool TakeNthWeekdays()
    {
        var nths = new List<(NaturalCronToken Token, int Nth)>();
        var ahead = 0;
        while (nths.Count < MostNths && NthAt(ref ahead) is { } nth)
        {
            nths.Add(nth);
            var next = ahead + 1;
            if (Peek(ahead).Kind is not (Kind.And or Kind.Comma) && !Peek(ahead).AfterComma)
            {
                break;
            }

            ahead += Peek(ahead).Kind is Kind.And or Kind.Comma && NthAt(ref next) is not null ? 1 : 0;
        }

        if (nths.Count == 0 || Peek(ahead) is not { Kind: Kind.Weekday } weekday)
        {
            return false;
        }

        // "every second monday" means every other one to some readers and the second of the month to others.
        if (Last.Kind == Kind.Every && nths[0].Nth is > 1 && !Is(Peek(ahead + 1), "of"))
        {
            Add(nths[0].Token with { Kind = Kind.Unknown, Hint = NaturalCronHints.NthWeekday(nths[0].Nth, (DayOfWeek)weekday.Number) });
            index += ahead + 1;
            return true;
        }

        foreach (var (place, (token, nth)) in nths.Index())
        {
            var day = nth == 0
                ? new DaySpec(DayBase.LastOfWeekday, Weekday: (DayOfWeek)weekday.Number)
                : new DaySpec(DayBase.NthOfWeekday, nth, (DayOfWeek)weekday.Number);
            Separate(place, token);
            Add(token with { Kind = Kind.Special, Day = day });
        }

        index += ahead + 1;
        return true;
    }

    /// <summary>First to fifth and last (0), as a word or a number; moves past it.</summary>
    private (NaturalCronToken Token, int Nth)? NthAt(ref int ahead)
    {
        var token = Peek(ahead);
        int? nth = token.Kind switch
        {
            Kind.First => 1,
            Kind.Last => 0,
            Kind.Nth => token.Number,
            Kind.Unit when Is(token, "second") => 2,
            Kind.Number when token.Number is >= 1 and <= 5 && Peek(ahead + 1).Kind == Kind.Ordinal => token.Number,
            _ => null,
        };
        ahead += nth is null ? 0 : token.Kind == Kind.Number ? 2 : 1;
        return nth is null ? null : (token, nth.Value);
    }

    /// <summary>
    /// <c>in 5 minutes</c> without <c>every</c> means once to most readers, and minute 5 of every hour in the grammar; <c>in 8hr</c> is a
    /// time of day of the grammar.
    /// </summary>
    private bool TakeDelay(NaturalCronToken token)
    {
        if (token.Kind != Kind.At || !Is(token, "in")
            || Peek(1) is not { Kind: Kind.Number } number || Peek(2) is not { Kind: Kind.Unit } unit
            || unit is { Unit: Unit.Hour, Glued: true }
            || tokens.Exists(each => each.Kind is Kind.Every or Kind.Frequency || Is(each, "each")))
        {
            return false;
        }

        Add(token);
        Add(number with { Kind = Kind.Unknown, Text = $"{number.Text} {unit.Text}", Hint = NaturalCronHints.Delay(number, unit) });
        index += 3;
        return true;
    }

    /// <summary><c>mon-fri</c>, <c>june to august</c> outside of windows: all values between.</summary>
    private bool TakeRange()
    {
        var (first, last) = (Current, Peek(2));
        if (first.Kind is not (Kind.Weekday or Kind.Month) || last.Kind != first.Kind || Peek(1).Kind is not (Kind.To or Kind.Minus)
            || Rule is Kind.Between or Kind.From or Kind.Upto)
        {
            return false;
        }

        var (least, cycle) = first.Kind == Kind.Month ? (1, 12) : (0, 7);
        var count = ((last.Number - first.Number + cycle) % cycle) + 1;
        AddList(first, first.Kind, Enumerable.Range(0, count).Select(step => ((first.Number - least + step) % cycle) + least));
        index += 3;
        return true;
    }

    /// <summary><c>every second week</c>, <c>every 3rd month</c>: a count and its unit.</summary>
    private bool TakeCountedUnit()
    {
        var ahead = 0;
        if (Last.Kind != Kind.Every
            || NthAt(ref ahead) is not (var token, >= 2 and var count)
            || Peek(ahead) is not { Kind: Kind.Unit } unit)
        {
            return false;
        }

        if (Is(Peek(ahead + 1), "of"))
        {
            Add(token with { Kind = Kind.Unknown, Hint = NaturalCronHints.NthUnit(count, unit.Unit) });
            index += ahead + 1;
            return true;
        }

        Add(token with { Kind = Kind.Number, Number = count });
        Add(unit);
        index += ahead + 1;
        return true;
    }

    /// <summary>Whether a dash after the last token cannot belong to a date or to <c>LastDay - 3</c>.</summary>
    private bool EndsRange() =>
        Last.Kind is Kind.Am or Kind.Pm or Kind.Ordinal or Kind.Weekday or Kind.Clock
        || output is [.., { Kind: Kind.Colon }, { Kind: Kind.Number }];

    private void ReadRangeEnd(NaturalCronToken token)
    {
        var rule = output.FindLastIndex(each => each.BeginsRule);
        output[rule] = output[rule] with { Kind = Kind.Between };
        Add(token with { Kind = Kind.And });
        index++;
    }

    private bool AddMultiple(NaturalCronToken word, int factor, Unit unit)
    {
        if (Last is { Kind: Kind.Number } count && output is [.., { Kind: Kind.Every }, _])
        {
            output[^1] = count with { Number = (int)Math.Min((long)count.Number * factor, int.MaxValue) };
        }
        else if (Last.Kind == Kind.Every)
        {
            Add(word with { Kind = Kind.Number, Number = factor });
        }
        else
        {
            return false;
        }

        return Add(word with { Kind = Kind.Unit, Unit = unit });
    }

    private bool AddList(NaturalCronToken word, Kind kind, IEnumerable<int> values)
    {
        foreach (var (place, value) in values.Index())
        {
            Separate(place, word);
            Add(word with { Kind = kind, Number = value });
        }

        return true;
    }

    private void Separate(int place, NaturalCronToken token)
    {
        if (place > 0)
        {
            Add(token with { Kind = Kind.Comma });
        }
    }

    private bool Add(NaturalCronToken token)
    {
        output.Add(token);
        return true;
    }

    private static bool Is(NaturalCronToken token, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (string.Equals(token.Text, word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
