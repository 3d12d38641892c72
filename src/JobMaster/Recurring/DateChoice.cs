namespace JobMaster.Recurring;

/// <summary>A set of dates: all given parts must hold. The default value holds for every date.</summary>
internal readonly record struct DateChoice()
{
    private const uint EveryDay = 0xFFFF_FFFE;

    /// <summary>The year, or 0 for any; with <see cref="YearStep"/>, the year from which the others count.</summary>
    public int Year { get; init; }

    public int YearStep { get; init; }

    /// <summary>The years; null for any.</summary>
    public YearSet? Years { get; init; }

    /// <summary>Bit n means month n.</summary>
    public uint Months { get; init; } = 0x1FFE;

    /// <summary>Bit n means day n of the month.</summary>
    public uint Days { get; init; } = EveryDay;

    /// <summary>Bit n means <see cref="DayOfWeek"/> n.</summary>
    public uint Weekdays { get; init; } = 0x7F;

    public DaySpec? Special { get; init; }

    /// <summary>The days of a month that belong to the set: bit n means day n.</summary>
    public uint DaysOf(int year, int month)
    {
        if (!HasYear(year) || (Months >> month & 1) == 0)
        {
            return 0;
        }

        var days = Days & (uint)((2UL << DateTime.DaysInMonth(year, month)) - 1);
        if (Weekdays != 0x7F)
        {
            days &= WeekdaysOf((int)new DateTime(year, month, 1).DayOfWeek);
        }

        return Special is { } special ? days & (1u << special.Resolve(year, month)) & EveryDay : days;
    }

    /// <summary>The first year of the set that is not before the given one; null if there is none.</summary>
    public int? YearFrom(int year)
    {
        if (Years is not null)
        {
            return Years.From(year);
        }

        if (YearStep > 0)
        {
            var beyond = (year - Year) % YearStep;
            var next = (long)year - beyond + (beyond > 0 ? YearStep : 0);
            return next <= DateTime.MaxValue.Year ? (int)next : null;
        }

        return Year == 0 ? year : Year >= year ? Year : null;
    }

    private bool HasYear(int year) => YearFrom(year) == year;

    private uint WeekdaysOf(int firstWeekday)
    {
        // The pattern of a week, rotated so that bit 0 is the weekday of the 1st, then repeated over the month.
        var week = ((Weekdays << 7 | Weekdays) >> firstWeekday) & 0x7F;
        var repeated = week | week << 7 | week << 14 | week << 21 | (ulong)week << 28;
        return (uint)(repeated << 1);
    }
}
