using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// Checks that the values of the rules can be true together: dates that exist, lists of one kind, ranges with ends of one kind, anchors
/// of their unit.
/// </summary>
internal sealed class NaturalCronValueValidator(List<NaturalCronProblem> problems)
{
    public void Check(NaturalCronSyntax syntax)
    {
        foreach (var every in syntax.Every.Where(every => every.Anchor is not null))
        {
            CheckAnchor(every, every.Anchor!);
        }

        foreach (var at in syntax.At)
        {
            CheckList(at);
        }

        foreach (var item in ItemsOf(syntax))
        {
            CheckDayAndWeekday(item);
        }

        CheckDates(syntax);
        foreach (var (from, upto) in syntax.Ranges.SelectMany(rule => rule.Ranges))
        {
            CheckRange(from, upto);
        }
    }

    private void CheckAnchor(NaturalCronSyntax.EveryRule every, NaturalCronItem anchor)
    {
        var named = every.Unit == Unit.Week ? "weekday" : every.Unit.ToString().ToLowerInvariant();
        if (anchor.Coarsest != every.Unit)
        {
            Add(anchor, $"is not an anchor for every {every.Unit}; name a {named}");
        }
        else if (every.Unit == Unit.Day && anchor.Day is not { Base: DayBase.FromStart })
        {
            Add(anchor, "is not the same day in every month; anchor days on a number, as 'AnchoredOn 1st'");
        }
        else if (AnchoredInterval.ProblemOf(every) is { } problem)
        {
            Add(anchor, problem);
        }
    }

    private void CheckList(NaturalCronSyntax.AtRule at)
    {
        foreach (var item in at.Items.Where(item => item.Shape != at.Items[0].Shape))
        {
            Add(item, $"is not of the kind of '{at.Items[0].Text}'; entries of one list name the same units");
        }
    }

    private void CheckDates(NaturalCronSyntax syntax)
    {
        var monthRule = syntax.At.Find(at => (at.Units & Unit.Month) != Unit.None);
        var yearRule = syntax.At.Find(at => (at.Units & Unit.Year) != Unit.None);
        foreach (var item in ItemsOf(syntax))
        {
            if (item.Day is not { Base: DayBase.FromStart, Offset: 0, Number: var day })
            {
                continue;
            }

            var isBound = !syntax.At.Exists(at => at.Items.Contains(item));
            var months = item.Month is not null ? [item.Month] : isBound ? [null] : monthRule?.Items.Select(other => other.Month) ?? [null];
            var years = item.Year is not null ? [item.Year] : isBound ? [null] : yearRule?.Items.Select(other => other.Year) ?? [null];
            var longest = months.Max(month => years.Max(year => month is null ? 31 : DateTime.DaysInMonth(year ?? 2024, month.Value)));
            if (day > longest)
            {
                Add(item, $"names a day that does not exist; that month has {longest} days");
            }
        }
    }

    private static IEnumerable<NaturalCronItem> ItemsOf(NaturalCronSyntax syntax) => syntax.At.SelectMany(at => at.Items)
        .Concat(syntax.Every.Select(every => every.Anchor).OfType<NaturalCronItem>())
        .Concat(
            syntax.Ranges.SelectMany(rule => rule.Ranges).SelectMany(range => new[] { range.From, range.Upto }).OfType<NaturalCronItem>());

    // "1st mon" would be every 1st that is a Monday, which hardly any author intends.
    private void CheckDayAndWeekday(NaturalCronItem item)
    {
        if (item is { Day: not null, Weekday: { } weekday })
        {
            Add(
                item,
                $"names a day and a weekday; write '1st{weekday}' for the first one of the month, or two rules, as 'on 13th on {weekday}'");
        }
    }

    private void CheckRange(NaturalCronItem? from, NaturalCronItem? upto)
    {
        if (from is null || upto is null)
        {
            return;
        }

        if (from.Coarsest != upto.Coarsest)
        {
            Add(upto, $"is not of the kind of '{from.Text}'; both ends of a range name the same unit");
        }
        else if (from.Coarsest == Unit.Year && RecurringWindow.Between(from, upto).Wraps)
        {
            Add(upto, $"is before '{from.Text}'; swap them");
        }
    }

    private void Add(NaturalCronItem item, string problem) => problems.Add(new NaturalCronProblem(
        NaturalCronProblemKind.InvalidValue, item.Position, $"'{item.Text}' at position {item.Position} {problem}."));
}
