using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>Chooses the plan for valid rules.</summary>
internal static class NaturalCronPlanner
{
    public static NaturalCronPlan Plan(NaturalCronSyntax syntax)
    {
        if (syntax.Every is not [var every])
        {
            return PatternOnly(syntax, new NaturalCronPatternBuilder(syntax));
        }

        var builder = new NaturalCronPatternBuilder(syntax);
        if (every is { Anchor: not null, Unit: not Unit.Week })
        {
            return PatternOnly(syntax, builder);
        }

        var windows = NaturalCronWindows.From(syntax, builder.PhaseUnits);
        return every.Unit <= Unit.Hour
            ? Elapsed(syntax, every, windows)
            : new CalendarPlan(every.Unit, every.Interval, new PatternSearch(builder.Build(), windows.All, builder.Open), windows)
            {
                PhaseUnits = builder.PhaseUnits,
                FirstMatchAnchors = every.Unit == Unit.Week && (builder.PhaseUnits & Unit.Week) == Unit.None,
            };
    }

    private static PatternPlan PatternOnly(NaturalCronSyntax syntax, NaturalCronPatternBuilder builder)
    {
        var all = new WindowSet([.. syntax.Ranges.Select(NaturalCronWindows.WindowsOf)]);
        return new PatternPlan(new PatternSearch(builder.Build(), all, builder.Open), builder.RepeatsWithinDay);
    }

    private static ElapsedPlan Elapsed(NaturalCronSyntax syntax, NaturalCronSyntax.EveryRule every, NaturalCronWindows windows)
    {
        var period = every.Unit switch
        {
            Unit.Second => TimeSpan.FromSeconds(1),
            Unit.Minute => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromHours(1),
        };
        var minutes = Values(syntax, Unit.Minute, item => item.Minute);
        var seconds = Values(syntax, Unit.Second, item => item.Second);
        var choosesMinute = every.Unit == Unit.Hour && minutes != 0;
        var choosesSecond = every.Unit > Unit.Second && seconds != 0;
        TimeChoice? within = choosesMinute || choosesSecond
            ? new TimeChoice(TimeChoice.AnyHour, choosesMinute ? minutes : TimeChoice.AnySixtieth, choosesSecond ? seconds : 1)
            : null;
        // No step is longer than the calendar, so that no number from a user overflows.
        var step = TimeSpan.FromTicks((long)Int128.Min((Int128)period.Ticks * every.Interval, DateTime.MaxValue.Ticks));
        return new ElapsedPlan(step, period, within, every.Unit == Unit.Hour && !choosesMinute, windows);
    }

    private static ulong Values(NaturalCronSyntax syntax, Unit unit, Func<NaturalCronItem, int?> value) => syntax.At
        .Where(at => at.Units == unit)
        .SelectMany(at => at.Items)
        .Aggregate(0UL, (values, item) => values | 1UL << value(item)!.Value);
}
