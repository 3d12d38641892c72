using System.Diagnostics.CodeAnalysis;

namespace JobMaster;

/// <summary>
/// Compiles recurrences that never happen, for schedules that only run by hand. The expression's text is kept and ignored.
/// </summary>
public sealed class NeverExprCompiler : IRecurrenceExprCompiler
{
    /// <summary>The name of the language: <c>Never</c>.</summary>
    public const string TypeId = "Never";

    string IRecurrenceExprCompiler.TypeId => TypeId;

    /// <inheritdoc />
    public bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(expression);
        compiled = new Never(expression);
        errors = [];
        return true;
    }

    private sealed class Never(string expression) : IRecurrenceCompiledExpr
    {
        public string TypeId => NeverExprCompiler.TypeId;

        public string Expression => expression;

        public DateTimeOffset? GetNextOccurrence(DateTimeOffset after, TimeZoneInfo zone, DateTimeOffset? anchor = null)
        {
            ArgumentNullException.ThrowIfNull(zone);
            return null;
        }
    }
}
