using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Who makes a change, and why. Every call that changes jobs, schedules or the cluster takes one and records it in the audit with the
/// change. Without one, the call asks the app's <see cref="IOperatorContextAccessor"/>; without that, the audit shows the host's name.
/// </summary>
/// <example><code>await jobs.CancelJobAsync(id, new OperatorContext("ann@example.com", "Ordered twice"));</code></example>
public sealed class OperatorContext
{
    private const int LongestName = 200;
    private const int LongestReason = 2000;

    /// <summary>Creates the context of one change, or of many.</summary>
    /// <param name="name">Who makes the change: a person, or a program. 1 to 200 characters.</param>
    /// <param name="reason">Why; at most 2,000 characters. Null if there is no reason to record.</param>
    /// <param name="source">
    /// The source of the change, for example <c>dashboard</c>. 1 to 200 characters; null if it does not matter.
    /// </param>
    /// <exception cref="ArgumentException">A text is too long, or the name or the source is not a valid name.</exception>
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

    /// <summary>Why; null if there is no reason to record.</summary>
    public string? Reason { get; }

    /// <summary>The source of the change; null if it does not matter.</summary>
    public string? Source { get; }

    /// <summary>
    /// A key by which the entries of this call are found, with <see cref="AuditFilter.CallKey"/>: for callers that repeat a call when they
    /// do not know whether it was made. Two calls may have the same key. The changes of a bulk operation do not have it, only its start
    /// has. <value>1 to 200 characters; null, the default, for none.</value>
    /// </summary>
    /// <exception cref="ArgumentException">It is not a valid name.</exception>
    public string? CallKey
    {
        get;
        init => field = value is null ? null : Named(value, "The operator's call key", nameof(value));
    }

    /// <summary>The operator, and the source and the reason if given.</summary>
    public override string ToString() => $"{Name}{(Source is null ? "" : $" through {Source}")}{(Reason is null ? "" : $": {Reason}")}";

    private static string Named(string value, string what, string parameter) => NameText.IsValid(value, LongestName)
        ? value
        : throw new ArgumentException($"{what} '{NameText.Shown(value)}' {NameText.Rule(value, LongestName)}.", parameter);
}
