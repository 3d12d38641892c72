namespace JobMaster;

/// <summary>A day named by its position in the month, for <see cref="NaturalCronBuilder"/>.</summary>
public enum NaturalCronDayPosition
{
    /// <summary>The 1st.</summary>
    FirstDay,

    /// <summary>The last day of the month.</summary>
    LastDay,

    /// <summary>The first Monday to Friday of the month.</summary>
    FirstWeekday,

    /// <summary>The last Monday to Friday of the month.</summary>
    LastWeekday,
}
