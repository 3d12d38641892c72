using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>The windows in which the occurrences of an expression may be, grouped by the effect of entering them.</summary>
/// <param name="All">All windows; an occurrence must be inside each of them.</param>
/// <param name="Restarting">
/// Windows farther apart than the steps: entering one restarts the count. <c>upto</c> has no entry and only ends them.
/// </param>
/// <param name="Phase">Other windows, which decide parts of an occurrence that no rule names: the count begins inside them.</param>
internal sealed record NaturalCronWindows(WindowSet All, WindowSet Restarting, WindowSet Phase)
{
    public static NaturalCronWindows From(NaturalCronSyntax syntax, Unit phaseUnits)
    {
        var every = syntax.Every[0];
        var seconds = every.Interval * SecondsOf(every.Unit);
        bool IsFine(RecurringWindow[] rule) => Array.TrueForAll(rule, window => WindowCycle.Seconds(window.Unit) <= seconds);
        bool DecidesPhase(RecurringWindow[] rule) =>
            every.Unit <= Unit.Hour || Array.TrueForAll(rule, window => (window.Unit & phaseUnits) != Unit.None);

        var ranges = syntax.Ranges.ConvertAll(WindowsOf);
        var entered = syntax.Ranges.Where(rule => rule.Kind != NaturalCronTokenKind.Upto).Select(WindowsOf);
        var filters = syntax.At.Where(at => IsFilter(at, every)).Select(FilterWindows.Of).Where(rule => rule.Length > 0).ToList();
        return new NaturalCronWindows(
            new WindowSet([.. ranges, .. filters]),
            new WindowSet([.. entered.Concat(filters).Where(rule => !IsFine(rule))]),
            new WindowSet([.. ranges.Where(rule => IsFine(rule) && DecidesPhase(rule))]));
    }

    /// <summary>The windows of a range rule.</summary>
    public static RecurringWindow[] WindowsOf(NaturalCronSyntax.RangeRule rule) =>
        [.. rule.Ranges.Select(range => RecurringWindow.Between(range.From, range.Upto))];

    /// <summary>
    /// Whether an at/on/in rule is coarser than the steps and so only limits where they may fall. Weekdays filter days without
    /// restarting the count.
    /// </summary>
    private static bool IsFilter(NaturalCronSyntax.AtRule at, NaturalCronSyntax.EveryRule every) =>
        at.Items.All(item => item.Finest > every.Unit) && !(every.Unit == Unit.Day && (at.Units & Unit.Week) != Unit.None);

    private static double SecondsOf(Unit unit) => unit switch
    {
        Unit.Second => 1,
        Unit.Minute => 60,
        Unit.Hour => 3_600,
        Unit.Day => 86_400,
        Unit.Week => 7 * 86_400,
        Unit.Month => 30 * 86_400,
        _ => 365 * 86_400,
    };
}
