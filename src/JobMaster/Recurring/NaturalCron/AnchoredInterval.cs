using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster.Recurring;

/// <summary>
/// Checks that an interval anchored in the expression takes effect. The count restarts in each cycle of its unit. An interval that is
/// longer than the cycle would recur once a cycle, whatever its number.
/// </summary>
internal static class AnchoredInterval
{
    /// <summary>The problem, as text after the quoted anchor; null if there is none.</summary>
    public static string? ProblemOf(NaturalCronSyntax.EveryRule every)
    {
        var (anchor, cycle, length) = (every.Anchor!, CycleOf(every.Unit), LengthOf(every.Unit));
        if (length == 0 || every.Interval <= 0 || length % every.Interval == 0)
        {
            return null;
        }

        var first = every.Unit is Unit.Month or Unit.Day ? 1 : 0;
        var value = ValueOf(anchor, every.Unit);
        return value - every.Interval >= first || (long)value + every.Interval < first + length
            ? null
            : $"anchors an interval that does not divide the {cycle} it is counted in, so it would recur once "
                + $"{(cycle == "hour" ? "an" : "a")} {cycle}; {Remedy(every, value, length)}";
    }

    /// <summary>Notes that the last step is shorter if an interval does not divide its cycle.</summary>
    public static IReadOnlyList<string> NotesOf(NaturalCronSyntax syntax) =>
        syntax.Every is [{ Anchor: not null } every] && LengthOf(every.Unit) % every.Interval != 0
            ? [$"The interval of {every.Interval} {every.Unit.ToString().ToLowerInvariant()}s begins anew each "
                + $"{CycleOf(every.Unit)}, so the last step is shorter. For an even one leave out the anchor and set StartAfter."]
            : [];

    private static string Remedy(NaturalCronSyntax.EveryRule every, int value, int length)
    {
        var unit = every.Unit.ToString().ToLowerInvariant();
        var coarser = every.Interval % length == 0 && every.Unit != Unit.Day ? every.Interval / length : 0;
        var (larger, at) = every.Unit switch
        {
            Unit.Month => ("years", $"in {NaturalCronVocabulary.MonthNames[value - 1].ToLowerInvariant()}"),
            Unit.Hour => ("days", $"at {value:00}:00"),
            Unit.Minute => ("hours", $"at minute {value}"),
            _ => ("minutes", $"at second {value}"),
        };
        var fromStart = $"'every {every.Interval} {unit}s', counted from the schedule's start (StartAfter)";
        return coarser > 1 ? $"write 'every {coarser} {larger} {at}', or {fromStart}" : $"write {fromStart}";
    }

    private static int ValueOf(NaturalCronItem anchor, Unit unit) => unit switch
    {
        Unit.Month => anchor.Month!.Value,
        Unit.Day => anchor.Day!.Value.Number,
        Unit.Hour => anchor.Hour!.Value,
        Unit.Minute => anchor.Minute!.Value,
        _ => anchor.Second!.Value,
    };

    private static string CycleOf(Unit unit) => unit switch
    {
        Unit.Month => "year",
        Unit.Day => "month",
        Unit.Hour => "day",
        Unit.Minute => "hour",
        _ => "minute",
    };

    private static int LengthOf(Unit unit) => unit switch
    {
        Unit.Month => 12,
        Unit.Day => 31,
        Unit.Hour => 24,
        Unit.Minute or Unit.Second => 60,
        _ => 0,
    };
}
