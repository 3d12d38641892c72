using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>One value of a rule: a time, a date, a day, a weekday, a month, or a combination of them.</summary>
internal sealed class NaturalCronItem(int position, string text)
{
    public int Position => position;

    public string Text => text;

    public int? Year { get; set; }

    public int? Month { get; set; }

    public DaySpec? Day { get; set; }

    public DayOfWeek? Weekday { get; set; }

    public int? Hour { get; set; }

    public int? Minute { get; set; }

    public int? Second { get; set; }

    public Unit Units =>
        Of(Year, Unit.Year) | Of(Month, Unit.Month) | Of(Day, Unit.Day) | Of(Weekday, Unit.Week) | Of(Hour, Unit.Hour) | Of(Minute,
            Unit.Minute) | Of(Second, Unit.Second);

    /// <summary>The units of the item, with the parts of a time of day counted as one. All items of a list must have the same.</summary>
    public Unit Shape => Hour is null ? Units : (Units & ~(Unit.Minute | Unit.Second)) | Unit.Hour;

    public Unit Coarsest => CoarsestOf(Units);

    public Unit Finest => Units & (Unit)(-(int)Units);

    public static Unit CoarsestOf(Unit units) => units == Unit.None ? Unit.None : (Unit)(1 << (31 - int.LeadingZeroCount((int)units)));

    private static Unit Of<T>(T? value, Unit unit)
        where T : struct => value is null ? Unit.None : unit;
}
