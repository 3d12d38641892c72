namespace JobMaster;

/// <summary>A recurrence expression that has been checked and compiled. Immutable: one instance serves any number of threads.</summary>
public interface IRecurrenceCompiledExpr
{
    /// <summary>The language of the expression, for example <see cref="NaturalCronExprCompiler.TypeId"/>.</summary>
    string TypeId { get; }

    /// <summary>The text the expression was compiled from.</summary>
    string Expression { get; }

    /// <summary>The first instant of the recurrence strictly after <paramref name="after"/>.</summary>
    /// <param name="after">The instant at which the search starts; its offset has no influence.</param>
    /// <param name="zone">The time zone, unless the expression names one itself.</param>
    /// <param name="anchor">
    /// The instant from which <c>every N unit</c> and intervals count; no result is before it. The default is <paramref name="after"/>.
    /// Pass the schedule's stored anchor, so that the phase does not depend on the time of the call.
    /// </param>
    /// <returns>The next instant, in the offset of the zone, or <see langword="null"/> if there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="zone"/> is null.</exception>
    DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null);
}
