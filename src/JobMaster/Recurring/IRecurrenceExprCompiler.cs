using System.Diagnostics.CodeAnalysis;

namespace JobMaster;

/// <summary>Compiles the expressions of one recurrence language. Implementations must be safe to share between threads.</summary>
public interface IRecurrenceExprCompiler
{
    /// <summary>The name schedules store to find this compiler again.</summary>
    string TypeId { get; }

    /// <summary>Compiles an expression, or says everything that is wrong with it. Does not throw for any text.</summary>
    /// <param name="expression">The text to compile.</param>
    /// <param name="compiled">The compiled expression, when the result is <see langword="true"/>.</param>
    /// <param name="errors">
    /// What is wrong, one sentence each with value, position and fix; empty when the result is <see langword="true"/>.
    /// </param>
    /// <returns><see langword="true"/> when the expression is valid.</returns>
    bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors);
}
