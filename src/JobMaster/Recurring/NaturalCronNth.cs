namespace JobMaster;

/// <summary>Which of a month's Mondays, Tuesdays and so on, for <see cref="NaturalCronBuilder"/>.</summary>
public enum NaturalCronNth
{
    /// <summary>The first.</summary>
    First = 1,

    /// <summary>The second.</summary>
    Second = 2,

    /// <summary>The third.</summary>
    Third = 3,

    /// <summary>The fourth.</summary>
    Fourth = 4,

    /// <summary>The fifth; months without one are skipped.</summary>
    Fifth = 5,

    /// <summary>The last.</summary>
    Last = 6,
}
