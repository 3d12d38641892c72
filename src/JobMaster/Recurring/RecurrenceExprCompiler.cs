using System.Diagnostics.CodeAnalysis;

namespace JobMaster;

/// <summary>Compiles expressions of the built-in recurrence languages: NaturalCron, Cron, QuartzCron, TimeSpanInterval and Never.</summary>
public static class RecurrenceExprCompiler
{
    private static readonly IRecurrenceExprCompiler[] Compilers =
    [
        new NaturalCronExprCompiler(), new CronExprCompiler(), new QuartzCronExprCompiler(), new TimeSpanIntervalExprCompiler(),
        new NeverExprCompiler(),
    ];

    internal static IReadOnlyList<IRecurrenceExprCompiler> BuiltIn => Compilers;

    /// <summary>Compiles an expression.</summary>
    /// <param name="typeId">The language, for example <see cref="NaturalCronExprCompiler.TypeId"/>; case does not matter.</param>
    /// <param name="expression">The text to compile.</param>
    /// <returns>The compiled expression, safe to share between threads.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="FormatException">
    /// The language is unknown or the expression is not valid; the message names the value, the position and the fix.
    /// </exception>
    public static IRecurrenceCompiledExpr Compile(string typeId, string expression) =>
        TryCompile(typeId, expression, out var compiled, out var errors)
            ? compiled
            : throw new FormatException(string.Join(' ', errors));

    /// <summary>Compiles an expression, or lists all its errors.</summary>
    /// <param name="typeId">The language, for example <see cref="CronExprCompiler.TypeId"/>; case does not matter.</param>
    /// <param name="expression">The text to compile.</param>
    /// <param name="compiled">The compiled expression, if the result is <see langword="true"/>.</param>
    /// <param name="errors">The errors, one sentence each; empty if the result is <see langword="true"/>.</param>
    /// <returns><see langword="true"/> if the expression is valid.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static bool TryCompile(
        string typeId, string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(typeId);
        ArgumentNullException.ThrowIfNull(expression);
        var compiler = Array.Find(Compilers, candidate => string.Equals(candidate.TypeId, typeId, StringComparison.OrdinalIgnoreCase));
        if (compiler is not null)
        {
            return compiler.TryCompile(expression, out compiled, out errors);
        }

        compiled = null;
        errors = [
            $"Recurrence type '{typeId}' is not known; known: {string.Join(", ", Compilers.Select(known => $"'{known.TypeId}'"))}. Use " +
            "one of these."];
        return false;
    }

    /// <summary>Returns the problems of an expression, with their positions; empty if it is valid.</summary>
    /// <param name="typeId">The language, for example <see cref="NaturalCronExprCompiler.TypeId"/>; case does not matter.</param>
    /// <param name="expression">The text to check.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <example>
    /// <code>
    /// foreach (var problem in RecurrenceExprCompiler.FindProblems("NaturalCron", text)) Mark(problem.Position, problem.Text);
    /// </code>
    /// </example>
    public static IReadOnlyList<RecurrenceProblem> FindProblems(string typeId, string expression) =>
        TryCompile(typeId, expression, out _, out var errors) ? []
        : string.Equals(typeId, NaturalCronExprCompiler.TypeId, StringComparison.OrdinalIgnoreCase)
            ? NaturalCronExprCompiler.Problems(expression)
            : [.. errors.Select(error => RecurrenceProblem.Of(expression, error))];
}
