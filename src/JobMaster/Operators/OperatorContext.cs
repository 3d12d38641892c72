using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Who makes a change, and why. Every call that changes jobs, schedules or the cluster takes one and files it in the audit with the change.
/// Without one, the app's <see cref="IOperatorContextAccessor"/> is asked; without that, the host's name stands there.
/// </summary>
/// <example><code>await jobs.CancelJobAsync(id, new OperatorContext("ann@example.com", "Ordered twice"));</code></example>
public sealed class OperatorContext
{
    private const int LongestName = 200;
    private const int LongestReason = 2000;

    /// <summary>Creates the context of one change, or of many.</summary>
    /// <param name="name">Who makes the change: a person, or a program. 1 to 200 characters.</param>
    /// <param name="reason">Why; at most 2,000 characters. Null when nobody asked.</param>
    /// <param name="source">What the change came through, for example <c>dashboard</c>. 1 to 200 characters; null when it does not
    /// matter.</param>
    /// <exception cref="ArgumentException">A text is too long, or the name or the source is no name.</exception>
    public OperatorContext(string name, string? reason = null, string? source = null)
    {
        Name = Named(name, "The operator's name", nameof(name));
        Source = source is null ? null : Named(source, "The operator's source", nameof(source));
        Reason = reason is null || reason.Length <= LongestReason ? reason : throw new ArgumentException(
            FormattableString.Invariant(
                $"The reason has {reason.Length:N0} characters; the limit is {LongestReason:N0}. Shorten it, or refer to where it stands."),
            nameof(reason));
    }

    /// <summary>Who makes the change.</summary>
    public string Name { get; }

    /// <summary>Why; null when nobody asked.</summary>
    public string? Reason { get; }

    /// <summary>What the change came through; null when it does not matter.</summary>
    public string? Source { get; }

    /// <summary>
    /// What the entries of this call are found again by, with <see cref="AuditFilter.CallKey"/>: for callers that make a call again when
    /// they do not know whether it was made. Nothing keeps two calls from having the same. The changes that a bulk operation makes do not
    /// have it, only its start has. <value>1 to 200 characters; null, the default, for none.</value>
    /// </summary>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public string? CallKey
    {
        get;
        init => field = value is null ? null : Named(value, "The operator's call key", nameof(value));
    }

    /// <summary>The operator, and the source and the reason if there are any.</summary>
    public override string ToString() => $"{Name}{(Source is null ? "" : $" through {Source}")}{(Reason is null ? "" : $": {Reason}")}";

    private static string Named(string value, string what, string parameter) => NameText.IsValid(value, LongestName)
        ? value
        : throw new ArgumentException($"{what} '{NameText.Shown(value)}' {NameText.Rule(value, LongestName)}.", parameter);
}
