using System.Diagnostics.CodeAnalysis;
using JobMaster.Recurring;
using Unit = JobMaster.Recurring.NaturalCronUnit;

namespace JobMaster;

/// <summary>
/// Compiles expressions that read like a sentence: <c>every 30 minutes in [jan, jun] between 09:00 and 18:00</c>. A local time that the
/// clock skips runs at the first valid instant after the gap; a repeated local time runs once. Steps of seconds, minutes and hours follow
/// elapsed time.
/// </summary>
public sealed class NaturalCronExprCompiler : IRecurrenceExprCompiler
{
    /// <summary>The name of the language: <c>NaturalCron</c>.</summary>
    public const string TypeId = "NaturalCron";

    string IRecurrenceExprCompiler.TypeId => TypeId;

    /// <inheritdoc />
    public bool TryCompile(string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(expression);
        compiled = null;
        var syntax = Read(expression, out var problems);
        errors = Messages(expression, problems);
        if (problems.Count > 0)
        {
            return false;
        }

        var zone = syntax.Zones is [var named] && ZoneIds.TryFind(named.Text, out var found) ? found : null;
        compiled = new NaturalCronExpr(expression, NaturalCronPlanner.Plan(syntax), zone, NotesOf(syntax));
        return true;
    }

    internal static IReadOnlyList<RecurrenceProblem> Problems(string expression)
    {
        Read(expression, out var problems);
        var positions = problems.ConvertAll(problem => (int?)problem.Position);
        var messages = Messages(expression, problems);
        return messages.Count == positions.Count
            ? [.. messages.Zip(positions, (message, position) => new RecurrenceProblem(message, position))]
            : [.. messages.Select(message => new RecurrenceProblem(message, null))];
    }

    internal static bool Accepts(string expression)
    {
        Read(expression, out var problems);
        return problems.Count == 0;
    }

    /// <summary>The rules of an expression, and the problems of the first group that has any.</summary>
    internal static NaturalCronSyntax Read(string expression, out List<NaturalCronProblem> problems)
    {
        var syntax = new NaturalCronSyntax();
        problems = [];
        var validator = new NaturalCronValidator(problems);
        validator.CheckLength(expression);
        if (problems.Count > 0)
        {
            return syntax;
        }

        var words = NaturalCronLexer.Read(expression);
        var tokens = NaturalCronEnglish.Normalise(words);
        validator.CheckTokens(tokens);
        if (problems.Count == 0)
        {
            validator.CheckBrackets(tokens);
        }

        if (problems.Count == 0)
        {
            syntax = new NaturalCronParser(expression, tokens, problems).Parse();
            syntax.IsEnglish = !ReferenceEquals(words, tokens);
            CheckRules(syntax, problems, validator);
        }

        return syntax;
    }

    private static IReadOnlyList<string> NotesOf(NaturalCronSyntax syntax) =>
    [
        .. syntax.IsEnglish ? [$"Read as '{NaturalCronWriter.Write(syntax)}'."] : (string[])[],
        .. AnchoredInterval.NotesOf(syntax),
        .. ShortestWindows(syntax),
        .. DaysOfTheStart(syntax),
    ];

    /// <summary>A step of months or years without a day goes by the day of its start, which shorter months lack.</summary>
    private static IEnumerable<string> DaysOfTheStart(NaturalCronSyntax syntax) =>
        syntax.Every is [{ Anchor: null, Unit: Unit.Month or Unit.Year }]
        && new NaturalCronPatternBuilder(syntax).PhaseUnits.HasFlag(Unit.Day)
            ? ["It has no day, so it fires on the day of the month on which it starts, and passes over months without that day. "
                + "Add a day that every month has, such as 'on 1st' or 'on LastDay'."]
            : [];

    /// <summary>
    /// Both ends of a window belong to it, so a window with equal ends is a minute long. Some authors mean the whole day.
    /// </summary>
    private static IEnumerable<string> ShortestWindows(NaturalCronSyntax syntax) =>
        syntax.Ranges.SelectMany(rule => rule.Ranges).Where(IsOneMinute).Select(range =>
            $"The window from '{range.From!.Text}' to '{range.Upto!.Text}' is one minute long. Leave it out for the whole day.");

    private static bool IsOneMinute((NaturalCronItem? From, NaturalCronItem? Upto) range) =>
        range is ({ Units: Unit.Hour | Unit.Minute } start, { Units: Unit.Hour | Unit.Minute } end)
        && (start.Hour, start.Minute) == (end.Hour, end.Minute);

    private static List<string> Messages(string expression, List<NaturalCronProblem> problems)
    {
        var messages = problems.ConvertAll(problem => $"NaturalCron {QuotedExpression.Of(expression)}: {problem.Message}");
        if (messages.Count == 0)
        {
            return messages;
        }

        // Errors about single words of another language would only hide which language the text is.
        var remedy = OtherLanguage.Remedy(TypeId, expression);
        if (remedy.StartsWith(OtherLanguage.Valid, StringComparison.Ordinal))
        {
            return [$"NaturalCron {QuotedExpression.Of(expression)} is not of this language.{remedy}"];
        }

        messages[^1] += remedy;
        return messages;
    }

    private static void CheckRules(NaturalCronSyntax syntax, List<NaturalCronProblem> problems, NaturalCronValidator validator)
    {
        var isReadable = problems.Count == 0;
        validator.CheckRules(syntax);
        if (isReadable)
        {
            new NaturalCronValueValidator(problems).Check(syntax);
        }

        if (problems.Count > 0)
        {
            var first = problems.Min(problem => problem.Kind);
            problems.RemoveAll(problem => problem.Kind != first);
        }
    }
}
