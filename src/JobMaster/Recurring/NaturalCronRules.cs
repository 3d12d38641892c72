using JobMaster.Recurring;

namespace JobMaster;

/// <summary>The rules of an expression begun with <see cref="NaturalCronBuilder"/>. Immutable: each call returns a new one.</summary>
/// <remarks>
/// <see cref="Build"/> checks texts and days. Hours, minutes, weekdays and months that do not exist throw
/// <see cref="ArgumentOutOfRangeException"/> immediately.
/// </remarks>
public sealed partial class NaturalCronRules
{
    private readonly NaturalCronText text;

    internal NaturalCronRules(NaturalCronText text) => this.text = text;

    /// <summary>The expression's canonical text, for example <c>Every 3 Weeks AnchoredOn Fri</c>.</summary>
    public string ToNaturalExpression()
    {
        // Texts given to the builder may be English outside the grammar.
        var expression = text.ToString();
        var syntax = NaturalCronExprCompiler.Read(expression, out var problems);
        return problems.Count == 0 && syntax.IsEnglish ? NaturalCronWriter.Write(syntax) : expression;
    }

    /// <summary>Compiles the expression.</summary>
    /// <returns>The compiled expression, safe to share between threads.</returns>
    /// <exception cref="FormatException">
    /// The rules are not valid together; the message names the value, the position and the fix.
    /// </exception>
    public IRecurrenceCompiledExpr Build() => RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, ToNaturalExpression());

    /// <summary>Uses its own time zone instead of the cluster's. The text has the zone last, wherever you call this.</summary>
    /// <param name="ianaId">An IANA id such as <c>Europe/Lisbon</c>; case does not matter.</param>
    public NaturalCronRules WithTimeZone(string ianaId) => new(text with { Zone = ianaId });

    /// <inheritdoc />
    public override string ToString() => ToNaturalExpression();

    private NaturalCronRules Rule(string keyword, string value) => new(text.Rule(keyword, value));

    private NaturalCronRules Rule(string keyword, string[] values)
    {
        if (values.Length == 0)
        {
            throw new ArgumentException($"{keyword} names no value; give one or more.", nameof(values));
        }

        return Rule(keyword, NaturalCronText.List(values));
    }
}
