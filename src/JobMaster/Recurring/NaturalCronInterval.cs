using System.Globalization;
using JobMaster.Recurring;

namespace JobMaster;

/// <summary>An interval that still needs its unit; see <see cref="NaturalCronBuilder.Every(int)"/>.</summary>
public sealed class NaturalCronInterval
{
    private readonly NaturalCronText text;
    private readonly int? count;

    internal NaturalCronInterval(NaturalCronText text, int? count)
    {
        this.text = text;
        this.count = count;
    }

    /// <summary>The interval counts seconds.</summary>
    public NaturalCronRules Second() => Of("Second");

    /// <summary>The interval counts seconds.</summary>
    public NaturalCronRules Seconds() => Of("Seconds");

    /// <summary>The interval counts minutes.</summary>
    public NaturalCronRules Minute() => Of("Minute");

    /// <summary>The interval counts minutes.</summary>
    public NaturalCronRules Minutes() => Of("Minutes");

    /// <summary>The interval counts hours.</summary>
    public NaturalCronRules Hour() => Of("Hour");

    /// <summary>The interval counts hours.</summary>
    public NaturalCronRules Hours() => Of("Hours");

    /// <summary>The interval counts days.</summary>
    public NaturalCronRules Day() => Of("Day");

    /// <summary>The interval counts days.</summary>
    public NaturalCronRules Days() => Of("Days");

    /// <summary>The interval counts weeks.</summary>
    public NaturalCronRules Week() => Of("Week");

    /// <summary>The interval counts weeks.</summary>
    public NaturalCronRules Weeks() => Of("Weeks");

    /// <summary>The interval counts months.</summary>
    public NaturalCronRules Month() => Of("Month");

    /// <summary>The interval counts months.</summary>
    public NaturalCronRules Months() => Of("Months");

    /// <summary>The interval counts years.</summary>
    public NaturalCronRules Year() => Of("Year");

    /// <summary>The interval counts years.</summary>
    public NaturalCronRules Years() => Of("Years");

    private NaturalCronRules Of(string unit) =>
        new(text.Rule("Every", count is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number} {unit}") : unit));
}
