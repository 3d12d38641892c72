using System.Diagnostics.CodeAnalysis;

namespace JobMaster;

/// <summary>Compiles the expressions of one recurrence language. Implementations must be safe to share between threads.</summary>
public interface IRecurrenceExprCompiler
{
    /// <summary>The name under which schedules store this language.</summary>
    string TypeId { get; }

    /// <summary>Compiles an expression, or lists all its errors. Does not throw for any text.</summary>
    /// <param name="expression">The text to compile.</param>
    /// <param name="compiled">The compiled expression, if the result is <see langword="true"/>.</param>
    /// <param name="errors">
    /// The errors, one sentence each with value, position and fix; empty if the result is <see langword="true"/>.
    /// </param>
    /// <returns><see langword="true"/> if the expression is valid.</returns>
    bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors);
}
