using System.Numerics;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>The windows of an at/on/in rule that is coarser than the steps of <c>every</c> and only limits where they may fall.</summary>
internal static class FilterWindows
{
    /// <summary>
    /// Neighbouring values make one window: from Monday to Tuesday no window is entered, so the count continues in <c>on [mon, tue]</c>.
    /// The result is empty if the rule excludes no value.
    /// </summary>
    public static RecurringWindow[] Of(NaturalCronSyntax.AtRule at)
    {
        if (!BitOperations.IsPow2((int)at.Units) || at.Items.Any(item => ValueOf(item) is null))
        {
            return [.. at.Items.Select(item => RecurringWindow.Between(item, item))];
        }

        var (first, last) = Cycle(at.Units);
        var runs = Runs([.. at.Items.DistinctBy(ValueOf).OrderBy(ValueOf)]);
        if (ValueOf(runs[0].From) == first && ValueOf(runs[^1].Upto) == last)
        {
            if (runs.Count == 1)
            {
                return [];
            }

            runs[0] = (runs[^1].From, runs[0].Upto);
            runs.RemoveAt(runs.Count - 1);
        }

        return [.. runs.Select(run => RecurringWindow.Between(run.From, run.Upto))];
    }

    private static List<(NaturalCronItem From, NaturalCronItem Upto)> Runs(NaturalCronItem[] sorted)
    {
        var runs = new List<(NaturalCronItem From, NaturalCronItem Upto)>();
        foreach (var item in sorted)
        {
            if (runs is [.., var last] && ValueOf(item) == ValueOf(last.Upto) + 1)
            {
                runs[^1] = (last.From, item);
            }
            else
            {
                runs.Add((item, item));
            }
        }

        return runs;
    }

    private static int? ValueOf(NaturalCronItem item) => item switch
    {
        { Day: { } day } => day is { Base: DayBase.FromStart, Offset: 0 } ? day.Number : null,
        { Weekday: { } weekday } => (int)weekday,
        _ => item.Year ?? item.Month ?? item.Hour ?? item.Minute ?? item.Second,
    };

    private static (int First, int Last) Cycle(Unit unit) => unit switch
    {
        Unit.Year => (int.MinValue, int.MaxValue),
        Unit.Month => (1, 12),
        Unit.Week => (0, 6),
        Unit.Day => (1, 31),
        Unit.Hour => (0, 23),
        _ => (0, 59),
    };
}
