using System.Globalization;
using Kind = JobMaster.Recurring.NaturalCronTokenKind;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Writes valid rules like the builder: the canonical form of a user's text.</summary>
internal static class NaturalCronWriter
{
    public static string Write(NaturalCronSyntax syntax)
    {
        var text = NaturalCronText.Empty;
        if (syntax.Every is [var every, ..])
        {
            text = text.Rule("Every", Every(every));
        }

        foreach (var at in syntax.At)
        {
            text = text.Rule(KeywordOf(at.Units), NaturalCronText.List([.. at.Items.Select(Item)]));
        }

        foreach (var range in syntax.Ranges)
        {
            text = range.Kind == Kind.Between
                ? text.Rule("Between", NaturalCronText.List([.. range.Ranges.Select(each => $"{Item(each.From!)} and {Item(each.Upto!)}")]))
                : text.Rule(range.Kind.ToString(), Item(range.Ranges[0].From ?? range.Ranges[0].Upto!));
        }

        return (syntax.Zones is [var zone, ..] ? text with { Zone = zone.Text } : text).ToString();
    }

    private static string Every(NaturalCronSyntax.EveryRule every)
    {
        var units = every.Interval == 1 ? $"{every.Unit}" : string.Create(CultureInfo.InvariantCulture, $"{every.Interval} {every.Unit}s");
        return every.Anchor is null ? units : $"{units} AnchoredOn {Item(every.Anchor)}";
    }

    private static string KeywordOf(Unit units) => (units & (Unit)(-(int)units)) switch
    {
        Unit.Month or Unit.Year => "In",
        Unit.Week or Unit.Day => "On",
        _ => "At",
    };

    private static string Item(NaturalCronItem item)
    {
        string?[] parts =
        [
            Day(item.Day), item.Month is { } month ? NaturalCronText.Empty.Month((NaturalCronMonth)month) : null,
            Year(item), item.Weekday is { } weekday ? NaturalCronText.Empty.Weekday(weekday) : null, Time(item),
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private static string? Year(NaturalCronItem item) =>
        item.Year is not { } year ? null : item.Month is not null && year >= 1000 ? $"{year}" : $"year {year}";

    private static string? Time(NaturalCronItem item) => item switch
    {
        { Hour: { } hour, Minute: { } minute, Second: { } second } => $"{hour:00}:{minute:00}:{second:00}",
        { Hour: { } hour, Minute: { } minute } => $"{hour:00}:{minute:00}",
        { Hour: { } hour } => NaturalCronText.Hour(hour),
        { Minute: { } minute } => $"min {minute}",
        { Second: { } second } => $"sec {second}",
        _ => null,
    };

    private static string? Day(DaySpec? day) => day is not { } named ? null : Name(named) + named.Offset switch
    {
        > 0 => $" + {named.Offset}",
        < 0 => $" - {-named.Offset}",
        _ => "",
    };

    private static string Name(DaySpec day) => day switch
    {
        { Base: DayBase.FromStart, Number: 1, Offset: not 0 } => "FirstDay",
        { Base: DayBase.FromStart } => NaturalCronText.Ordinal(day.Number),
        { Base: DayBase.FromEnd } => "LastDay",
        { Base: DayBase.WeekdayNearStart } => "FirstWeekday",
        { Base: DayBase.WeekdayNearEnd } => "LastWeekday",
        { Base: DayBase.WeekdayNearClamped } => $"ClosestWeekdayTo {NaturalCronText.Ordinal(day.Number)}",
        { Base: DayBase.NthOfWeekday } => NaturalCronText.Empty.NthWeekday((NaturalCronNth)day.Number, day.Weekday),
        _ => NaturalCronText.Empty.NthWeekday(NaturalCronNth.Last, day.Weekday),
    };
}
