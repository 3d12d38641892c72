using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// Turns at/on/in rules, and an anchored <c>every</c>, into dates and times of day. Decides the meaning of parts that no rule names.
/// </summary>
internal sealed class NaturalCronPatternBuilder
{
    private static readonly Unit[] Levels = [Unit.Year, Unit.Month, Unit.Day, Unit.Hour, Unit.Minute, Unit.Second];

    private readonly List<NaturalCronSyntax.AtRule> rules;
    private readonly NaturalCronSyntax.EveryRule? every;
    private readonly Unit named;
    private readonly Unit least;

    public NaturalCronPatternBuilder(NaturalCronSyntax syntax)
    {
        every = syntax.Every is [var rule] ? rule : null;
        rules = [.. syntax.At];
        if (every is { Anchor: { } anchor })
        {
            // The parts of the anchor below its unit act like an at rule, and so does the weekday of a week.
            rules.Add(new(anchor.Position, [every.Unit == Unit.Week ? anchor : WithoutUnit(anchor, every.Unit)]));
        }

        named = rules.Aggregate(Unit.None, (units, at) => units | at.Units) | (IsPattern ? every?.Unit ?? Unit.None : Unit.None);
        (least, PhaseUnits) = Unnamed();
        Open = LeftToWindows(least, syntax.Ranges);
        least &= ~Open;
    }

    /// <summary>The parts of the time of day that no rule names and the windows decide, or none.</summary>
    public Unit Open { get; }

    /// <summary>The parts that no rule names and that come from the start of the count.</summary>
    public Unit PhaseUnits { get; }

    /// <summary>Whether the hour is free, so that the pattern recurs within the day.</summary>
    public bool RepeatsWithinDay => every?.Unit <= Unit.Hour
        || (every is null && (named & Unit.Hour) == Unit.None && ((least | Open) & Unit.Hour) == Unit.None);

    private bool IsPattern => every is null or { Anchor: not null, Unit: not Unit.Week };

    public CalendarPattern Build()
    {
        var hourRule = rules.Find(rule => (rule.Units & Unit.Hour) != Unit.None);
        var dates = rules
            .Where(rule => rule != hourRule && rule.Units > Unit.Hour)
            .Select(rule => rule.Items.Select(DateOf).ToArray());
        var times = hourRule is null
            ? [(new DateChoice(), TimeOf(null))]
            : hourRule.Items.Select(item => (DateOf(item), TimeOf(item))).ToArray();
        return new CalendarPattern([.. dates, [UnnamedDate()]], times);
    }

    /// <summary>
    /// Parts below the finest named part have their least value. A part between named ones is free without <c>every</c>, and has its least
    /// value with it. Parts of an unanchored period above the coarsest named one come from the start of the count.
    /// </summary>
    private (Unit Least, Unit Phase) Unnamed()
    {
        var (least, phase) = (Unit.None, Unit.None);
        var finest = named & (Unit)(-(int)named);
        var seen = IsPattern;
        foreach (var level in Levels)
        {
            if (IsNamed(level))
            {
                seen |= every is null || level < every.Unit;
            }
            else if (level < (every is null ? finest : every.Unit))
            {
                least |= seen ? level : Unit.None;
                phase |= seen ? Unit.None : level;
            }
        }

        // The day of an unanchored week is its weekday.
        return every?.Unit == Unit.Week && phase.HasFlag(Unit.Day) ? (least, (phase & ~Unit.Day) | Unit.Week) : (least, phase);
    }

    /// <summary>
    /// If no rule names an hour but a range names a time: the hour, and the finer parts up to the next part that a rule names.
    /// </summary>
    private static Unit LeftToWindows(Unit least, List<NaturalCronSyntax.RangeRule> ranges)
    {
        var namesTime = ranges.Exists(rule => rule.Ranges.Any(range => range.From?.Finest <= Unit.Hour || range.Upto?.Finest <= Unit.Hour));
        return !namesTime || (least & Unit.Hour) == Unit.None
            ? Unit.None
            : Levels.Where(level => level <= Unit.Hour).TakeWhile(level => (least & level) != Unit.None)
                .Aggregate(Unit.None, (open, level) => open | level);
    }

    private bool IsNamed(Unit level) => (named & (level == Unit.Day ? Unit.Day | Unit.Week : level)) != Unit.None;

    private DateChoice UnnamedDate()
    {
        var choice = new DateChoice
        {
            Months = least.HasFlag(Unit.Month) ? 1u << 1 : new DateChoice().Months,
            Days = least.HasFlag(Unit.Day) ? 1u << 1 : new DateChoice().Days,
        };
        return every is { Anchor: { } anchor } && IsPattern ? Anchored(choice, anchor) : choice;
    }

    private DateChoice Anchored(DateChoice choice, NaturalCronItem anchor) => every!.Unit switch
    {
        Unit.Year => choice with { Year = anchor.Year!.Value, YearStep = every.Interval },
        Unit.Month => choice with { Months = (uint)Steps(anchor.Month!.Value, 1, 12) },
        Unit.Day => choice with { Days = (uint)Steps(anchor.Day!.Value.Number, 1, 31) },
        _ => choice,
    };

    private DateChoice DateOf(NaturalCronItem item)
    {
        var firstOfMonth = every?.Unit is Unit.Month or Unit.Year && (named & Unit.Day) == Unit.None;
        var isNumber = item.Day is { Base: DayBase.FromStart, Offset: 0 };
        return new DateChoice
        {
            Year = item.Year ?? 0,
            Months = item.Month is { } month ? 1u << month : new DateChoice().Months,
            Days = isNumber ? 1u << item.Day!.Value.Number : new DateChoice().Days,
            Weekdays = item.Weekday is { } weekday && !firstOfMonth ? 1u << (int)weekday : new DateChoice().Weekdays,
            Special = item.Weekday is { } first && firstOfMonth ? new DaySpec(DayBase.NthOfWeekday, 1, first) : isNumber ? null : item.Day,
        };
    }

    private TimeChoice TimeOf(NaturalCronItem? item) => new(
        item?.Hour is { } hour ? 1UL << hour : UnnamedTime(Unit.Hour, TimeChoice.AnyHour),
        MinuteOrSecond(item, Unit.Minute, each => each.Minute),
        MinuteOrSecond(item, Unit.Second, each => each.Second));

    private ulong MinuteOrSecond(NaturalCronItem? item, Unit unit, Func<NaturalCronItem, int?> value)
    {
        if (item is not null && value(item) is { } own)
        {
            return 1UL << own;
        }

        var rule = rules.Find(rule => (rule.Units & unit) != Unit.None);
        return rule is null
            ? UnnamedTime(unit, TimeChoice.AnySixtieth)
            : rule.Units == unit ? rule.Items.Aggregate(0UL, (values, each) => values | 1UL << value(each)!.Value) : 1;
    }

    private ulong UnnamedTime(Unit unit, ulong any)
    {
        if (IsPattern && every is { Anchor: { } anchor } && every.Unit == unit)
        {
            var start = unit switch { Unit.Hour => anchor.Hour, Unit.Minute => anchor.Minute, _ => anchor.Second };
            return Steps(start!.Value, 0, unit == Unit.Hour ? 23 : 59);
        }

        return least.HasFlag(unit) ? 1 : any;
    }

    /// <summary>Every Nth value, counted from the anchor's value in both directions and restarting in each cycle.</summary>
    private ulong Steps(int anchor, int first, int last)
    {
        var values = 0UL;
        for (var value = first; value <= last; value++)
        {
            values |= (value - anchor) % every!.Interval == 0 ? 1UL << value : 0;
        }

        return values;
    }

    private static NaturalCronItem WithoutUnit(NaturalCronItem item, Unit unit) => new(item.Position, item.Text)
    {
        Year = unit == Unit.Year ? null : item.Year,
        Month = unit == Unit.Month ? null : item.Month,
        Day = unit == Unit.Day ? null : item.Day,
        Hour = unit == Unit.Hour ? null : item.Hour,
        Minute = unit == Unit.Minute ? null : item.Minute,
        Second = unit == Unit.Second ? null : item.Second,
    };
}
