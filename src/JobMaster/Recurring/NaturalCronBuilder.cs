using JobMaster.Recurring;

namespace JobMaster;

/// <summary>
/// Builds NaturalCron expressions in code: <c>NaturalCronBuilder.Every(30).Minutes().In(NaturalCronMonth.Jan).Between("09:00",
/// "18:00").Build()</c>.
/// </summary>
/// <remarks>
/// <see cref="NaturalCronRules.Build"/> checks texts and days. Hours, minutes, weekdays and months that do not exist throw
/// <see cref="ArgumentOutOfRangeException"/> immediately.
/// </remarks>
public static partial class NaturalCronBuilder
{
    private static readonly NaturalCronStart Start = new(NaturalCronText.Empty);

    /// <summary>Begins every rule keyword with <c>@</c>.</summary>
    public static NaturalCronStart UseAmpersat() => Start.UseAmpersat();

    /// <summary>The same as <see cref="UseAmpersat"/>.</summary>
    public static NaturalCronStart UseAmpersatPrefix() => Start.UseAmpersatPrefix();

    /// <summary>Writes weekdays in full, <c>Monday</c> instead of <c>Mon</c>.</summary>
    public static NaturalCronStart UseWeekFullName() => Start.UseWeekFullName();

    /// <summary>Writes months in full, <c>January</c> instead of <c>Jan</c>.</summary>
    public static NaturalCronStart UseMonthFullName() => Start.UseMonthFullName();

    /// <summary>Every one of the unit that follows: <c>Every().Day()</c>.</summary>
    public static NaturalCronInterval Every() => Start.Every();

    /// <summary>Every <paramref name="count"/> of the unit that follows: <c>Every(30).Minutes()</c>.</summary>
    /// <param name="count">1 or more.</param>
    public static NaturalCronInterval Every(int count) => Start.Every(count);

    /// <summary>Every second.</summary>
    public static NaturalCronRules Secondly() => Start.Secondly();

    /// <summary>Every minute.</summary>
    public static NaturalCronRules Minutely() => Start.Minutely();

    /// <summary>Every hour.</summary>
    public static NaturalCronRules Hourly() => Start.Hourly();

    /// <summary>Every day.</summary>
    public static NaturalCronRules Daily() => Start.Daily();

    /// <summary>Every week.</summary>
    public static NaturalCronRules Weekly() => Start.Weekly();

    /// <summary>Every month.</summary>
    public static NaturalCronRules Monthly() => Start.Monthly();

    /// <summary>Every year.</summary>
    public static NaturalCronRules Yearly() => Start.Yearly();
}
