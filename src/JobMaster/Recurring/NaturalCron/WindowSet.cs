namespace JobMaster.Recurring;

/// <summary>Local times that several rules allow together. Each rule is a list of windows; one of them must hold.</summary>
internal sealed class WindowSet(RecurringWindow[][] rules)
{
    private const int StepsPerRule = 8;

    public bool IsEmpty => rules.Length == 0;

    /// <summary>
    /// The range around a local time of the set in which no window begins or ends. It starts at the latest entry of a window, even if that
    /// window has ended within another since.
    /// </summary>
    public (DateTime Start, DateTime End) StretchAt(DateTime local, ref SearchBudget budget)
    {
        var (start, end) = (DateTime.MinValue, DateTime.MaxValue);
        foreach (var rule in rules)
        {
            budget.TrySpend(StepsPerRule * rule.Length);
            foreach (var window in rule)
            {
                if (window.TryFind(local, out var from, out var upto))
                {
                    start = from > start ? from : start;
                    end = upto < end ? upto : end;
                }
                else
                {
                    start = rule.Length > 1 && window.LastStart(local) is { } last && last > start ? last : start;
                    end = window.NextStart(local) is { } next && next < end ? next : end;
                }
            }
        }

        return (start, end);
    }

    /// <summary>The first local time of the set that is not before the given one; null if the limited search finds none.</summary>
    public DateTime? FirstFrom(DateTime local, ref SearchBudget budget)
    {
        var unchanged = 0;
        for (var index = 0; unchanged < rules.Length; index = (index + 1) % rules.Length)
        {
            budget.TrySpend(rules[index].Length);
            if (Contains(rules[index], local))
            {
                unchanged++;
                continue;
            }

            if (!budget.TrySpend(StepsPerRule * rules[index].Length) || NextStart(rules[index], local) is not { } next)
            {
                return null;
            }

            (local, unchanged) = (next, 0);
        }

        return local;
    }

    private static bool Contains(RecurringWindow[] rule, DateTime local)
    {
        foreach (var window in rule)
        {
            if (window.TryFind(local, out _, out _))
            {
                return true;
            }
        }

        return false;
    }

    private static DateTime? NextStart(RecurringWindow[] rule, DateTime local)
    {
        DateTime? first = null;
        foreach (var window in rule)
        {
            if (window.NextStart(local) is { } start && (first is null || start < first))
            {
                first = start;
            }
        }

        return first;
    }
}
