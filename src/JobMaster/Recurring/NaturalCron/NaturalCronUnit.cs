namespace JobMaster.Recurring;

/// <summary>The units of the language, from fine to coarse, so that they can be compared.</summary>
[Flags]
internal enum NaturalCronUnit
{
    None = 0,
    Second = 1,
    Minute = 2,
    Hour = 4,
    Day = 8,
    Week = 16,
    Month = 32,
    Year = 64,
}
