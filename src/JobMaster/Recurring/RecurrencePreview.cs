using JobMaster.Recurring;

namespace JobMaster;

/// <summary>Shows what an expression means, without a cluster: in a unit test, or on a page where users enter one.</summary>
public static class RecurrencePreview
{
    /// <summary>The occurrences of an expression after an instant.</summary>
    /// <param name="expression">The compiled expression.</param>
    /// <param name="zone">The time zone, unless the expression names one itself.</param>
    /// <param name="from">The instant at which the search starts, and from which intervals count.</param>
    /// <param name="count">The most occurrences to return, zero or more.</param>
    /// <returns>The occurrences in the offset of the zone; fewer if there are no more.</returns>
    public static IReadOnlyList<DateTimeOffset> Preview(
        this IRecurrenceCompiledExpr expression, TimeZoneInfo zone, DateTimeOffset from, int count)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var occurrences = new List<DateTimeOffset>(count);
        var after = from;
        while (occurrences.Count < count && expression.GetNextOccurrence(after, zone, from) is { } next)
        {
            occurrences.Add(next);
            after = next;
        }

        return occurrences;
    }

    /// <summary>
    /// Notes about an expression that a reader may not expect, one sentence each. For example, in <c>0 0 1,15 * FRI</c> both days must
    /// hold, while crontab accepts either.
    /// </summary>
    /// <param name="expression">The compiled expression.</param>
    /// <returns>The notes, to be shown beside the occurrences; none for most expressions and for languages of the app.</returns>
    public static IReadOnlyList<string> Notes(this IRecurrenceCompiledExpr expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression is INotedExpr noted ? noted.Notes : [];
    }
}
