using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Stores parsed values in an item, and notes impossible values.</summary>
internal sealed class NaturalCronItemValues(string text, List<NaturalCronProblem> problems)
{
    public bool Fail(NaturalCronToken token, string problem)
    {
        var shown = token.Position < 0 ? "the end" : $"'{token.Text}'";
        var position = token.Position < 0 ? text.Length : token.Position;
        problems.Add(new NaturalCronProblem(NaturalCronProblemKind.InvalidValue, position, $"{shown} at position {position} {problem}."));
        return false;
    }

    public void SetDay(NaturalCronItem item, NaturalCronToken word, DaySpec day)
    {
        CheckOnce(item, word, Unit.Day);
        item.Day = day;
    }

    public bool SetUnit(NaturalCronItem item, NaturalCronToken value, Unit unit)
    {
        switch (unit)
        {
            case Unit.Year:
                CheckOnce(item, value, unit);
                item.Year = Check(value, value.Number, 1, 9998, "year");
                return true;
            case Unit.Month:
                SetMonth(item, value, value.Number);
                return true;
            case Unit.Week:
                return Fail(value, "is not a weekday; write its name, as 'on monday'");
            case Unit.Day:
                CheckOnce(item, value, unit);
                item.Day = new DaySpec(DayBase.FromStart, Check(value, value.Number, 1, 31, "day"));
                return true;
            default:
                return SetTimeUnit(item, value, unit);
        }
    }

    private bool SetTimeUnit(NaturalCronItem item, NaturalCronToken value, Unit unit)
    {
        if (item.Units != Unit.None && unit < Unit.Hour)
        {
            return Fail(value, "stands beside another value; write a time as 10:30, or a rule of its own");
        }

        CheckOnce(item, value, unit);
        var checkedValue = Check(value, value.Number, 0, unit == Unit.Hour ? 23 : 59, unit.ToString().ToLowerInvariant());
        item.Hour = unit == Unit.Hour ? checkedValue : item.Hour;
        item.Minute = unit == Unit.Minute ? checkedValue : item.Minute;
        item.Second = unit == Unit.Second ? checkedValue : item.Second;
        return true;
    }

    public void SetMonth(NaturalCronItem item, NaturalCronToken token, int month)
    {
        CheckOnce(item, token, Unit.Month);
        item.Month = Check(token, month, 1, 12, "month");
    }

    public void SetWeekday(NaturalCronItem item, NaturalCronToken token)
    {
        CheckOnce(item, token, Unit.Week);
        item.Weekday = (DayOfWeek)token.Number;
    }

    public void SetTime(NaturalCronItem item, NaturalCronToken token, Kind half, NaturalCronToken? minute, NaturalCronToken? second)
    {
        CheckOnce(item, token, Unit.Hour | Unit.Minute | Unit.Second);
        var hour = token.Number;
        if (half is Kind.Am or Kind.Pm)
        {
            hour = (Check(token, hour, 1, 12, "hour before am or pm") % 12) + (half == Kind.Pm ? 12 : 0);
        }

        if (hour == 24)
        {
            Fail(
                token, "is not an hour; use 0 to 23. A day begins at 00:00, and a window that lasts until its end is written 'upto 23:59'");
        }

        item.Hour = hour == 24 ? 0 : Check(token, hour, 0, 23, "hour");
        item.Minute = minute is not null ? Check(minute, minute.Number, 0, 59, "minute") : null;
        item.Second = second is not null ? Check(second, second.Number, 0, 59, "second") : null;
    }

    public int Check(NaturalCronToken token, int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            Fail(token, $"is not {(name[0] == 'h' ? "an" : "a")} {name}; use {least} to {most}");
        }

        return Math.Clamp(value, least, most);
    }

    public void CheckOnce(NaturalCronItem item, NaturalCronToken token, Unit unit)
    {
        if ((item.Units & unit) != Unit.None)
        {
            Fail(token, "repeats a part of the same value; put several values in a list, as 'on [1st, 15th]'");
        }
    }
}
