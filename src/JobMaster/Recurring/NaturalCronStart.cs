using JobMaster.Recurring;

namespace JobMaster;

/// <summary>The beginning of an expression, with the spelling of its words; see <see cref="NaturalCronBuilder"/>.</summary>
public sealed partial class NaturalCronStart
{
    private readonly NaturalCronText text;

    internal NaturalCronStart(NaturalCronText text) => this.text = text;

    private NaturalCronRules Rules => new(text);

    /// <summary>Begins every rule keyword with <c>@</c>.</summary>
    public NaturalCronStart UseAmpersat() => new(text with { Ampersat = true });

    /// <summary>The same as <see cref="UseAmpersat"/>.</summary>
    public NaturalCronStart UseAmpersatPrefix() => UseAmpersat();

    /// <summary>Writes weekdays in full, <c>Monday</c> instead of <c>Mon</c>.</summary>
    public NaturalCronStart UseWeekFullName() => new(text with { WeekFullName = true });

    /// <summary>Writes months in full, <c>January</c> instead of <c>Jan</c>.</summary>
    public NaturalCronStart UseMonthFullName() => new(text with { MonthFullName = true });

    /// <summary>Every single one of the unit that follows: <c>Every().Day()</c>.</summary>
    public NaturalCronInterval Every() => new(text, count: null);

    /// <summary>Every <paramref name="count"/> of the unit that follows: <c>Every(30).Minutes()</c>.</summary>
    /// <param name="count">1 or more.</param>
    public NaturalCronInterval Every(int count) => new(text, count);

    /// <summary>Every second.</summary>
    public NaturalCronRules Secondly() => new(text.Rule("Secondly", ""));

    /// <summary>Every minute.</summary>
    public NaturalCronRules Minutely() => new(text.Rule("Minutely", ""));

    /// <summary>Every hour.</summary>
    public NaturalCronRules Hourly() => new(text.Rule("Hourly", ""));

    /// <summary>Every day.</summary>
    public NaturalCronRules Daily() => new(text.Rule("Daily", ""));

    /// <summary>Every week.</summary>
    public NaturalCronRules Weekly() => new(text.Rule("Weekly", ""));

    /// <summary>Every month.</summary>
    public NaturalCronRules Monthly() => new(text.Rule("Monthly", ""));

    /// <summary>Every year.</summary>
    public NaturalCronRules Yearly() => new(text.Rule("Yearly", ""));
}
