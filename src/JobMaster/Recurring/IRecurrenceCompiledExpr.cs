namespace JobMaster;

/// <summary>A recurrence expression that has been checked and compiled. Immutable: one instance serves any number of threads.</summary>
public interface IRecurrenceCompiledExpr
{
    /// <summary>Which language the expression is written in, for example <see cref="NaturalCronExprCompiler.TypeId"/>.</summary>
    string TypeId { get; }

    /// <summary>The text the expression was compiled from.</summary>
    string Expression { get; }

    /// <summary>The first instant of the recurrence strictly after <paramref name="after"/>.</summary>
    /// <param name="after">The instant to look forward from; its offset has no influence.</param>
    /// <param name="zone">The zone of calculation, unless the expression names one itself.</param>
    /// <param name="anchor">
    /// Where <c>every N unit</c> and intervals count from; nothing is returned from before it. The default is <paramref name="after"/>.
    /// Pass the schedule's stored anchor, so that its phase does not depend on when it is asked.
    /// </param>
    /// <returns>
    /// The next instant, in the offset of the zone of calculation, or <see langword="null"/> when there will never be another.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null);
}
