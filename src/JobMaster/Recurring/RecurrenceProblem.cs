using System.Globalization;
using System.Text.RegularExpressions;
using JobMaster.Recurring;

namespace JobMaster;

/// <summary>A problem of an expression, and its position.</summary>
/// <param name="Text">One sentence with the value and the fix.</param>
/// <param name="Position">The index of the first wrong character; null if the problem is about the whole text.</param>
public sealed partial record RecurrenceProblem(string Text, int? Position)
{
    /// <summary>The problem of a message that names its position, as messages of the built-in languages do.</summary>
    internal static RecurrenceProblem Of(string expression, string message)
    {
        var own = message.Replace(QuotedExpression.Of(expression), "", StringComparison.Ordinal);
        var found = Positions().Match(own);
        return new RecurrenceProblem(
            message, found.Success ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null);
    }

    [GeneratedRegex(@"\bposition (\d{1,9})\b")]
    private static partial Regex Positions();
}
