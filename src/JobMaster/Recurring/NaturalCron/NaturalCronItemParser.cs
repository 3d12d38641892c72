using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Parses the items of one rule. An impossible value is noted and parsing continues; unreadable text ends it.</summary>
internal sealed class NaturalCronItemParser(
    string text, IReadOnlyList<NaturalCronToken> tokens, int start, int end, List<NaturalCronProblem> problems)
{
    private static readonly NaturalCronToken Nothing = new(Kind.Unknown, "", -1);

    private readonly NaturalCronItemValues values = new(text, problems);
    private int index = start;

    public bool AtEnd => index >= end;

    public NaturalCronToken Current => Peek(0);

    public bool Take(Kind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        index++;
        return true;
    }

    public NaturalCronToken Peek(int ahead) => index + ahead < end ? tokens[index + ahead] : Nothing;

    /// <summary>The next item, or null if it cannot be read. A bare number is in units of <paramref name="inherited"/>.</summary>
    public NaturalCronItem? Parse(Unit inherited)
    {
        var first = index;
        var length = 0;
        while (Peek(length).Kind is not (Kind.And or Kind.Comma or Kind.Open or Kind.Close or Kind.Anchor) && index + length < end)
        {
            length++;
        }

        if (length == 0)
        {
            Fail(
                AtEnd ? tokens[Math.Max(end - 1, 0)] : Current,
                "is not followed by a value; write a time, a date, a day, a weekday or a month");
            return null;
        }

        var last = tokens[first + length - 1];
        var item = new NaturalCronItem(tokens[first].Position, text[tokens[first].Position..(last.Position + last.Text.Length)]);
        while (index < first + length)
        {
            if (!ParsePart(item, inherited))
            {
                return null;
            }
        }

        return item;
    }

    public bool Fail(NaturalCronToken token, string problem) => values.Fail(token, problem);

    private bool ParsePart(NaturalCronItem item, Unit inherited)
    {
        var token = Current;
        switch (token.Kind)
        {
            case Kind.Number:
                return ParseNumber(item, inherited);
            case Kind.Unit:
                return ParseUnit(item);
            case Kind.Month:
                index++;
                values.SetMonth(item, token, token.Number);
                return !Take(Kind.Minus) || ParseDayNumber(item);
            case Kind.Weekday:
                index++;
                values.SetWeekday(item, token);
                return true;
            case Kind.Special:
                index++;
                return SetSpecial(item, token, token.Day);
            case Kind.First or Kind.Last when Peek(1) is { Kind: Kind.Unit, Unit: Unit.Day }:
                index += 2;
                return SetSpecial(item, token, EdgeOfMonth(token));
            case Kind.First or Kind.Last when inherited == Unit.Day:
                index++;
                return SetSpecial(item, token, EdgeOfMonth(token));
            case Kind.Clock:
                index++;
                values.SetTime(item, token, Kind.Unknown, token with { Number = 0 }, null);
                return true;
            case Kind.Closest:
                return ParseClosest(item);
            default:
                return Fail(token, "is not a value here; write a time, a date, a day, a weekday or a month");
        }
    }

    private bool ParseNumber(NaturalCronItem item, Unit inherited)
    {
        var number = Current;
        switch (Peek(1))
        {
            case { Kind: Kind.Colon }:
                return ParseTime(item);
            case { Kind: Kind.Special, Glued: true } nth:
                index += 2;
                return SetSpecial(item, nth, nth.Day);
            case { Kind: Kind.Ordinal }:
                return ParseDayNumber(item);
            case { Kind: Kind.Am or Kind.Pm }:
                index++;
                SetTime(item, number);
                return true;
            case { Kind: Kind.Minus }:
                return ParseDashedDate(item);
            // In a list with its unit in front, "10 hour 5" would be two values.
            case { Kind: Kind.Unit } unit when inherited == Unit.None || Peek(2).Kind != Kind.Number:
                index += 2;
                return values.SetUnit(item, number, unit.Unit);
        }

        index++;
        return item is { Month: not null, Year: null } && number.Number >= 1000
            ? values.SetUnit(item, number, Unit.Year)
            : inherited != Unit.None
                ? values.SetUnit(item, number, inherited)
                : Fail(number, $"has no unit; {NaturalCronHints.Number(number, RuleBefore(index), item.Month)}");
    }

    private Kind? RuleBefore(int end) => tokens.Take(end).LastOrDefault(token => token.BeginsRule)?.Kind;

    private bool ParseUnit(NaturalCronItem item)
    {
        var unit = Current.Unit;
        var value = Peek(1);
        switch (value.Kind)
        {
            case Kind.Number:
                index += 2;
                Take(Kind.Ordinal);
                return values.SetUnit(item, value, unit);
            case Kind.First or Kind.Last when unit == Unit.Day:
                index += 2;
                return SetSpecial(item, value, EdgeOfMonth(value));
            case Kind.Month when unit == Unit.Month:
            case Kind.Weekday when unit == Unit.Week:
            case Kind.Special or Kind.Closest when unit == Unit.Day:
                index++;
                return true;
            default:
                return Fail(Current, $"is not followed by a number; write '{Current.Text} 5'");
        }
    }

    private bool ParseTime(NaturalCronItem item)
    {
        var hour = Current;
        index += 2;
        if (!TakeNumber(out var minute))
        {
            return false;
        }

        NaturalCronToken? second = null;
        if (Take(Kind.Colon) && !TakeNumber(out second))
        {
            return false;
        }

        SetTime(item, hour, minute, second);
        return true;
    }

    private bool ParseDashedDate(NaturalCronItem item)
    {
        var first = Current;
        index += 2;
        if (first.Number < 1000)
        {
            values.SetMonth(item, first, first.Number);
            return ParseDayNumber(item);
        }

        values.SetUnit(item, first, Unit.Year);
        var month = Current;
        if (!Take(Kind.Number) && !Take(Kind.Month))
        {
            return Fail(month, "is not a month; write a date as 2025-03-01 or 2025-Mar-01");
        }

        values.SetMonth(item, month, month.Number);
        return !Take(Kind.Minus) || ParseDayNumber(item);
    }

    private bool ParseDayNumber(NaturalCronItem item)
    {
        if (!TakeNumber(out var day))
        {
            return false;
        }

        Take(Kind.Ordinal);
        return values.SetUnit(item, day, Unit.Day);
    }

    private bool ParseClosest(NaturalCronItem item)
    {
        var word = Current;
        index++;
        Take(Kind.Unit);
        if (!TakeNumber(out var day))
        {
            return false;
        }

        Take(Kind.Ordinal);
        values.Check(day, day.Number, 1, 31, "day");
        return SetSpecial(item, word, new DaySpec(DayBase.WeekdayNearClamped, day.Number));
    }

    private bool TakeNumber(out NaturalCronToken number)
    {
        number = Current;
        return Take(Kind.Number) || Fail(number, "is not a number");
    }

    private static DaySpec EdgeOfMonth(NaturalCronToken word) =>
        word.Kind == Kind.First ? new DaySpec(DayBase.FromStart, 1) : new DaySpec(DayBase.FromEnd);

    private bool SetSpecial(NaturalCronItem item, NaturalCronToken word, DaySpec day)
    {
        var sign = Current.Kind switch { Kind.Plus => 1, Kind.Minus => -1, _ => 0 };
        if (sign != 0)
        {
            index++;
            if (!TakeNumber(out var offset))
            {
                return false;
            }

            day = day with { Offset = sign * offset.Number };
        }

        values.SetDay(item, word, day);
        return true;
    }

    private void SetTime(NaturalCronItem item, NaturalCronToken hour, NaturalCronToken? minute = null, NaturalCronToken? second = null)
    {
        var half = Current.Kind;
        values.SetTime(item, hour, Take(Kind.Am) || Take(Kind.Pm) ? half : Kind.Unknown, minute, second);
    }
}
